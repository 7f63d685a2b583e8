"""The process that hears the rooms is killed in the middle of a conversation."""

import json
import time
from contextlib import ExitStack

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.journey

SECONDS = 1.0
"""What was said longer ago than this survives a kill."""


def test_what_was_said_a_second_ago_outlives_the_process_that_heard_it(shop, patiently, capsys):
    room = shop.open_room().room
    viewers = [_come_in(shop) for _ in range(4)]
    said: dict[str, float] = {}
    with ExitStack() as open_now:
        sockets = [open_now.enter_context(connect(_seat(shop, room, viewer))) for viewer in viewers]
        for number in range(5):
            for who, socket in enumerate(sockets):
                said[_say(socket, f"第{number}句，{who}号观众")] = time.monotonic()
            time.sleep(0.3)
        shop.kill("appliance.cli live")
        killed = time.monotonic()
    old = {comment for comment, at in said.items() if at < killed - SECONDS}
    assert old
    patiently(lambda: old <= _kept(shop, room, viewers[0]), 30)
    patiently(lambda: httpx.get(f"{shop.edge}/healthz", timeout=2).status_code == 200, 60)
    with connect(_seat(shop, room, viewers[0])) as socket:
        again = _say(socket, "我回来了")
    patiently(lambda: again in _kept(shop, room, viewers[0]), 30)
    lost = said.keys() - _kept(shop, room, viewers[0])
    with capsys.disabled():
        print(f"\nkilled in mid-talk: {len(said)} said, {len(lost)} lost, none older than {SECONDS:.0f} s")  # noqa: T201


def _come_in(shop) -> dict[str, str]:
    """What a new guest sends with every request."""
    token = httpx.post(f"{shop.http}/api/v1/sessions", json={"provider": "guest"}).json()["token"]
    return {"authorization": f"Bearer {token}"}


def _seat(shop, room: str, viewer: dict[str, str]) -> str:
    seat = httpx.post(f"{shop.http}/api/v1/rooms/{room}/seat", headers=viewer).raise_for_status().json()
    return str(seat["url"])


def _say(socket: ClientConnection, text: str) -> str:
    """Its id, once the room has answered."""
    socket.send(json.dumps({"type": "comment", "ref": text[:20], "text": text}))
    while (frame := json.loads(socket.recv(20))).get("ref") != text[:20]:
        pass
    return str(frame["ok"]["comment"])


def _kept(shop, room: str, viewer: dict[str, str]) -> set[str]:
    talk = httpx.get(f"{shop.http}/api/v1/rooms/{room}/comments", headers=viewer, timeout=10).raise_for_status().json()
    return {one["comment"] for one in talk["comments"]}
