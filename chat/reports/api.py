"""Reporting over HTTP."""

from typing import Annotated

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from chat.comments.cards import once_kept
from chat.reports import actions
from chat.reports.actions import About, Complaint, Reason
from chat.stage import show_on_air

api = Api("reports", __name__)
Id = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[0-9A-Za-z:_-]*$")]


class NewReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: About
    reason: Reason
    subject: Id = ""
    """A comment's, viewer's or product's id; of the room nothing is needed."""
    words: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Reported(msgspec.Struct, frozen=True):
    report: str


@api.route_to(
    "POST", "/rooms/<room>/reports", summary="Report something", viewer=True, body=NewReport, answers=Reported,
    status=201,
)  # fmt: skip
async def report(viewer: Claims, body: NewReport, room: str) -> Reported:
    """Twice is once. 429 too-many where somebody reports more than a person would."""
    async with house().db.read() as session:
        await show_on_air(session, room)
    if body.about == "comment":
        await once_kept(body.subject)
    subject = room if body.about == "room" else body.subject
    given = Complaint(
        room=room, about=body.about, subject=subject, reason=body.reason, words=body.words, reporter=viewer.viewer
    )
    return Reported(await house().db.write(actions.report, given))
