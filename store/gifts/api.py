"""The gift panel of a room."""

import msgspec

from appliance.events import Speaker
from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from store.gifts import actions, reads
from store.gifts.actions import Giving
from store.once.actions import once
from store.once.asked import asked
from store.stage import Show, show

api = Api("gifts", __name__)


class GiftCard(msgspec.Struct, frozen=True):
    gift: str
    name: str
    points: int
    effect: str
    """How it is shown: float, burst or full."""
    picture: str
    """A path on the shop's own address; empty without one."""


class Panel(msgspec.Struct, frozen=True):
    enabled: bool
    """I can give now."""
    why: str
    """Why not: off, not-live, minor (has said so), adult (confirm or deny it with POST /me/consents
    {"document": "adult"}) or limit; else empty."""
    points: int
    """Mine."""
    left_today: int
    """Points that I may still give today."""
    gifts: list[GiftCard]


class Gift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    gift: str
    count: int = 1


class Given(msgspec.Struct, frozen=True):
    given: str
    points: int
    """That it took."""
    combo: int


@api.route_to("GET", "/rooms/<room>/gifts", summary="What I can give, and with what", answers=Panel, viewer=True)
async def panel(viewer: Claims, room: str) -> Panel:
    async with house().db.read() as session:
        on_air = await show(session, room)
        rules = await reads.rules(session)
        purse = await reads.purse(session, viewer.viewer, house().clock.now())
        gifts = await reads.gifts(session) if rules.enabled else []
    why = _why(rules, on_air, purse)
    cards = [GiftCard(one.id, one.name, one.points, one.effect, actions.picture_of(one)) for one in gifts]
    return Panel(not why, why, purse.points, purse.left_today, cards)


@api.route_to(
    "POST", "/rooms/<room>/gifts", summary="Give (Idempotency-Key)", body=Gift, answers=Given, status=201, viewer=True
)
async def give(viewer: Claims, body: Gift, room: str) -> Given:
    key, digest = await asked()
    async with house().db.read() as session:
        on_air = await show(session, room)
        speaker: Speaker = await reads.speaker(session, house().keys, viewer.viewer)
    giving = Giving(room=room, broadcast=on_air.broadcast, speaker=speaker, gift=body.gift, count=body.count)
    given = await house().db.write(once, viewer.viewer, key, digest, actions.give, giving)
    return msgspec.convert(given, Given)


def _why(rules: reads.Rules, on_air: Show, purse: reads.Purse) -> str:
    if not rules.enabled:
        return "off"
    if not on_air.broadcast:
        return "not-live"
    if purse.minor:
        return "minor"
    if not purse.adult:
        return "adult"
    return "" if purse.left_today else "limit"
