"""Junk from the network is refused in words, and is nobody's alarm."""

import logging

import pytest
from quart import Quart

from appliance.house import House
from appliance.identity.permissions import Role


@pytest.fixture(autouse=True)
def _no_failures(caplog: pytest.LogCaptureFixture):
    yield
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    "address",
    [
        "/blobs/a%00.jpg",
        f"/blobs/{'a' * 300}.jpg",
        f"/static/{'a' * 300}",
        f"/viewer/{'a' * 300}",
        "/rooms/%00",
        "/api/v1/rooms/%00",
        "/console/sign-in?next=%00",
    ],
)
async def test_a_name_that_no_file_can_have_is_not_found(app: Quart, address: str):
    assert (await app.test_client().get(address)).status_code == 404


async def test_a_part_that_a_file_does_not_have_is_refused(app: Quart):
    answer = await app.test_client().get("/static/tokens.css", headers={"range": "bytes=0-1,5-9999999999"})
    assert (answer.status_code, (await answer.get_json())["type"]) == (416, "urn:jinbo:problem:no-such-range")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"title":"\xff"}', b'{"title":"\\ud800"}', b"[" * 100_000])
async def test_a_body_that_is_no_json_is_told_so(app: Quart, house: House, body: bytes):
    await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
    password = await house.door.invite("colleague", "", Role.OWNER)
    cookie = await house.door.sign_in("colleague", password, "10.0.0.2", "")
    headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}
    assert (await app.test_client().post("/api/v1/rooms", data=body, headers=headers)).status_code == 400
