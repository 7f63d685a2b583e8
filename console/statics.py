"""Where style sheets, scripts and pictures of the console come from, and how long a browser may keep them."""

import functools
import hashlib
import json
from pathlib import Path

from markupsafe import Markup
from quart import Response, request, send_from_directory

FOLDER = Path(__file__).parent / "static"


def asset(name: str) -> str:
    """The address of one of our own files; it changes with the content, so it may be kept for ever."""
    return f"/static/{name}?h={_print_of(name, (FOLDER / name).stat().st_mtime_ns)}"


def vendor(name: str) -> Markup:
    """The attributes that name a third party's file and its integrity, for a ``<script>`` or a ``<link>``."""
    manifest = FOLDER / "vendor" / "manifest.json"
    integrity = _manifest(manifest.stat().st_mtime_ns)[name]
    attribute = "href" if name.endswith(".css") else "src"
    return Markup('{}="/static/vendor/{}?h={}" integrity="{}"').format(attribute, name, integrity[-10:], integrity)


async def answer(name: str) -> Response:
    """A file of `FOLDER`; raises NotFound of werkzeug."""
    found = await send_from_directory(FOLDER, name, conditional=True)
    found.headers["Cache-Control"] = "public, max-age=31536000, immutable" if "h" in request.args else "no-cache"
    return found


@functools.lru_cache(maxsize=256)
def _print_of(name: str, _changed: int) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


@functools.lru_cache(maxsize=2)
def _manifest(_changed: int) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "vendor" / "manifest.json").read_bytes())
    return found
