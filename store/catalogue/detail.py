"""What stands below a product's pictures: words and pictures, without anything that runs or reaches out (pure)."""

import html
import re

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "small", "sub", "sup", "blockquote"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
}
_ATTRIBUTES = {"img": {"src", "alt", "width", "height"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
_OUR_PICTURE = re.compile(r"/blobs/[0-9a-f]{40}\.(jpg|png|webp)")
_LOOKS_LIKE_HTML = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*[\s/>]|!--)")


def safe(written: str) -> str:
    """HTML that a page may show as it is; plain text becomes paragraphs, pictures are only our own."""
    import nh3  # noqa: PLC0415 - for the process that saves goods only

    markup = written if _LOOKS_LIKE_HTML.search(written) else _paragraphs(written)
    cleaned = nh3.clean(
        markup, tags=TAGS, attributes=_ATTRIBUTES, attribute_filter=_only_ours, url_schemes=set(), strip_comments=True,
        clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "template", "noscript"},
    )  # fmt: skip
    return re.sub(r"<img(?![^>]*\ssrc=)[^>]*>", "", cleaned).strip()


def words(markup: str) -> str:
    """What a person reads there, for search and for the check of words."""
    import nh3  # noqa: PLC0415

    return html.unescape(nh3.clean(re.sub(r"<(/?(p|br|li|td|th|h\d)\b)", r" <\1", markup), tags=set()))


def picture(blob: str) -> str:
    return f'<figure><img src="/blobs/{blob}" alt=""></figure>'


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block.strip())


def _only_ours(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if _OUR_PICTURE.fullmatch(value) else None
    return value
