"""How much one request may bring: everybody waits while what it holds is read.

Pictures, films and tables come as files, and have their own measure where they are read. Colleagues send them, and
viewers where a route says so.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing
from typing import Any, cast

from quart import Request, g
from quart.formparser import FormDataParser
from quart.wrappers import Body
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import default_stream_factory

from appliance.errors import TooLarge

OF_ANYBODY = 64 * 1024
"""The fullest cart is a third of it."""
OF_STAFF = 1024 * 1024
"""The longest page about a product, as a browser sends Chinese, is nine tenths of it."""
MOST_FIELDS = 10_000
PIECE = 64 * 1024
"""Of a form in parts, read before others have their turn."""
UNREAD = 4 * PIECE
"""That the reader of a form may keep: only what is before, between and behind its parts stays unread, and browsers
write a few hundred bytes of that. What it keeps it searches again with each piece.
"""


class Forms(FormDataParser):
    """Quart counts what is in a form only where it comes in parts."""

    async def parse(
        self, body: Body, mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[MultiDict[str, Any], MultiDict[str, Any]]:
        if "urlencoded" in mimetype or "url-encoded" in mimetype:
            raw = await body
            measure(raw)
            if raw.count(b"&") >= MOST_FIELDS:
                raise TooLarge
        elif mimetype == "multipart/form-data":
            self.max_content_length = UNREAD
            body = cast("Body", _in_pieces(body, None if "staff" in g or "files" in g else OF_ANYBODY))
        with ExitStack() as opened:
            self.stream_factory = lambda *told: opened.enter_context(closing(default_stream_factory(*told)))
            parsed = await super().parse(body, mimetype, content_length, options)
            opened.pop_all()  # who reads them closes them
        return parsed


class Asked(Request):
    form_data_parser_class = Forms


def expect_files() -> None:
    """The current request may bring as much as the whole house takes."""
    g.files = True


def measure(raw: str | bytes) -> None:
    """Raises TooLarge for more than its sender may write."""
    if len(raw) > (OF_STAFF if "staff" in g else OF_ANYBODY):
        raise TooLarge


async def _in_pieces(body: Body, most: int | None) -> AsyncIterator[bytes]:
    """Raises TooLarge beyond `most`."""
    length = 0
    async for data in body:
        length += len(data)
        if most is not None and length > most:
            raise TooLarge
        for start in range(0, len(data), PIECE):
            yield data[start : start + PIECE]
            await asyncio.sleep(0)
