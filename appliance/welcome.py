"""What `jinbo up` prints for the person in front of the screen: where to go, and a code for the phone's camera."""

import sys

from appliance.config import Config
from media.broadcasts.addresses import push_url, web_origin


def welcome(config: Config, code: str) -> None:
    """Viewers' address with its QR, the console, where hosts push to, and the one-time `code` of a new shop."""
    shop = web_origin(config)
    lines = [
        "",
        f"  观看 / watch      {shop}/",
        f"  控制台 / console  {shop}/console",
        f"  推流 / push       {push_url(config)}",
    ]
    if code:
        lines.append(f"  初始码 / code     {code}")
    print("\n".join(lines), flush=True)  # noqa: T201 - this is for a person, not for the log
    if sys.stdout.isatty():
        import segno  # noqa: PLC0415

        segno.make(f"{shop}/").terminal(compact=True)
