"""A comment as it is told over HTTP, and what stands before every decision about one."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from quart import current_app

from appliance.events import Speaker
from appliance.house import house
from appliance.ids import new_id
from chat.comments.actions import speaker_of
from chat.comments.keeper import EVERY_SECONDS
from chat.comments.models import Comment
from chat.comments.saying import AdvertDoubtful
from chat.stage import show_on_air

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
YOUNG = timedelta(seconds=3)
"""A comment that was said just now may not be in its row yet."""


class CommentCard(msgspec.Struct, frozen=True, kw_only=True):
    comment: str
    speaker: Speaker
    text: str
    at: Aware
    moment: Aware
    """The media time it belongs to."""
    reply_to: str
    reply_name: str
    state: str
    """said; for its writer, too: held, yours; for colleagues, too: recalled, rejected."""
    topic: str
    """What it asks about; empty: it asks nothing."""
    why: str = ""
    """For colleagues: why it is not simply said."""


def card(one: Comment, why: str = "") -> CommentCard:
    return CommentCard(
        comment=one.id,
        speaker=speaker_of(one),
        text=one.text,
        at=one.at,
        moment=one.moment,
        reply_to=one.reply_to,
        reply_name=one.reply_name,
        state=one.state,
        topic=one.topic,
        why=why,
    )


def check_adverts(text: str, *, sure: bool) -> None:
    """Raises AdvertDoubtful."""
    if not sure and (doubts := current_app.extensions["adverts"](text)):
        raise AdvertDoubtful(word=doubts[0])


async def check_room(room: str) -> None:
    """Raises a NotFound for a room that is not there."""
    async with house().db.read() as session:
        await show_on_air(session, room)


async def once_kept(comment: str) -> None:
    """A colleague may be quicker than the row of a comment that was said just now."""
    clock, now = house().clock, house().clock.now()
    if not new_id(now - YOUNG)[:10] <= comment <= new_id(now + YOUNG):
        return
    for _ in range(6):
        async with house().db.read() as session:
            if await session.get(Comment, comment) is not None:
                return
        await clock.sleep(EVERY_SECONDS)
