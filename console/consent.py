"""What a guest agrees to before coming on stage, version by version, and who agreed in a show."""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.identity import reads as identity
from console.i18n import gettext as _
from media.broadcasts.models import Broadcast
from media.stage.seats import reads
from media.stage.seats.actions import STORE


class Agreement(msgspec.Struct, frozen=True):
    """One guest's; it is kept with the version of what was agreed to."""

    name: str
    """As it stood in the picture."""
    version: str
    at: datetime
    network: str
    """Empty: no browser came, or it was before addresses were kept."""
    invited_by: str
    on_stage: datetime | None
    """None: was never let in."""
    over: datetime | None

    @property
    def from_store(self) -> bool:
        return self.version == STORE


def words(version: str) -> list[str]:
    """The last of them stands beside the tick. A version's words never change: new words are a new version, and
    `media.stage.seats.actions.CONSENT` says which one guests are asked for.
    """
    return {
        "1": [
            _("您的画面、声音和填的名字会在直播里公开播出，也会出现在回放里。"),
            _("按规定，直播录像要保存三年；到期以后删除。"),
            _("您可以随时关掉摄像头、话筒或离开；想删掉回放里的画面，请联系店里。"),
            _("我已年满 18 周岁，同意这样出镜"),
        ],
        STORE: [_("另一家店的主播：由那家店的员工同意，不经过本店的链接")],
    }[version]


async def agreements(session: AsyncSession, show: Broadcast, until: datetime) -> list[Agreement]:
    """Of those who stood, or might have stood, beside the host of a show that has been on air."""
    seats = await reads.agreed(session, show.room, show.aired_at or show.starts_at, until)
    colleagues = {one.id: one.name or one.login for one in await identity.colleagues(session)} if seats else {}
    return [
        Agreement(
            seat.name, seat.consent, seat.consented_at or seat.invited_at, seat.consented_from,
            colleagues.get(seat.invited_by, ""), seat.seated_at, seat.over_at,
        )
        for seat in seats
    ]  # fmt: skip
