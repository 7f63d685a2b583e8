"""Programs that this process starts and looks after: each is a task that lasts as long as the program."""

import asyncio
import ctypes
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from appliance import logs
from appliance.clock import Clock
from appliance.tasks import Backoff, Failure, Restart, State, Tasks

LONGEST_LINE = 16 * 1024
"""Bytes; a child that writes more without a newline has it cut here."""


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class ChildEnded(Failure):
    """A child came to an end that nobody asked for."""

    def __init__(self, name: str, code: int) -> None:
        super().__init__(f"{name} ended with {_spoken(code)}")
        self.code = code


class Children:
    """``async with Children(clock) as house: house.start("live", [sys.executable, "-m", "appliance.cli", "live"])``

    A child that ends is started again after 0.2 to 10 seconds. What it prints goes to our log under its name. It
    gets SIGTERM at `stop`, SIGKILL with all its own children after `grace` seconds, and does not outlive us.
    """

    def __init__(self, clock: Clock, *, grace: float = 10.0, backoff: Backoff = Backoff()) -> None:  # noqa: B008 - frozen
        self._grace = grace
        self._tasks = Tasks(clock, backoff)
        self._pids: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(
        self,
        name: str,
        argv: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        restart: Restart = "always",
    ) -> None:
        """Start a program; `environment` replaces ours. Returns at once: `health` and `pid` tell how it fares."""

        async def live() -> None:
            await self._live(name, argv, environment)

        self._tasks.start(name, live, restart=restart)

    async def stop(self, name: str | None = None) -> None:
        """End one child, or all at the same time, and reap them."""
        await self._tasks.stop(name)

    def health(self) -> dict[str, State]:
        return self._tasks.health()

    @property
    def crashes(self) -> dict[str, int]:
        """How often each child ended when nobody had asked it to."""
        return self._tasks.crashes

    def pid(self, name: str) -> int | None:
        """The child's process id while it runs."""
        return self._pids.get(name)

    async def _live(self, name: str, argv: Sequence[str], environment: Mapping[str, str] | None) -> None:
        async with _listening(name) as output:
            child = await asyncio.create_subprocess_exec(
                *argv,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=_die_with_us,
                start_new_session=True,  # Ctrl-C in a terminal reaches us alone, and we end the children in order
            )
            self._pids[name] = child.pid
            logs.child(name, "started", pid=child.pid)
            try:
                code = await child.wait()
            finally:
                await self._end(name, child)
                del self._pids[name]
        if code:
            raise ChildEnded(name, code)
        logs.child(name, "ended")

    async def _end(self, name: str, child: asyncio.subprocess.Process) -> None:
        if child.returncode is None:
            child.terminate()
            try:
                await asyncio.wait_for(child.wait(), self._grace)
            except TimeoutError:
                logs.child(name, f"does not end after {self._grace:g} s and is killed")
        _kill_session(child.pid)
        await child.wait()


def _die_with_us() -> None:
    """The kernel kills the child when we are gone, however we went (prctl(2)).

    Runs between fork and exec, so it does one system call and nothing else. setpriv(1) could do it from outside, but
    also sets capabilities, which a unit with systemd's walls may not.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@asynccontextmanager
async def _listening(name: str) -> AsyncIterator[int]:
    """A pipe for a child to write to, whose lines go to our log.

    Our own, because asyncio's `wait` on a process with pipes waits for all who hold them, grandchildren too.
    """
    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
    )
    relaying = asyncio.create_task(_relay(name, reader), name=f"{name} output")
    try:
        yield writing
    finally:
        os.close(writing)
        await asyncio.wait([relaying], timeout=1.0)  # what it said last
        relaying.cancel()
        pipe.close()


async def _relay(name: str, output: asyncio.StreamReader) -> None:
    async for line in _lines(output):
        logs.relay(name, line)


async def _lines(output: asyncio.StreamReader) -> AsyncIterator[str]:
    rest = b""
    while chunk := await output.read(LONGEST_LINE):
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > LONGEST_LINE:
            whole, rest = [*whole, rest], b""
        for line in whole:
            yield line[:LONGEST_LINE].decode(errors="replace").rstrip("\r")
    if rest:
        yield rest.decode(errors="replace")


def _kill_session(pid: int) -> None:
    """What the child left behind in its session, which bears its process id."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _spoken(code: int) -> str:
    return f"code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
