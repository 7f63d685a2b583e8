"""Who offers a guest's picture again and again holds no more of the worker than whoever offers it once or twice."""

import pytest

from media.webrtc.problems import Crowded
from media.webrtc.studios import MOST_TRIES, MOST_WATCHERS, Studios
from media.webrtc.wire import HOST, Guest, Scene, Ways


class Studio:
    """In place of the room's worker."""

    def __init__(self) -> None:
        self.peers = []
        self.scenes = []

    async def arrange(self, scene) -> None:
        self.scenes.append(scene)

    async def answer(self, name, sdp, session, *, sends, chair):
        self.peers.append((name, session))
        return "v=0"

    async def close(self, name) -> None:
        for each, session in [peer for peer in self.peers if peer[0] == name]:
            self.peers.remove((each, session))
            session.gone("closed")


class Seats:
    def __init__(self) -> None:
        self.said = []

    def came(self, seat) -> None:
        self.said.append(("came", seat))

    def went(self, seat) -> None:
        self.said.append(("went", seat))


@pytest.fixture
def studios(clock):
    studios = Studios(None, None, clock, Ways())
    studios.open["tea"] = Studio()
    return studios


async def test_of_offers_that_never_get_through_the_newest_few_stay(studios):
    seats = Seats()
    answered = [(await studios.join("tea", "seat", "v=0", seats)).session for _ in range(10)]
    assert [name for name, _ in studios.open["tea"].peers] == answered[-MOST_TRIES:]
    assert seats.said == [], "nobody had come, so nobody went"


async def test_who_stands_is_not_cut_off_by_offers_that_do_not(studios):
    seats = Seats()
    stands = await studios.join("tea", "seat", "v=0", seats)
    studios.open["tea"].peers[0][1].connected()
    others = [await studios.join("tea", another, "v=0", seats) for another in ("seat", "other") for _ in range(10)]
    assert stands.session in {name for name, _ in studios.open["tea"].peers}
    assert len(others) == 20
    assert len(studios.open["tea"].peers) == 1 + 2 * MOST_TRIES


async def test_who_is_on_stage_watches_however_many_colleagues_do(studios):
    studios.is_pushed = lambda _room: True
    for _ in range(MOST_WATCHERS):
        await studios.watch("tea", "v=0")
    for chair in (HOST, "wu", "zheng"):
        await studios.watch("tea", "v=0", chair)
    with pytest.raises(Crowded):
        await studios.watch("tea", "v=0")


async def test_colleagues_watch_however_many_are_on_stage(studios):
    studios.is_pushed = lambda _room: True
    for seat in range(MOST_WATCHERS):
        await studios.watch("tea", "v=0", f"seat {seat}")
    await studios.watch("tea", "v=0")


async def test_who_is_off_the_stage_watches_no_longer(studios):
    studios.is_pushed = lambda _room: True
    by_chair = {chair: (await studios.watch("tea", "v=0", chair)).session for chair in ("", HOST, "wu", "zheng")}
    await studios.arrange("tea", Scene(guests=(Guest("wu", "吴掌柜"),)))
    assert {name for name, _ in studios.open["tea"].peers} == set(by_chair.values()) - {by_chair["zheng"]}
