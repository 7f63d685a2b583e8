"""The posters of who may invite lead on by their own link, and never at the cost of there being one at all."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from quart import Quart

from appliance.errors import TooMany
from appliance.house import House
from appliance.identity import tokens
from appliance.posters.api import LONGEST_SCENE, Leads
from appliance.posters.maker import Maker
from media.broadcasts import actions as rooms
from store.invites import actions
from store.invites.terms import Promise

HOST = "http://localhost:8080"
Asks = Callable[[str], Awaitable[bytes]]


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def code(house: House) -> str:
    """That of m1."""
    await house.db.write(actions.set_terms, Promise(), 10, "owner", enabled=True)
    return await house.db.write(actions.code_for, "m1")


@pytest.fixture
def poster(app: Quart, house: House) -> Asks:
    """What m1 is given."""
    until = int((house.clock.now() + timedelta(hours=1)).timestamp())
    token = tokens.sign(house.keys.derive("tokens"), tokens.Claims("viewer", "m1", until))

    async def given(path: str) -> bytes:
        head: dict[str, Any] = {"authorization": f"Bearer {token}", "host": "localhost"}
        answer = await app.test_client().get(f"/api/v1{path}", headers=head)
        assert answer.status_code == 200, await answer.get_data(as_text=True)
        return await (await app.test_client().get((await answer.get_json())["picture"])).get_data()

    return given


async def test_a_rooms_poster_bears_the_code_of_who_has_one(poster: Asks, leads_to, room: str, code: str):
    assert leads_to(await poster(f"/rooms/{room}/poster"), f"{HOST}/rooms/{room}?from=qr&by={code}")


async def test_an_invitation_leads_into_the_shop(poster: Asks, leads_to, code: str):
    assert leads_to(await poster("/me/invites/poster"), f"{HOST}/shop?by={code}")


async def test_when_too_many_are_drawn_everybodys_own_gives_way_to_the_one_of_all(
    poster: Asks, leads_to, room: str, code: str, monkeypatch: pytest.MonkeyPatch
):
    made, asked = Maker.made, []

    async def crowded(maker: Maker, *rest: Any) -> bytes:
        asked.append(rest)
        if len(asked) == 1:
            raise TooMany(retry_after=60)
        return await made(maker, *rest)

    monkeypatch.setattr(Maker, "made", crowded)
    assert leads_to(await poster(f"/rooms/{room}/poster"), f"{HOST}/rooms/{room}?from=qr")


def test_what_fits_into_wechats_letters_bears_the_code_and_what_does_not_keeps_its_place():
    fits, long = (
        Leads("/a", "p", "room=" + "a" * 20).by("k3f9ab"),
        Leads("/a?b=1", "p", "room=" + "a" * 24).by("k3f9ab"),
    )
    assert (fits.scene, len(fits.scene)) == ("room=" + "a" * 20 + "~k3f9ab", LONGEST_SCENE)
    assert (long.scene, long.path, fits.path) == ("room=" + "a" * 24, "/a?b=1&by=k3f9ab", "/a?by=k3f9ab")
