"""Who did what in a show, whichever world they did it in: the control room's list."""

from appliance.events import (
    BargainEnded,
    BargainOpened,
    BattleBegan,
    BattleEnded,
    BroadcastAired,
    BroadcastEnded,
    CommentPinned,
    CommentRecalled,
    FlashSaleAnnounced,
    FlashSaleEnded,
    FlashSaleOpened,
    GuestLeft,
    GuestSeated,
    HostLost,
    HostPrompted,
    HostReturned,
    PictureAllowed,
    PictureCut,
    ProductPinned,
    ProductPopped,
    ProductUnpinned,
    RoomPriced,
    RoundEnded,
    RoundOpened,
    StockMoved,
    TalkModerated,
    TalkRulesChanged,
    ViewerFreed,
    ViewerKicked,
    ViewerMuted,
    WordsChanged,
)
from appliance.house import house
from appliance.http import Api, signed
from appliance.identity.permissions import Permission
from media.control import reads
from media.control.api import Deeds, shown

KINDS = (
    *(BroadcastAired, BroadcastEnded, HostLost, HostReturned, PictureCut, PictureAllowed, HostPrompted),
    *(GuestSeated, GuestLeft, BattleBegan, BattleEnded),
    *(ProductPinned, ProductUnpinned, ProductPopped, FlashSaleAnnounced, FlashSaleOpened, FlashSaleEnded),
    *(RoundOpened, RoundEnded),
    *(CommentPinned, CommentRecalled, TalkModerated, TalkRulesChanged, ViewerMuted, ViewerFreed, ViewerKicked),
    *(RoomPriced, StockMoved, WordsChanged, BargainOpened, BargainEnded),
)
"""What the list tells of, to who may know it."""
api = Api("deeds", __name__)


@api.route_to(
    "GET", "/rooms/<room>/deeds", summary="Who did what in this show", allow=Permission.ROOMS_SEE, answers=Deeds
)
async def deeds(room: str) -> Deeds:
    kinds = [kind for kind in KINDS if signed().may_hear(kind)]
    async with house().db.read() as session:
        return shown(await reads.done(session, room, kinds, house().clock.now()))
