"""Which facts become messages; the journal tells them, so none is missed."""

from functools import partial

from appliance.db import Database
from appliance.events import (
    BroadcastAired,
    BroadcastCancelled,
    BroadcastEnded,
    FlashPieceWon,
    OrderChanged,
    ParcelSent,
    PriceChopped,
    PrizeWon,
    RefundSettled,
    TeamMoved,
)
from appliance.journal import Entry
from store.reach import actions


class Ear:
    """`hear` is the handler of a `Follower`; hearing a fact twice changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def hear(self, entry: Entry) -> None:
        write = self._db.write
        match entry.event:
            case BroadcastAired(room=room, broadcast=show, title=title):
                while await write(actions.tell_show, room, show, title, entry.at):
                    pass
            case BroadcastEnded(broadcast=show) | BroadcastCancelled(broadcast=show):
                await write(actions.forget_show, show)
            case ParcelSent() | OrderChanged(what="parcel") as sent:
                await write(actions.tell_parcel, sent.parcel, entry.at, _subject(entry, sent))
            case RefundSettled(refund=refund, order=order, amount=amount, state="done"):
                await write(actions.tell_refund, refund, order, amount, entry.at)
            case PrizeWon(kind="goods", until=until) as won if until is not None:
                await write(actions.tell_won, won.win, won.member, won.title, "", won.room, until)
            case TeamMoved(state="full" | "failed" as state, team=team, order=order):
                await write(partial(actions.tell_team, full=state == "full"), team, order, entry.at)
            case PriceChopped(haggle=haggle, helped=helped, helpers=helpers) if helped >= helpers:
                await write(actions.tell_floor, haggle)
            case FlashPieceWon() as won:
                await write(actions.tell_won, won.claim, won.member, "", won.sale, won.room, won.until)


def _subject(entry: Entry, sent: ParcelSent | OrderChanged) -> str:
    """A number that was put right is told beside the mistyped one."""
    return sent.parcel if isinstance(sent, ParcelSent) else f"{sent.parcel}-{entry.id}"
