"""The bus of unix sockets: processes come, go, are killed, hang, and live in deep folders."""

import asyncio
import signal
import socket
import stat
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from appliance.bus import SocketBus
from appliance.bus.frames import MOST, Frames, FrameTooLong, frame
from appliance.bus.links import MOST_UNSENT
from appliance.events import Event, RoomOpened

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


def opened(number: int, title: str = "") -> RoomOpened:
    return RoomOpened(room=f"r{number}", title=title)


@asynccontextmanager
async def bus_of(run: Path, name: str) -> AsyncIterator[SocketBus]:
    bus = SocketBus(run, name)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


PEER = """
import asyncio, sys
from pathlib import Path
from appliance.bus import SocketBus
from appliance.events import RoomOpened

async def main():
    bus = SocketBus(Path(sys.argv[1]), "peer")
    bus.listen(lambda event: bus.publish(RoomOpened(room=event.room + " echoed", title="")),
               RoomOpened, name="echo") if sys.argv[2] == "echo" else None
    await bus.start()
    print("up", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def peer(tmp_path: Path):
    """Start another process on the bus in `tmp_path`."""
    started: list[subprocess.Popen[str]] = []

    def start(manner: str = "listen") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PEER, str(tmp_path), manner]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


async def test_three_processes_find_each_other_whoever_comes_first(tmp_path: Path, eventually: Eventually) -> None:
    async with bus_of(tmp_path, "web") as web, bus_of(tmp_path, "live") as live, bus_of(tmp_path, "back") as back:
        await eventually(lambda: (web.peers, live.peers) == (["back", "live"], ["back", "web"]))
        assert back.peers == ["live", "web"], "the newcomer knows all when start returns"


async def test_a_newcomer_is_heard_by_and_hears_all(tmp_path: Path, eventually: Eventually) -> None:
    heard: list[Event] = []
    async with bus_of(tmp_path, "web") as web:
        web.listen(heard.append, name="test")
        async with bus_of(tmp_path, "live") as live:
            live.publish(opened(1))
            await eventually(lambda: heard == [opened(1)])
        await eventually(lambda: web.peers == [])


async def test_a_killed_process_is_forgotten_and_its_socket_removed(
    tmp_path: Path,
    peer,
    eventually: Eventually,
) -> None:
    async with bus_of(tmp_path, "web") as web:
        process = peer()
        await eventually(lambda: web.peers == ["peer"])
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (tmp_path / "bus-peer.sock").exists()
        web.publish(opened(1))
        await eventually(lambda: not (tmp_path / "bus-peer.sock").exists())
        assert web.peers == []
        web.publish(opened(2))


async def test_a_process_that_comes_back_after_a_kill_is_heard_again(
    tmp_path: Path,
    peer,
    eventually: Eventually,
) -> None:
    heard: list[str] = []
    async with bus_of(tmp_path, "web") as web:
        web.listen(lambda event: heard.append(event.room), RoomOpened, name="test")
        for life in range(3):
            process = peer("echo")
            await eventually(lambda: web.peers == ["peer"])
            web.publish(opened(life))
            await eventually(lambda life=life: f"r{life} echoed" in heard)
            process.kill()
            process.wait()
            await eventually(lambda: web.peers == [])


async def test_a_process_that_hangs_holds_nobody_up_and_loses_the_oldest(
    tmp_path: Path,
    peer,
    eventually: Eventually,
) -> None:
    heard: list[Event] = []
    async with bus_of(tmp_path, "web") as web, bus_of(tmp_path, "live") as live:
        live.listen(heard.append, name="test")
        process = peer()
        await eventually(lambda: web.peers == ["live", "peer"])
        process.send_signal(signal.SIGSTOP)
        many = MOST_UNSENT + 4000
        for number in range(many):
            web.publish(opened(number, "x" * 500))
            if number % 200 == 0:
                await asyncio.sleep(0.001)
        await eventually(lambda: heard and heard[-1] == opened(many - 1, "x" * 500))
        assert len(heard) == many
        assert web.dropped > 0
        process.send_signal(signal.SIGCONT)
        await eventually(lambda: not web._peers["bus-peer.sock"]._unsent)


async def test_a_dead_socket_left_from_yesterday_is_cleared_away(tmp_path: Path) -> None:
    for name in ("bus-live.sock", "bus-web.sock"):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(tmp_path / name))
    async with bus_of(tmp_path, "web") as web:
        assert web.peers == []
        assert not (tmp_path / "bus-live.sock").exists()


async def test_a_folder_deeper_than_a_socket_address_works(tmp_path: Path, eventually: Eventually) -> None:
    deep = tmp_path.joinpath(*["a folder with a long name"] * 8)
    heard: list[Event] = []
    async with bus_of(deep, "web") as web, bus_of(deep, "live") as live:
        web.listen(heard.append, name="test")
        live.publish(opened(1))
        await eventually(lambda: heard)


async def test_a_swept_folder_heals(tmp_path: Path, eventually: Eventually) -> None:
    async with bus_of(tmp_path, "web") as web:
        (tmp_path / "bus-web.sock").unlink()
        await eventually((tmp_path / "bus-web.sock").exists)
        async with bus_of(tmp_path, "live") as live:
            assert live.peers == ["web"]
            await eventually(lambda: web.peers == ["live"])


async def test_only_the_owner_may_enter(tmp_path: Path) -> None:
    async with bus_of(tmp_path / "run", "web"):
        assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    async def visit() -> None:
        async with bus_of(tmp_path, "web"), bus_of(tmp_path, "live"):
            pass

    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    asyncio.run(visit())
    assert list(tmp_path.iterdir()) == []
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


async def test_a_stranger_who_talks_nonsense_is_shown_out(tmp_path: Path, eventually: Eventually) -> None:
    heard: list[Event] = []
    async with bus_of(tmp_path, "web") as web, bus_of(tmp_path, "live") as live:
        web.listen(heard.append, name="test")
        reader, writer = await asyncio.open_unix_connection(tmp_path / "bus-web.sock")
        writer.write(frame(b"no json") + frame(b'{"type":"ShopSold"}') + struct.pack(">I", MOST + 1))
        assert await reader.read() == b""
        writer.close()
        live.publish(opened(1))
        await eventually(lambda: heard == [opened(1)])


async def test_an_event_too_long_for_a_frame_is_logged_and_kept_at_home(
    tmp_path: Path, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    home: list[Event] = []
    away: list[Event] = []
    async with bus_of(tmp_path, "web") as web, bus_of(tmp_path, "live") as live:
        await eventually(lambda: web.peers)
        web.listen(home.append, name="home")
        live.listen(away.append, name="away")
        web.publish(opened(1, "x" * MOST))
        web.publish(opened(2))
        await eventually(lambda: len(home) == 2 and away == [opened(2)])
        assert "RoomOpened" in caplog.text


def test_it_works_on_uvloop(tmp_path: Path) -> None:
    async def meet() -> list[Event]:
        heard: list[Event] = []
        async with bus_of(tmp_path, "web") as web, bus_of(tmp_path, "live") as live:
            web.listen(heard.append, name="test")
            for number in range(1000):
                live.publish(opened(number))
            async with asyncio.timeout(10):
                while len(heard) < 1000:  # noqa: ASYNC110 - what is waited for rings no bell
                    await asyncio.sleep(0.005)
        return heard

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(meet()) == [opened(number) for number in range(1000)]


@given(st.lists(st.binary(max_size=300)), st.lists(st.integers(1, 50)))
def test_frames_are_cut_alike_however_they_arrive(bodies: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(frame(body) for body in bodies)
    frames, got = Frames(), []
    for cut in cuts:
        got += frames.feed(stream[:cut])
        stream = stream[cut:]
    got += frames.feed(stream)
    assert got == bodies


def test_a_frame_of_the_longest_length_passes_and_one_more_byte_does_not() -> None:
    assert list(Frames().feed(frame(bytes(MOST)))) == [bytes(MOST)]
    with pytest.raises(FrameTooLong):
        frame(bytes(MOST + 1))
    with pytest.raises(FrameTooLong):
        list(Frames().feed(struct.pack(">I", MOST + 1)))
