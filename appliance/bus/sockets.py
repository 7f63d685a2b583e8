"""The bus of one box: every process listens on a unix socket in the run folder and dials everybody else's.

A connection carries events one way, from who dialled. Whoever is dialled by a newcomer looks around at once, so both
ways stand within milliseconds; a look each half second heals everything else.
"""

import asyncio
import logging
import os
import socket
from contextlib import suppress
from pathlib import Path

import msgspec

from appliance.bus.frames import FrameTooLong, frame
from appliance.bus.links import Inbound, Outbound
from appliance.bus.listeners import Listener, LocalBus, Subscription
from appliance.events import Event, decode, encode, name_of

LOOK_EVERY = 0.5
"""Seconds between looks for processes that came or went."""

log = logging.getLogger(__name__)


class SocketBus:
    """`name` is this process's own in the folder `run`; a process that takes a name over replaces its holder."""

    def __init__(self, run: Path, name: str) -> None:
        self._run = run
        self._mine = f"bus-{name}.sock"
        self._local = LocalBus()
        self._peers: dict[str, Outbound] = {}
        self._callers: set[Inbound] = set()
        self._look = asyncio.Event()

    @property
    def peers(self) -> list[str]:
        """Names of the processes that hear us now."""
        return sorted(name.removeprefix("bus-").removesuffix(".sock") for name in self._peers)

    @property
    def dropped(self) -> int:
        """Events that processes which hear us now were too slow for."""
        return sum(peer.dropped for peer in self._peers.values())

    async def start(self) -> None:
        """Returns when every process that already listens is connected."""
        self._run.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Through the open folder every address is short: sun_path holds 108 bytes, data folders may be deeper.
        self._folder = os.open(self._run, os.O_RDONLY | os.O_DIRECTORY)
        await self._listen()
        await self._dial_everybody()
        self._task = asyncio.create_task(self._keep_looking(), name="bus")

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})
        await self._hang_up()
        await self._local.stop()
        os.close(self._folder)

    def publish(self, event: Event) -> None:
        self._local.publish(event)
        if not self._peers:
            return
        try:
            data = frame(encode(event))
        except (FrameTooLong, TypeError, ValueError):
            log.exception("an event does not fit on the bus: %s", name_of(event))
            return
        for peer in tuple(self._peers.values()):
            peer.send(data)

    def listen(
        self, listener: Listener, kinds: type[Event] | tuple[type[Event], ...] = Event, *, name: str
    ) -> Subscription:
        return self._local.listen(listener, kinds, name=name)

    # -- who is there ---------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        """Under a private name first: who sees the public one can already connect."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        private = self._path(f".{self._mine}.{os.getpid()}")
        with suppress(FileNotFoundError):
            private.unlink()
        listener.bind(str(private))
        listener.listen(64)
        listener.setblocking(False)
        private.rename(self._path(self._mine))
        self._inode = self._path(self._mine).stat().st_ino
        self._door = asyncio.create_task(self._answer(listener), name="bus door")

    async def _answer(self, listener: socket.socket) -> None:
        """Our own loop: a connection that `asyncio.Server` accepts just before it closes is never closed."""
        with listener:
            while True:
                try:
                    await self._greet(listener)
                except OSError:
                    log.exception("the bus cannot answer a caller")  # no free descriptor, say
                    await asyncio.sleep(LOOK_EVERY)

    async def _greet(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        caller, _ = await loop.sock_accept(listener)
        self._look.set()  # it may be new: look for it
        await loop.connect_accepted_socket(lambda: Inbound(self._callers, self._heard), caller)

    async def _keep_looking(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._look.wait()
            self._look.clear()
            try:
                await self._dial_everybody()
            except OSError:
                log.exception("the bus cannot look around in %s", self._run)

    async def _dial_everybody(self) -> None:
        names = {path.name for path in self._path("").glob("bus-*.sock")}
        if self._mine not in names:
            await self._listen_again()
        for name in names - {self._mine} - self._peers.keys():
            await self._dial(name)

    async def _listen_again(self) -> None:
        """Somebody swept the folder."""
        await self._shut_door()
        await self._listen()

    async def _dial(self, name: str) -> None:
        path = self._path(name)
        loop = asyncio.get_running_loop()
        try:
            seen = path.stat()
            async with asyncio.timeout(LOOK_EVERY):
                _, peer = await loop.create_unix_connection(lambda: Outbound(lambda: self._gone(name)), str(path))
        except ConnectionRefusedError:
            self._bury(path, seen)
        except (OSError, TimeoutError):
            return
        else:
            self._peers[name] = peer

    def _bury(self, path: Path, seen: os.stat_result) -> None:
        """Remove the socket of a dead process, unless a living one has just replaced it."""
        with suppress(OSError):
            now = path.stat()
            if (now.st_ino, now.st_ctime_ns) == (seen.st_ino, seen.st_ctime_ns):
                path.unlink()

    def _gone(self, name: str) -> None:
        self._peers.pop(name, None)
        self._look.set()

    def _heard(self, body: bytes) -> None:
        try:
            event = decode(body)
        except msgspec.MsgspecError as error:
            log.warning("an event on the bus is passed over: %s", error)
        else:
            self._local.publish(event)

    async def _hang_up(self) -> None:
        await self._shut_door()
        with suppress(OSError):
            if self._path(self._mine).stat().st_ino == self._inode:
                self._path(self._mine).unlink()
        await asyncio.gather(*(peer.hang_up() for peer in self._peers.values()))
        for caller in tuple(self._callers):
            caller.close()
        await asyncio.sleep(0)

    async def _shut_door(self) -> None:
        self._door.cancel()
        await asyncio.wait({self._door})

    def _path(self, name: str) -> Path:
        return Path(f"/proc/self/fd/{self._folder}/{name}")
