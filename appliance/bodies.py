"""How much one request may bring: everybody waits while what it holds is read.

Pictures, films and tables come as files, and have their own measure where they are read.
"""

from typing import Any

from quart import Request, g
from quart.formparser import FormDataParser
from quart.wrappers import Body
from werkzeug.datastructures import MultiDict

from appliance.errors import TooLarge

OF_ANYBODY = 64 * 1024
"""The fullest cart is a third of it."""
OF_STAFF = 1024 * 1024
"""The longest page about a product, as a browser sends Chinese, is nine tenths of it."""
MOST_FIELDS = 10_000


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
        return await super().parse(body, mimetype, content_length, options)


class Asked(Request):
    form_data_parser_class = Forms


def measure(raw: str | bytes) -> None:
    """Raises TooLarge for more than its sender may write."""
    if len(raw) > (OF_STAFF if "staff" in g else OF_ANYBODY):
        raise TooLarge
