"""Pictures that viewers send come no faster than a shop needs them."""

import pytest
from quart import Quart

from appliance.clock import ManualClock
from appliance.errors import TooMany
from appliance.sending import HOUSE_MAY, ONE_MAY, Sending


async def sent(app: Quart, address: str) -> tuple[int, dict[str, object]]:
    """What a new guest at this address hears of a picture that is none."""
    client = app.test_client()
    token = (await (await client.post("/api/v1/sessions", json={"provider": "guest"})).get_json())["token"]
    headers, near = {"authorization": f"Bearer {token}"}, {"client": (address, 1234)}
    answer = await client.post("/api/v1/me/avatar", data=b"x", headers=headers, scope_base=near)
    return answer.status_code, await answer.get_json()


async def test_who_comes_as_somebody_new_each_time_is_known_by_the_address(app: Quart, clock: ManualClock):
    assert {(await sent(app, "10.0.0.9"))[0] for _ in range(ONE_MAY)} == {400}
    status, problem = await sent(app, "10.0.0.9")
    assert (status, problem["retry_after"]) == (429, 2)
    assert (await sent(app, "10.0.0.10"))[0] == 400
    await clock.advance(2)
    assert (await sent(app, "10.0.0.9"))[0] == 400


async def test_one_line_is_known_by_any_of_its_addresses(app: Quart):
    assert {(await sent(app, f"2a01:4f8:1:2::{number}"))[0] for number in range(ONE_MAY)} == {400}
    assert ((await sent(app, "2a01:4f8:1:2::ffff"))[0], (await sent(app, "2a01:4f8:1:3::1"))[0]) == (429, 400)


def test_all_together_send_no_more_than_the_house_takes_and_hold_up_no_buyer(clock: ManualClock):
    sending = Sending(clock)
    for number in range(HOUSE_MAY):
        sending.check(f"10.0.0.{number}")
    with pytest.raises(TooMany):
        sending.check("somebody")
    for _ in range(ONE_MAY):
        sending.check("m1", known=True)
    with pytest.raises(TooMany):
        sending.check("m1", known=True)
