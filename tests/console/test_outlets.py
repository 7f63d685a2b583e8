"""Cloud channels in the console: set up by the owner, switched on per room, their secrets never shown again."""

import pytest

from appliance.events import RelayMeasured
from appliance.identity.permissions import Role
from media.relay import reads

TENCENT = {
    "kind": "tencent", "title": "腾讯云主推", "push_domain": "push.example.com", "push_key": "pushsecret",
    "play_domain": "play.example.com", "play_key": "playsecret", "app": "live", "digest": "md5",
}  # fmt: skip


@pytest.fixture
async def outlet(owner, house):
    assert (await owner.post("/console/cloud", TENCENT)).status_code == 303
    async with house.db.read() as session:
        [found] = await reads.outlets(session)
    return found.id


async def kept(house, outlet):
    async with house.db.read() as session:
        return reads.cloud_of(await reads.outlet(session, outlet), house.keys)


async def test_an_empty_list_says_what_to_do(owner):
    assert "/console/cloud/new" in await owner.read("/console/cloud")


async def test_a_channel_is_set_up_and_its_secrets_are_not_shown_again(owner, house, outlet):
    assert "腾讯云主推" in await owner.read("/console/cloud")
    shown = await owner.read(f"/console/cloud/{outlet}")
    assert "push.example.com" in shown
    assert "secret" not in shown
    assert (await kept(house, outlet)).push_key == "pushsecret"


async def test_a_secret_that_is_left_empty_stays_and_the_rest_changes(owner, house, outlet):
    await owner.post(f"/console/cloud/{outlet}", {**TENCENT, "push_key": "", "push_domain": "push2.example.com"})
    now = await kept(house, outlet)
    assert (now.push_key, now.push_domain) == ("pushsecret", "push2.example.com")


@pytest.mark.parametrize(("field", "value"), [("title", ""), ("push_domain", "rtmp://x"), ("app", "a/b")])
async def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_still_there(owner, field, value):
    answer = await owner.post("/console/cloud", {**TENCENT, field: value})
    assert answer.status_code == 400
    text = await answer.get_data(as_text=True)
    assert f'id="{field}-wrong"' in text
    assert "play.example.com" in text


async def test_a_kind_that_does_not_exist_is_not_found(owner):
    assert (await owner.get("/console/cloud/new?kind=other")).status_code == 404
    assert (await owner.post("/console/cloud", {**TENCENT, "kind": "other"})).status_code == 404


async def test_a_room_is_switched_on_and_off_and_shows_how_it_fares(owner, house, app, room, outlet):
    address = f"/console/rooms/{room}/relays"
    await owner.post(f"{address}/{outlet}", {"rendition": "720p"})
    assert "720p" in await owner.read(address)
    app.extensions["relays"].note(
        RelayMeasured(room=room, outlet=outlet, state="live", seconds=9, bitrate=3_200_000, gaps=2)
    )
    for page in (address, f"{address}/lights", "/console/cloud"):
        assert "3.2 Mb/s" in await owner.read(page), page
    await owner.post(f"{address}/{outlet}", {"rendition": ""})
    assert "腾讯云主推" not in await owner.read(f"{address}/lights")


async def test_a_refusal_is_told_in_the_other_sides_words(owner, app, room, outlet):
    await owner.post(f"/console/rooms/{room}/relays/{outlet}", {"rendition": "source"})
    app.extensions["relays"].note(
        RelayMeasured(room=room, outlet=outlet, state="waiting", seconds=1, bitrate=0, gaps=0, reason="bad <sign>")
    )
    assert "bad &lt;sign&gt;" in await owner.read(f"/console/rooms/{room}/relays/lights")


async def test_a_channel_that_is_removed_takes_its_relays_along(owner, room, outlet):
    await owner.post(f"/console/rooms/{room}/relays/{outlet}", {"rendition": "source"})
    assert (await owner.post(f"/console/cloud/{outlet}/removal")).status_code == 303
    assert "腾讯云主推" not in await owner.read(f"/console/rooms/{room}/relays")


async def test_who_runs_rooms_switches_relays_but_sets_up_no_channel(colleague, room, outlet):
    operator = await colleague(Role.OPERATOR)
    assert (await operator.get("/console/cloud")).status_code == 200
    assert (await operator.get(f"/console/cloud/{outlet}")).status_code == 403
    assert (await operator.post("/console/cloud", TENCENT)).status_code == 403
    assert (await operator.post(f"/console/rooms/{room}/relays/{outlet}", {"rendition": "source"})).status_code == 303
    host = await colleague(Role.HOST)
    assert (await host.post(f"/console/rooms/{room}/relays/{outlet}", {"rendition": ""})).status_code == 403


@pytest.mark.parametrize("kind", ["tencent", "aliyun", "rtmp"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_form_opens_in_both_languages(owner, kind, language):
    owner.language = language
    assert (await owner.read(f"/console/cloud/new?kind={kind}")).count("<h1") == 1
