import asyncio
import os
import socket
import time
from contextlib import asynccontextmanager

import pytest

from appliance.clock import SystemClock
from appliance.watchdog import ALIVE, READY, STOPPING, Watchdog, interval, notify


class Systemd:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, address: str) -> None:
        self.wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.wire.bind("\0" + address[1:] if address.startswith("@") else address)
        self.wire.setblocking(False)
        self.environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "4000000", "WATCHDOG_PID": str(os.getpid())}

    def heard(self) -> list[str]:
        found = []
        while True:
            try:
                found += self.wire.recv(4096).decode().split("\n")
            except BlockingIOError:
                return found


@pytest.fixture(params=["path", "abstract"])
def systemd(request, tmp_path):
    manager = Systemd(str(tmp_path / "notify") if request.param == "path" else f"@jinbo-test-{os.getpid()}")
    yield manager
    manager.wire.close()


@asynccontextmanager
async def running(watchdog):
    task = asyncio.create_task(watchdog.run())
    await asyncio.sleep(0)
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def pass_(clock, seconds):
    for _ in range(int(seconds * 2)):
        await clock.advance(0.5)
        for _ in range(5):
            await asyncio.sleep(0)


async def fine():
    return True


def test_the_service_manager_hears_what_is_told(systemd):
    assert notify(READY, "STATUS=两个直播间", environment=systemd.environment)
    assert notify(STOPPING, environment=systemd.environment)
    assert systemd.heard() == ["READY=1", "STATUS=两个直播间", "STOPPING=1"]


def test_without_a_service_manager_nothing_is_told(tmp_path, caplog):
    assert not notify(READY, environment={})
    assert not notify(READY, environment={"NOTIFY_SOCKET": str(tmp_path / "gone")})
    assert "cannot be told" in caplog.text


def test_signs_of_life_come_twice_as_often_as_asked():
    assert interval({"WATCHDOG_USEC": "30000000"}) == 15
    assert interval({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}) == 15


@pytest.mark.parametrize(
    "environment",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}],
)
def test_nobody_asks_for_signs_of_life(environment):
    assert interval(environment) is None


async def test_a_process_that_is_well_gives_signs_of_life(clock, systemd):
    async with running(Watchdog(clock, [fine], environment=systemd.environment)):
        await pass_(clock, 1)
        assert systemd.heard() == []
        await pass_(clock, 9)
    assert systemd.heard() == [ALIVE] * 5


async def test_a_check_that_fails_silences_it_until_it_passes_again(clock, systemd, caplog):
    caplog.set_level("INFO")
    well = False

    async def database_answers():
        return well

    watchdog = Watchdog(clock, [fine, database_answers], environment=systemd.environment)
    async with running(watchdog):
        await pass_(clock, 4)
        assert (systemd.heard(), watchdog.healthy) == ([], False)
        assert "database_answers" in caplog.text
        well = True
        await pass_(clock, 2)
        assert (systemd.heard(), watchdog.healthy) == ([ALIVE], True)
        assert "well again" in caplog.text


async def test_a_check_that_breaks_has_not_passed(clock, systemd, caplog):
    async def database_answers():
        raise OSError("disk gone")

    async with running(Watchdog(clock, [database_answers], environment=systemd.environment)):
        await pass_(clock, 4)
    assert systemd.heard() == []
    assert "disk gone" in caplog.text


async def test_a_check_that_hangs_has_not_passed(tmp_path):
    systemd = Systemd(str(tmp_path / "notify"))
    systemd.environment["WATCHDOG_USEC"] = "100000"
    watchdog = Watchdog(SystemClock(), [asyncio.Event().wait], environment=systemd.environment)
    async with running(watchdog):
        await asyncio.sleep(0.3)
    assert (systemd.heard(), watchdog.healthy) == ([], False)
    systemd.wire.close()


async def test_a_loop_that_stood_still_gives_no_sign(tmp_path):
    systemd = Systemd(str(tmp_path / "notify"))
    systemd.environment["WATCHDOG_USEC"] = "200000"
    watchdog = Watchdog(SystemClock(), lag=0.3, environment=systemd.environment)
    async with running(watchdog):
        time.sleep(0.5)  # noqa: ASYNC251 - the fault under test
        await asyncio.sleep(0.01)
        assert (systemd.heard(), watchdog.healthy) == ([], False)
        await asyncio.sleep(0.25)
        assert watchdog.healthy
    assert ALIVE in systemd.heard()
    systemd.wire.close()


async def test_without_a_service_manager_the_checks_are_still_made(clock):
    async def broken():
        return False

    watchdog = Watchdog(clock, [broken], environment={})
    async with running(watchdog):
        await pass_(clock, 11)
    assert not watchdog.healthy
