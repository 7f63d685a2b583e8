"""Replays over HTTP: who finds which, and where they play."""

from datetime import timedelta

import pytest

from appliance.identity import tokens
from media.broadcasts import actions as broadcasts
from media.recording import actions, reads
from media.recording.actions import Closed, Kept
from media.recording.clips import actions as clips
from media.recording.stills import Sheet, Stills
from media.recording.takes import Span
from media.recording.views import WHILE, Views

HOST = {"host": "192.0.2.7:8080"}


async def kept(house, *, public=True, open_room=True, title="茶铺"):
    room = (await house.db.write(broadcasts.open_room, house.keys, title, public=open_room)).room
    show = await house.db.write(broadcasts.air, room)
    await house.db.write(broadcasts.end, show)
    at = int(house.clock.now().timestamp() * 1000)
    await house.db.write(actions.close_reel, room, show, Closed("source", 1, at, 60_000, 9, "x"))
    stills = Stills(6, [Sheet(1, [at], 160, 90)])
    whole = Kept(["source"], [Span(at, 60_000)], 99, "m", stills, "a" * 40 + ".jpg")
    await house.db.write(actions.keep, show, whole, timedelta(days=1095))
    if not public:
        await house.db.write(actions.show_replay, show, public=False)
    return room, show


async def get(app, path, **headers):
    answer = await app.test_client().get(f"/api/v1{path}", headers={**HOST, **headers})
    return answer.status_code, await answer.get_json()


async def test_a_room_lists_what_can_be_watched_again_the_latest_first(app, house, clock):
    room, first = await kept(house)
    await clock.advance(3600)
    second = await house.db.write(broadcasts.air, room)
    await house.db.write(broadcasts.end, second)
    at = int(clock.now().timestamp() * 1000)
    await house.db.write(actions.close_reel, room, second, Closed("source", 1, at, 60_000, 9, "x"))
    await house.db.write(actions.keep, second, Kept(["source"], [Span(at, 60_000)], 9, "m", None, None), timedelta())
    status, found = await get(app, f"/rooms/{room}/replays")
    assert status == 200
    assert [card["show"] for card in found["replays"]] == [second, first]
    assert found["replays"][1]["poster"] == "/blobs/" + "a" * 40 + ".jpg"
    assert found["replays"][1]["seconds"] == 60


async def test_the_latest_of_all_rooms_that_anybody_may_enter_are_listed(app, house, clock):
    _, first = await kept(house)
    await kept(house, open_room=False, title="会员专场")
    await kept(house, public=False, title="藏起来的")
    await clock.advance(3600)
    _, second = await kept(house, title="糕铺")
    status, found = await get(app, "/replays")
    assert (status, [card["show"] for card in found["replays"]]) == (200, [second, first])


async def test_a_replay_says_where_it_plays_and_when_what_was(app, house):
    room, show = await kept(house)
    status, found = await get(app, f"/replays/{show}")
    assert status == 200
    assert found["url"] == f"http://192.0.2.7:8081/replay/{room}/{show}/index.m3u8"
    assert found["spans"] == [[int(house.clock.now().timestamp() * 1000), 60_000]]
    assert found["stills"]["sheets"][0]["width"] == 160


async def test_a_replay_has_the_moments_that_were_marked_unless_they_are_hidden_or_taken_back(app, house):
    room = (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room
    show = await house.db.write(broadcasts.air, room)
    names = [await house.db.write(clips.mark, room) for _ in range(3)]
    await house.db.write(clips.show_clip, names[1], public=False)
    await house.db.write(clips.take_back, room, names[2])
    await house.db.write(broadcasts.end, show)
    at = int(house.clock.now().timestamp() * 1000)
    await house.db.write(actions.close_reel, room, show, Closed("source", 1, at, 60_000, 9, "x"))
    await house.db.write(actions.keep, show, Kept(["source"], [Span(at, 60_000)], 9, "m", None, None), timedelta())
    _, found = await get(app, f"/replays/{show}")
    assert [mark["clip"] for mark in found["marks"]] == names[:1]
    assert found["marks"][0]["since"] < found["marks"][0]["until"]


async def test_a_hidden_replay_is_not_found(app, house):
    room, show = await kept(house, public=False)
    assert (await get(app, f"/replays/{show}"))[0] == 404
    assert (await get(app, f"/rooms/{room}/replays"))[1] == {"replays": []}


def ticket_of(house, room):
    until = int(house.clock.now().timestamp()) + 60
    return tokens.sign(house.keys.derive("tokens"), tokens.Claims("play", "invited", until, room))


@pytest.mark.parametrize("path", ["/replays/{show}", "/rooms/{room}/replays"])
async def test_a_private_rooms_replays_ask_for_its_ticket(app, house, path):
    room, show = await kept(house, open_room=False)
    address = path.format(room=room, show=show)
    assert (await get(app, address))[0] == 403
    ticket = ticket_of(house, room)
    status, found = await get(app, f"{address}?ticket={ticket}")
    assert status == 200
    if "url" in found:
        assert found["url"].startswith(f"http://192.0.2.7:8081/play/{ticket}/replay/")


async def guest(app):
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "guest"})
    return {"authorization": f"Bearer {(await answer.get_json())['token']}"}


async def watch(app, show, viewer, *, line="192.0.2.9", ticket=""):
    where = f"/api/v1/replays/{show}/views" + (f"?ticket={ticket}" if ticket else "")
    answer = await app.test_client().post(where, headers=viewer, scope_base={"client": (line, 1234)})
    return answer.status_code


async def views(house, show):
    async with house.db.read() as session:
        return (await reads.recording(session, show)).views


async def test_each_viewer_is_a_view_once_in_a_while(app, house, clock):
    _, show = await kept(house)
    first, second = await guest(app), await guest(app)
    assert [await watch(app, show, viewer) for viewer in (first, first, second, first)] == [201] * 4
    assert await views(house, show) == 2
    await clock.advance(WHILE)
    await watch(app, show, first)
    assert await views(house, show) == 3


async def test_a_viewer_of_two_replays_is_a_view_of_either(app, house):
    shows, viewer = [(await kept(house))[1] for _ in range(2)], await guest(app)
    for show in shows:
        await watch(app, show, viewer)
    assert [await views(house, show) for show in shows] == [1, 1]


async def test_a_program_that_is_somebody_new_each_time_is_no_crowd(app, house, monkeypatch):
    monkeypatch.setitem(app.extensions, "views", Views(house.clock, line_may=2))
    _, show = await kept(house)
    for number in range(5):
        await watch(app, show, await guest(app), line=f"2a01:4f8:1:2::{number}")
    assert await views(house, show) == 2


async def test_a_view_without_a_viewer_is_none(app, house):
    _, show = await kept(house)
    assert await watch(app, show, {}) == 401
    assert await views(house, show) == 0


async def test_what_cannot_be_watched_has_no_views(app, house):
    _, hidden = await kept(house, public=False)
    room, private = await kept(house, open_room=False)
    viewer = await guest(app)
    assert [await watch(app, show, viewer) for show in (hidden, private, "nothing")] == [404, 403, 404]
    assert await watch(app, private, viewer, ticket=ticket_of(house, room)) == 201
    assert (await views(house, hidden), await views(house, private)) == (0, 1)


@pytest.mark.parametrize("method", ["put", "delete"])
async def test_only_who_runs_rooms_publishes_or_hides(app, house, method):
    _, show = await kept(house)
    answer = await getattr(app.test_client(), method)(f"/api/v1/replays/{show}/publication")
    assert answer.status_code == 401


async def test_a_show_that_nobody_recorded_has_no_replay(app):
    assert (await get(app, "/replays/nothing"))[0] == 404
