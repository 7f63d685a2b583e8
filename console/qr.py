"""QR codes as SVG that a page can hold."""

from markupsafe import Markup


def qr(text: str) -> Markup:
    """Black on white in any theme, since some phones read nothing else."""
    import segno  # noqa: PLC0415 - for who looks at a code

    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=4, border=2, light="#ffffff", omitsize=True))  # noqa: S704 - segno escapes
