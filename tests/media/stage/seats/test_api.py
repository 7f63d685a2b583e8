"""The stage over HTTP: staff invite and let in, a guest with a link and without an account comes."""

import pytest

from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.stage.seats import actions, passes, reads
from media.stage.seats.passes import Pass
from media.stage.seats.problems import LinkRefused
from media.webrtc.switchboard import Switchboard
from tests.media.stage.on_air import OnAir


@pytest.fixture(autouse=True)
async def live(house):
    live = OnAir()
    switchboard = Switchboard(house.config.run, live, None)
    await switchboard.start()
    yield live
    await switchboard.stop()


@pytest.fixture
async def room(house) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def staff(house):
    """``await staff(Role.HOST)``: what a signed-in colleague's program sends."""
    await house.door.first_run(house.door.code(), "lin", "林店长", "a long evening", "10.0.0.2", "")

    async def headers(role: Role) -> dict[str, str]:
        password = await house.door.invite(f"{role}1", f"{role}1", role)
        cookie = await house.door.sign_in(f"{role}1", password, "10.0.0.2", "")
        return {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

    return headers


@pytest.fixture
def ask(app):
    async def asked(method, path, headers, body=None):
        client = app.test_client()
        named = headers if isinstance(headers, dict) else {"authorization": f"Bearer {headers}"}
        more = {} if body is None else {"json": body}
        answer = await client.open(f"/api/v1{path}", method=method, headers=named, **more)
        return answer.status_code, await answer.get_json()

    return asked


async def test_a_guest_comes_on_stage_by_a_link_and_leaves_it(ask, house, room, staff):
    host = await staff(Role.HOST)
    status, invited = await ask("POST", f"/rooms/{room}/stage/seats", host)
    assert status == 201
    page, _, link = invited["link"].partition("#")
    assert page.endswith("/stage")
    _, invitation = await ask("GET", "/stage/invitation", link)
    assert (invitation["title"], invitation["consent"]) == ("茶铺", actions.CONSENT)
    body = {"name": "吴掌柜", "consent": actions.CONSENT}
    status, entered = await ask("POST", "/stage/invitation", link, body)
    assert status == 201
    ticket = entered["ticket"]
    async with house.db.read() as session:
        assert (await reads.seat(session, invited["seat"])).consented_from == "<local>", "a test's client"
    assert (await ask("GET", "/stage/seat", ticket))[1]["state"] == "ringing"
    assert (await ask("PUT", f"/stage/seats/{invited['seat']}/admission", host))[0] == 200
    assert (await ask("PUT", f"/stage/seats/{invited['seat']}/mute", host))[0] == 200
    _, own = await ask("GET", "/stage/seat", ticket)
    assert (own["state"], own["muted"], own["name"]) == ("seated", True, "吴掌柜")
    _, stage = await ask("GET", f"/rooms/{room}/stage", host)
    assert [(seat["state"], seat["name"], seat["away"]) for seat in stage["seats"]] == [("seated", "吴掌柜", True)]
    assert (await ask("DELETE", "/stage/seat", ticket))[0] == 200
    _, own = await ask("GET", "/stage/seat", ticket)
    assert (own["state"], own["reason"]) == ("over", "left")


async def test_beside_a_host_who_did_not_come_by_webrtc_nobody_is_let_in_and_nobody_fights(ask, live, room, staff):
    host = await staff(Role.HOST)
    _, invited = await ask("POST", f"/rooms/{room}/stage/seats", host)
    link = invited["link"].partition("#")[2]
    _, entered = await ask("POST", "/stage/invitation", link, {"name": "吴掌柜", "consent": actions.CONSENT})
    live.pushed = False
    admission = f"/stage/seats/{invited['seat']}/admission"
    status, told = await ask("PUT", admission, host)
    assert (status, told["type"].rpartition(":")[2]) == (409, "host-not-here")
    assert told["title"] == "主播要先用浏览器或 OBS 的 WHIP 开播，才能连麦和 PK"
    assert (await ask("GET", "/stage/seat", entered["ticket"]))[1]["state"] == "ringing"
    live.pushed = True
    assert (await ask("PUT", admission, host))[0] == 200
    live.pushed = False
    status, told = await ask("POST", f"/rooms/{room}/battles", host, {"seat": invited["seat"]})
    assert (status, told["type"].rpartition(":")[2]) == (409, "host-not-here")
    live.pushed = True
    assert (await ask("POST", f"/rooms/{room}/battles", host, {"seat": invited["seat"]}))[0] == 201


async def test_a_link_opens_nothing_for_a_second_browser(ask, room, staff):
    host = await staff(Role.HOST)
    link = (await ask("POST", f"/rooms/{room}/stage/seats", host))[1]["link"].partition("#")[2]
    await ask("POST", "/stage/invitation", link, {"name": "吴掌柜", "consent": actions.CONSENT})
    for method, body in (("GET", None), ("POST", {"name": "别人", "consent": actions.CONSENT}), ("DELETE", None)):
        status, problem = await ask(method, "/stage/invitation", link, body)
        assert (status, problem["type"]) == (401, "urn:jinbo:problem:link-used")


async def test_a_browser_whose_ticket_was_lost_on_the_way_has_it_again_and_no_other_browser_has(ask, room, staff):
    host = await staff(Role.HOST)
    _, invited = await ask("POST", f"/rooms/{room}/stage/seats", host)
    link = invited["link"].partition("#")[2]
    body = {"name": "吴掌柜", "consent": actions.CONSENT, "nonce": "0123456789abcdef"}
    _, lost = await ask("POST", "/stage/invitation", link, body)
    assert (await ask("PUT", f"/stage/seats/{invited['seat']}/admission", host))[0] == 200
    status, entered = await ask("POST", "/stage/invitation", link, body)
    assert (status, entered) == (201, lost)
    assert (await ask("GET", "/stage/seat", entered["ticket"]))[1]["state"] == "seated", (
        "let in, and no longer at the door"
    )
    for nonce in ("fedcba9876543210", None):
        status, problem = await ask("POST", "/stage/invitation", link, body | {"nonce": nonce})
        assert (status, problem["type"]) == (401, "urn:jinbo:problem:link-used")
    assert (await ask("POST", "/stage/invitation", link, body | {"nonce": "short"}))[0] == 400


async def test_a_link_is_no_ticket_and_a_forged_one_is_nothing(ask, house, room, staff):
    link = (await ask("POST", f"/rooms/{room}/stage/seats", await staff(Role.HOST)))[1]["link"].partition("#")[2]
    for path, token in (
        ("/stage/seat", link),
        ("/stage/invitation", link[:-2]),
        ("/stage/seat", ""),
        ("/stage/seat", "x"),
    ):
        assert (await ask("GET", path, token))[0] == 401
    other = passes.sign(house.keys.derive("tokens"), Pass("link", "seat"))
    assert (await ask("GET", "/stage/invitation", other))[1]["type"] == "urn:jinbo:problem:link-refused"


async def test_who_declines_is_not_waited_for(ask, room, staff):
    host = await staff(Role.OPERATOR)
    link = (await ask("POST", f"/rooms/{room}/stage/seats", host))[1]["link"].partition("#")[2]
    assert (await ask("DELETE", "/stage/invitation", link))[0] == 200
    assert (await ask("GET", f"/rooms/{room}/stage", host))[1]["seats"] == []
    assert (await ask("GET", "/stage/invitation", link))[1]["type"] == "urn:jinbo:problem:link-expired"


async def test_a_stage_is_run_by_those_who_run_rooms_and_seen_by_all_colleagues(ask, room, staff):
    service = await staff(Role.SERVICE)
    assert (await ask("POST", f"/rooms/{room}/stage/seats", service))[0] == 403
    assert (await ask("PUT", f"/rooms/{room}/stage/layout", service, {"layout": "grid"}))[0] == 403
    assert (await ask("GET", f"/rooms/{room}/stage", service))[1] == {"layout": "side", "portrait": None, "seats": []}
    host = await staff(Role.HOST)
    assert (await ask("PUT", f"/rooms/{room}/stage/layout", host, {"layout": "grid", "portrait": True}))[0] == 200
    assert (await ask("GET", f"/rooms/{room}/stage", service))[1]["layout"] == "grid"


async def test_a_guest_who_was_not_heard_rings_again(ask, house, room, staff, clock):
    link = (await ask("POST", f"/rooms/{room}/stage/seats", await staff(Role.HOST)))[1]["link"].partition("#")[2]
    body = {"name": "吴掌柜", "consent": actions.CONSENT}
    ticket = (await ask("POST", "/stage/invitation", link, body))[1]["ticket"]
    await clock.advance(31)
    await house.db.write(actions.lapse)
    assert (await ask("GET", "/stage/seat", ticket))[1]["state"] == "waiting"
    assert (await ask("POST", "/stage/seat/ring", ticket))[0] == 200
    assert (await ask("GET", "/stage/seat", ticket))[1]["state"] == "ringing"


def test_a_pass_of_one_kind_is_not_one_of_the_other():
    token = passes.sign(b"k" * 32, Pass("link", "s"))
    assert passes.read(b"k" * 32, token, "link") == Pass("link", "s")
    for key, kind in ((b"k" * 32, "pass"), (b"j" * 32, "link")):
        with pytest.raises(LinkRefused):
            passes.read(key, token, kind)
