"""The page of a guest who was invited on stage: no account, only the link."""

from quart import Response, request
from quart.typing import ResponseReturnValue

from appliance.http import Pages
from appliance.identity.permissions import EVERYONE, Permission
from console.consent import words
from console.looks import page
from console.qr import qr
from media.stage.seats.actions import CONSENT, LONGEST_NAME

pages = Pages("console_stage", __name__)
LONGEST_LINK = 400


@pages.page("/stage", allow=EVERYONE)
async def guest() -> ResponseReturnValue:
    """The link's token stands behind the #, where no server and no log sees it."""
    return await page("stage/guest.html", consent=CONSENT, agreed=words(CONSENT), longest=LONGEST_NAME)


@pages.page("/console/stage/code", allow=Permission.STAGE_RUN)
async def code() -> ResponseReturnValue:
    """`?link=` as a QR code."""
    drawn = qr(request.args.get("link", "")[:LONGEST_LINK])
    return Response(
        str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), content_type="image/svg+xml"
    )
