"""What a browser may do on the console's pages."""

from quart import Response


def content_security_policy(edge: str) -> str:
    """`edge` is the origin of the picture, e.g. ``http://192.168.1.5:8081``."""
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data: blob:",
            f"media-src 'self' blob: {edge}",
            f"connect-src 'self' {edge} {edge.replace('http', 'ws', 1)}",
            "worker-src blob:",
            "style-src 'self' 'unsafe-inline'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


def protect(answer: Response, edge: str) -> Response:
    """Set on every page below /console; such a page holds secrets, so no cache keeps it."""
    answer.headers["Content-Security-Policy"] = content_security_policy(edge)
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
