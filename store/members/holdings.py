"""What other features keep of a person, so that a merge, a copy and a deletion reach all of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from quart import current_app
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.keys import Keys
from store.members import actions


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """Its place in the copy that a person gets of their data."""
    adopt: Callable[[Transaction, str, str], None]
    """``adopt(tx, guest, member)``: what was the guest's is the member's."""
    forget: Callable[[Transaction, str], None]
    """``forget(tx, member)``: nothing tells any more who it was; raises a Problem when it is too early for that."""
    everything: Callable[[AsyncSession, Keys, str], Awaitable[Any]]
    """All of it in the clear, for themselves."""
    quieten: Callable[[Transaction, str], None] | None = None
    """``quieten(tx, member)``: this person wants no recommendations and pushes any more."""


def holdings() -> tuple[Holding, ...]:
    """Those of the app which answers the current request."""
    found: tuple[Holding, ...] = current_app.extensions.get("holdings", ())
    return found


def enter(  # noqa: PLR0917 - an action's facts
    tx: Transaction, held: tuple[Holding, ...], provider: str, subject: str, union: str, guest: str
) -> str:
    """The member behind an openid, with whatever the `guest` who came along has left."""
    member = actions.recognise(tx, provider, subject, union, guest)
    if guest and guest != member and actions.merge(tx, guest, member):
        for one in held:
            one.adopt(tx, guest, member)
        if actions.wants_quiet(tx, guest):
            change(tx, held, member, personalised=False)
    return member


def change(tx: Transaction, held: tuple[Holding, ...], member: str, /, **changes: Any) -> None:
    """Raises what `actions.change` raises."""
    actions.change(tx, member, **changes)
    if changes.get("personalised") is False:
        for one in held:
            if one.quieten is not None:
                one.quieten(tx, member)


def forget(tx: Transaction, held: tuple[Holding, ...], member: str) -> None:
    """Raises what a holding raises; then everything stays as it was."""
    for one in held:
        one.forget(tx, member)
    actions.forget(tx, member)
