"""An owner before the control room of a show, with the room's hub where its pages look for it."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from appliance.config import Address
from appliance.edge import Edge
from appliance.edge.answers import text
from chat.hub import Hub, Ports
from media.broadcasts import actions, reads
from store.catalogue.models import Product, Sku
from store.shelf import actions as shelf


class NoPicture:
    def ask(self, *_asked):
        return text(404, "text/plain", b"")


class OpenGate:
    def allows(self, *_asked):
        return "yes"


@pytest.fixture
def edge() -> Address:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return Address(f"127.0.0.1:{listener.getsockname()[1]}")


@pytest.fixture
async def hub(house, clock, edge) -> AsyncIterator[Hub]:
    """On the web process's own bus, behind the edge where its pages look for it."""
    hub = Hub(house.bus, clock, house.keys.derive("tokens"), Ports(edge_of=lambda _room: datetime.now(UTC)))
    listener = Edge(NoPicture(), OpenGate(), clock, health=lambda: True, metrics=lambda: b"", rooms=hub)
    await hub.start()
    await listener.start(edge)
    yield hub
    await listener.stop()
    await hub.stop()


@pytest.fixture
async def desk(hub, in_charge, house, room, clock):
    """``await desk(width=390)``: the owner before the control room of a show on air, which has heard from the room."""

    async def sits(**at):
        if not await _on_air(house, room):
            show = await house.db.write(actions.air, room)
            await house.db.write(shelf.begin_show, room, show, clock.now())
        owner = await in_charge(**at)
        await owner.goes(f"/console/rooms/{room}/control")
        await owner.page.locator("html[data-listening]").wait_for()
        await owner.page.locator("html[data-seated]").wait_for()
        return owner

    return sits


async def _on_air(house, room: str) -> bool:
    async with house.db.read() as session:
        return await reads.on_air(session, room) is not None


@pytest.fixture
async def goods(house, room) -> None:
    """Three products on sale, and on the room's shelf."""
    await house.db.write(_put, room)


def _put(tx, room: str) -> None:
    for number, title in enumerate(("十八街麻花", "天津冬被", "杨柳青年画"), 1):
        tx.execute(
            insert(Product).values(
                id=f"p{number}", title=title, subtitle="", detail="", state="shelved", early_levels=[],
                return_kind="seven-days", least=1, specs=[], tags=[], search=title, sold=0, created_at=tx.now,
                changed_at=tx.now,
            )
        )  # fmt: skip
        tx.execute(
            insert(Sku).values(
                id=f"s{number}", product=f"p{number}", position=0, values=[], code=f"A{number}", weight=500,
                price=1990 * number, on_hand=50, reserved=0, low=0, active=True,
            )
        )  # fmt: skip
        shelf.put(tx, room, f"p{number}", None)
