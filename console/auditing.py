"""Who did what, in words: the journal's facts as a sentence each, for the control room's list and the shop's own."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import (
    AnswersChanged,
    BargainEnded,
    BargainOpened,
    BattleBegan,
    BattleEnded,
    BroadcastAired,
    BroadcastEnded,
    ClipDeleted,
    CommentPinned,
    CommentRecalled,
    Event,
    FlashSaleAnnounced,
    FlashSaleEnded,
    FlashSaleOpened,
    FloorShown,
    GroupBuyAnnounced,
    GroupBuyEnded,
    GuestLeft,
    GuestSeated,
    HostLost,
    HostPrompted,
    HostReturned,
    InviteTermsSet,
    LiveTakenOver,
    MarkTakenBack,
    MomentMarked,
    OutputDelayed,
    PersonalDataSeen,
    PictureAllowed,
    PictureCut,
    ProductChanged,
    ProductPinned,
    ProductPopped,
    ProductUnpinned,
    PromotionChanged,
    RecordingDeleted,
    RecordingShown,
    RoomChanged,
    RoomOpened,
    RoomPriced,
    RoundEnded,
    RoundOpened,
    StockMoved,
    StoresChanged,
    StreamKeyRotated,
    TalkModerated,
    TalkRulesChanged,
    ViewerFreed,
    ViewerKicked,
    ViewerMuted,
    WordsChanged,
)
from appliance.http import SignedIn
from appliance.identity import reads as identity
from appliance.journal import Deed, done
from chat.comments import reads as comments
from console.told import Known, sentence
from store.members import reads as members
from store.orders import reads as orders

GOODS = (
    *(RoomPriced, StockMoved, ProductPinned, ProductUnpinned, ProductPopped),
    *(FlashSaleAnnounced, FlashSaleOpened, FlashSaleEnded),
    *(BargainOpened, BargainEnded, GroupBuyAnnounced, GroupBuyEnded),
)
TALK = (
    *(CommentPinned, TalkModerated, TalkRulesChanged, ViewerMuted, ViewerFreed, ViewerKicked),
    *(WordsChanged, AnswersChanged),
)
SHOW = (
    *(BroadcastAired, BroadcastEnded, HostLost, HostReturned, PictureCut, PictureAllowed, HostPrompted),
    *(MomentMarked, MarkTakenBack),
)
PLAY = (RoundOpened, RoundEnded, GuestSeated, GuestLeft, BattleBegan, BattleEnded)
SHOP = (
    *(RoomOpened, RoomChanged, StreamKeyRotated, FloorShown, OutputDelayed, RecordingShown, RecordingDeleted),
    ClipDeleted,
    *(ProductChanged, PromotionChanged, InviteTermsSet, StoresChanged, LiveTakenOver),
)
PEOPLE = (PersonalDataSeen,)
"""Of no room: their list is the whole shop's alone."""
ABOUT: dict[str, tuple[type[Event], ...]] = {
    "goods": GOODS, "talk": TALK, "show": SHOW, "play": PLAY, "shop": SHOP, "people": PEOPLE,
}  # fmt: skip
"""What a list can be narrowed to."""
_TOLD_BETTER = ('"what":"pinned"', '"what":"rules"')
"""A decision whose own fact says more stands there once."""


class Told(msgspec.Struct, frozen=True):
    at: datetime
    by: str
    """Empty: nobody of the shop."""
    what: str
    about: str
    room: str
    """Empty: the whole shop."""
    to: str = ""
    """Where it can be looked at."""


class Page(msgspec.Struct, frozen=True):
    items: list[Told]
    before: int
    """Where the earlier ones begin; 0: there are none."""


async def told(
    session: AsyncSession,
    reader: SignedIn,
    *,
    about: str = "",
    room: str = "",
    by: str = "",
    before: int = 0,
    limit: int = 60,
) -> Page:
    """As far as the reader may know it, the latest first."""
    asked = ABOUT.get(about) or sum(ABOUT.values(), ())
    wanted = [kind for kind in asked if reader.may_hear(kind) and not (room and kind in PEOPLE)]
    if TalkModerated not in wanted and about in ("", "talk"):
        wanted.append(CommentRecalled)
    found = await done(session, wanted, limit=limit, room=room, by=by, before=before, without=_TOLD_BETTER)
    known = await _known(session, [deed.event for deed in found.items])
    names = {one.id: one.name or one.login for one in await identity.colleagues(session)}
    return Page([_told(deed, known, names) for deed in found.items], found.before)


def _told(deed: Deed, known: Known, names: dict[str, str]) -> Told:
    event = deed.event
    who = names.get(deed.by or getattr(event, "by", ""), "")
    return Told(deed.at, who, sentence(event, known), _about(type(event)), getattr(event, "room", ""), _to(event))


def _to(event: Event) -> str:
    if not isinstance(event, PersonalDataSeen):
        return ""
    return f"/console/orders/{event.order}" if event.order else f"/console/members/{event.member}"


def _about(kind: type[Event]) -> str:
    return next((about for about, kinds in ABOUT.items() if kind in kinds), "talk")


async def _known(session: AsyncSession, events: Sequence[Event]) -> Known:
    viewers = {event.member for event in events if isinstance(event, ViewerMuted | ViewerFreed | ViewerKicked)}
    seen = [event for event in events if isinstance(event, PersonalDataSeen)]
    ids = {event.comment for event in events if isinstance(event, TalkModerated | CommentRecalled)} - {""}
    said = await comments.by_id(session, ids)
    names = await members.nicknames(session, {one.member for one in seen}) | await comments.names(session, viewers)
    numbers = await orders.numbers(session, {one.order for one in seen} - {""})
    return Known({one.id: (one.name, one.text) for one in said}, names, numbers)
