"""Letting go of what guests said of themselves: of no use once nothing shows them any more and nobody can claim."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from appliance.db import Transaction
from media.broadcasts.models import Broadcast
from media.recording.clips.models import Clip
from media.recording.models import Recording
from media.stage.battles.models import Battle
from media.stage.seats.models import StageSeat

AGREED_FOR = timedelta(days=1096)
"""A claim lapses after three years (民法典 188), and so long the law wants the recording."""


def sweep_page(tx: Transaction, until: datetime, limit: int) -> int:
    """Names, agreements and network addresses of guests who left before `until`, unless a recording or a clip of a
    show in which they were is still kept. That there was a seat stays.
    """
    then = (
        Broadcast.room == StageSeat.room,
        Broadcast.aired_at <= StageSeat.over_at,
        or_(Broadcast.ended_at.is_(None), Broadcast.ended_at >= StageSeat.consented_at),
    )
    recorded = select(Recording.show).join(Broadcast, Broadcast.id == Recording.show)
    cut = select(Clip.id).join(Broadcast, Broadcast.id == Clip.show)
    old = (
        select(StageSeat.id)
        .where(StageSeat.state == "over", StageSeat.consent != "", StageSeat.over_at < until)
        .where(~recorded.where(Recording.state != "gone", *then).exists())
        .where(~cut.where(Clip.state != "gone", *then).exists())
    )
    seats = [row.id for row in tx.execute(old.limit(limit)).all()]
    if seats:
        forgotten = {"name": "", "mark": "", "consent": "", "consented_at": None, "consented_from": ""}
        tx.execute(update(StageSeat).where(StageSeat.id.in_(seats)).values(forgotten))
        tx.execute(update(Battle).where(Battle.seat.in_(seats)).values(right=""))
    return len(seats)
