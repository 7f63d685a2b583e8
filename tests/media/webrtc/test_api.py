"""WHIP and WHEP by HTTP, answered by real workers."""

import pytest

from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.stage.seats import actions as seats
from media.stage.seats import passes
from media.stage.seats.api import KEY
from media.stage.stages import Stages
from media.webrtc.switchboard import Switchboard

SDP = {"content-type": "application/sdp"}


@pytest.fixture
async def client(app, house, studios):
    switchboard = Switchboard(house.config.run, studios, Stages(house.db, house.bus, house.clock, studios))
    await switchboard.start()
    yield app.test_client()
    await switchboard.stop()


@pytest.fixture
async def colleague(house):
    """What a signed-in colleague's browser sends."""
    cookie = await house.door.sign_in("ann", await house.door.invite("ann", "", Role.OPERATOR), "10.0.0.2", "")
    return {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}


async def test_an_offer_is_answered_as_the_standard_wants_it(client, sender):
    host = sender()
    answer = await client.post("/whip/a tea shop", data=await host.offer(), headers=SDP)
    assert answer.status_code == 201
    assert answer.content_type == "application/sdp"
    assert answer.headers["location"].startswith("/whip/sessions/")
    assert answer.headers["etag"].strip('"') == answer.headers["location"].rpartition("/")[2]
    assert answer.headers["access-control-expose-headers"] == "Location, Link, ETag"
    await host.take((await answer.get_data()).decode())
    ended = await client.delete(answer.headers["location"])
    assert ended.status_code == 200


@pytest.mark.parametrize("address", ["/whip", "/whip/anything"])
async def test_the_key_may_come_as_a_bearer(client, sender, doorman, address):
    headers = {**SDP, "authorization": "Bearer a tea shop"}
    answer = await client.post(address, data=await sender().offer(), headers=headers)
    assert answer.status_code == 201
    assert len(doorman.streams) == 1


async def test_without_a_key_it_is_said_where_it_belongs(client):
    answer = await client.post("/whip", data="v=0", headers=SDP)
    assert answer.status_code == 401
    assert "Bearer Token" in (await answer.get_json())["title"]


async def test_a_wrong_key_is_refused_with_a_sentence_in_the_sender_s_language(client):
    answer = await client.post("/whip/wrong", data="v=0", headers={**SDP, "accept-language": "en"})
    assert answer.status_code == 403
    assert answer.content_type == "application/problem+json"
    assert await answer.get_json() == {
        "type": "urn:jinbo:problem:wrong-key", "title": "This stream key is not known", "status": 403,
    }  # fmt: skip


async def test_what_is_no_offer_is_refused(client):
    assert (await client.post("/whip/a tea shop", data="v=0", headers=SDP)).status_code == 400
    answer = await client.post("/whip/a tea shop", json={"sdp": "v=0"})
    assert answer.status_code == 415
    assert (await client.post("/whip/a tea shop", data="v" * 100_000, headers=SDP)).status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_nothing_but_an_offer_is_taken(client, method):
    answer = await client.open("/whip/a tea shop", method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_a_session_is_neither_shown_nor_restarted(client, method):
    answer = await client.open("/whip/sessions/unknown", method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, OPTIONS"


async def test_who_asks_after_a_session_that_ended_is_told_why(client, sender, studios):
    answer = await client.post("/whip/a tea shop", data=await sender().offer(), headers=SDP)
    session = answer.headers["location"]
    await client.delete(session)
    told = await client.get(session)
    assert told.status_code == 404
    over = await told.get_json()
    assert over["why"].startswith("推流结束")
    assert over["final"] is False
    assert (await client.delete(session)).status_code == 404


async def test_a_page_elsewhere_may_ask_what_it_may_ask(client):
    answer = await client.options("/whip/key")
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["accept-post"] == "application/sdp"


async def test_only_colleagues_watch_without_delay(client, colleague, watcher):
    offer = await watcher.offer()
    assert (await client.post("/whep/tea", data=offer, headers=SDP)).status_code == 401
    answer = await client.post("/whep/tea", data=offer, headers={**SDP, **colleague})
    assert answer.status_code == 409
    assert (await answer.get_json())["type"] == "urn:jinbo:problem:nothing-to-watch"


async def test_a_colleague_watches_what_the_host_sends(client, colleague, sender, watcher, doorman, eventually):
    host = sender()
    answer = await client.post("/whip/a tea shop", data=await host.offer(), headers=SDP)
    await host.take((await answer.get_data()).decode())
    await eventually(lambda: doorman.streams[0].packets)
    answer = await client.post("/whep/tea", data=await watcher.offer(), headers={**SDP, **colleague})
    assert answer.status_code == 201
    await watcher.take((await answer.get_data()).decode())
    assert (await watcher.seen.get()).width == 320


async def test_whether_there_is_something_to_watch_is_asked_before_it_is_tried(
    client, colleague, sender, doorman, eventually
):
    assert await possible(client, colleague) is False
    host = sender()
    answer = await client.post("/whip/a tea shop", data=await host.offer(), headers=SDP)
    await host.take((await answer.get_data()).decode())
    await eventually(lambda: doorman.streams[0].packets)
    assert await possible(client, colleague) is True


@pytest.mark.parametrize("address", ["/whip/stage", "/whep/stage"])
async def test_the_ticket_of_who_was_not_let_in_or_was_sent_off_opens_nothing(client, house, address):
    room = (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room
    seat, _ = await house.db.write(seats.invite, room, "lin")
    entered = await house.db.write(seats.agree, seat, "吴掌柜", seats.CONSENT)
    ticket = passes.sign(house.keys.derive(KEY), passes.Pass("pass", seat, entered.mark))
    for _ in range(2):
        answer = await client.post(address, data="v=0", headers={**SDP, "authorization": f"Bearer {ticket}"})
        assert (answer.status_code, (await answer.get_json())["type"]) == (409, "urn:jinbo:problem:seat-over")
        await house.db.write(seats.dismiss, seat)


async def possible(client, colleague) -> bool:
    return (await (await client.get("/whep/tea/possible", headers=colleague)).get_json())["possible"]


async def test_where_the_live_process_is_away_it_is_said_when_to_try_again(app, sender):
    answer = await app.test_client().post("/whip/a tea shop", data="v=0", headers=SDP)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
