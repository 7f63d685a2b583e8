"""Invites over HTTP: one's own code, by whose link one came, and what came of one's friends."""

from datetime import datetime
from typing import Annotated

import msgspec
from quart import request

from appliance.errors import BadInput
from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from store.invites import actions, reads
from store.invites.actions.binding import Outcome
from store.invites.models import Invite
from store.invites.reads import Earned, State
from store.invites.terms import Promise, Reward, Terms

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
DEVICE = {"X-Device": "A random name that the phone keeps of itself: an inviter is no friend of theirs (防刷单)"}
api = Api("invites", __name__)


class Code(msgspec.Struct, frozen=True):
    code: str
    """For `by` in links; empty while the shop promises nothing."""


class Came(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    """What stood in the link."""


class Outcomes(msgspec.Struct, frozen=True):
    outcome: Outcome
    """bound: this viewer is that inviter's friend. Anything else is no fault of who opened the link."""


class Gift(msgspec.Struct, frozen=True):
    points: int
    coupon: str
    """Its name; empty: none."""


class Friend(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """Masked."""
    state: State
    """ordered: paid, and not yet completed for good; void: it does not count."""
    points: int
    """Got for this friend."""
    coupon: bool
    at: Aware


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    inviter: Gift
    friend: Gift
    least: int
    """Fen that the friend pays for goods, and keeps."""
    days: int
    """In which the friend orders."""
    per_day: int
    in_all: int
    most: int
    """Friends that are rewarded in all of the shop: whose order is completed first."""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """That I came by a friend's link."""

    state: State
    gift: Gift
    least: int
    until: Aware


class Invites(msgspec.Struct, frozen=True, kw_only=True):
    on: bool
    """False: the shop promises nothing now; who was bound before keeps what was promised then."""
    code: str
    """Empty until it was asked for by POST."""
    rules: Rules
    earned: Earned
    friends: list[Friend]
    """The latest first, fifty of them."""
    next: str | None
    """`before` of the next page."""
    brought: Brought | None


@api.route_to("GET", "/me/invites", summary="The rules, my friends, what I earned", answers=Invites, viewer=True)
async def mine(viewer: Claims) -> Invites:
    """`?before=` is the last answer's `next`."""
    before = _moment(request.args.get("before", ""))
    async with house().db.read() as session:
        terms = await reads.terms(session)
        brought = await reads.brought(session, viewer.viewer)
        promised = msgspec.convert(brought.promise, Promise).invitee if brought else Reward()
        rewards = (terms.promise.inviter, terms.promise.invitee, promised)
        names = await reads.coupon_names(session, [one.coupon for one in rewards])
        friends = await reads.friends(session, house().keys, viewer.viewer, before)
        return Invites(
            on=terms.enabled,
            code=await reads.code(session, viewer.viewer),
            rules=_rules(terms, names),
            earned=await reads.earned(session, viewer.viewer, terms.promise),
            friends=[Friend(**msgspec.structs.asdict(one)) for one in friends],
            next=friends[-1].at.isoformat() if len(friends) == reads.PAGE else None,
            brought=_brought(brought, _gift(promised, names)) if brought else None,
        )


@api.route_to(
    "POST", "/me/invites/code", summary="My code, made once", answers=Code, viewer=True, headers=DEVICE
)  # fmt: skip
async def code(viewer: Claims) -> Code:
    """Everybody who watches asks, long before any of them shares: what is known is told without the writer."""
    device = _device()
    async with house().db.read() as session:
        on, known = (await reads.terms(session)).enabled, await reads.own(session, viewer.viewer)
    if not on:
        return Code("")
    if known is not None and (known.device or not device):
        return Code(known.code)
    return Code(await house().db.write(actions.code_for, viewer.viewer, device))


@api.route_to(
    "POST", "/me/inviter", summary="I came by a friend's link", body=Came, answers=Outcomes, viewer=True, headers=DEVICE
)
async def came(viewer: Claims, body: Came) -> Outcomes:
    """Who is new here is that friend's from now on, once and for ever."""
    return Outcomes(await house().db.write(actions.bind, body.code, viewer.viewer, _device()))


def _device() -> str:
    told = request.headers.get("x-device", "")[:100]
    return house().keys.fingerprint("device", told) if told else ""


def _moment(text: str) -> datetime | None:
    """Raises BadInput."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+")) if text else None
    except ValueError:
        raise BadInput(why="before", field="before") from None
    if found is not None and found.tzinfo is None:
        raise BadInput(why="before", field="before")
    return found


def _rules(terms: Terms, names: dict[str, str]) -> Rules:
    promise = terms.promise
    return Rules(
        inviter=_gift(promise.inviter, names),
        friend=_gift(promise.invitee, names),
        least=promise.least,
        days=promise.days,
        per_day=promise.per_day,
        in_all=promise.in_all,
        most=terms.most,
    )


def _gift(reward: Reward, names: dict[str, str]) -> Gift:
    return Gift(reward.points, names.get(reward.coupon, ""))


def _brought(one: Invite, gift: Gift) -> Brought:
    least = msgspec.convert(one.promise, Promise).least
    return Brought(state=reads.state_of(one), gift=gift, least=least, until=one.until)
