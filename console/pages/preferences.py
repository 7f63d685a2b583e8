"""Language and colours, kept in this browser; they need no account."""

from datetime import timedelta
from urllib.parse import urlsplit

from quart import redirect, request
from quart.typing import ResponseReturnValue

from appliance.http import Pages
from appliance.identity.permissions import EVERYONE
from console.looks import THEMES

pages = Pages("console_preferences", __name__)
KEPT = int(timedelta(days=365).total_seconds())
CHOICES = {"language": ("zh", "en"), "theme": THEMES}


@pages.page("/console/preferences", allow=EVERYONE, methods=("POST",))
async def prefer() -> ResponseReturnValue:
    answer = redirect(_back(), 303)
    posted = await request.form
    for name, choices in CHOICES.items():
        if posted.get(name) in choices:
            answer.set_cookie(name, posted[name], max_age=KEPT, samesite="Lax", secure=request.is_secure)
    return answer


def _back() -> str:
    """The page the form stood on, never another site."""
    came = urlsplit(request.headers.get("referer", ""))
    ours = came.netloc == request.host and came.path.startswith("/console")
    return came.path + (f"?{came.query}" if came.query else "") if ours else "/console"
