"""How a process of the house is run: `up` starts the others, each of which loads only what it needs."""

import asyncio
import errno
import fcntl
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TextIO

import msgspec
import uvloop

from appliance import logs
from appliance.config import WEBS, Address, Config
from appliance.errors import Conflict
from appliance.watchdog import STOPPING, notify

Serve = Callable[..., Awaitable[None]]
"""Of a module's ``serve(config, stop)``; that of `web` takes a name too."""


_REACHED = ("http", "edge", "rtmp", "host", "domain")
_LISTENERS = {
    "up": ("http", "edge", "rtmp"),
    "web": ("http",),
    "live": ("edge", "rtmp"),
    "back": (),
    "simulator": ("simulator",),
}


class AlreadyRuns(Conflict):
    zh = "数据目录 {data} 已经有一个 jinbo {name} 在运行，请先停掉它"
    en = "A jinbo {name} runs already on {data}: stop it first"


class FolderUnwritable(Conflict):
    zh = "数据目录 {data} 不能写入（{why}）"
    en = "The data folder {data} cannot be written to ({why})"


class AddressTaken(Conflict):
    zh = "地址 {address} 被别的程序占用，请停掉它，或用 --{setting} 换一个"
    en = "Another program listens on {address}: stop it, or choose another with --{setting}"


class AddressUnusable(Conflict):
    zh = "这台主机不能在 {address} 上监听（{why}），请用 --{setting} 换一个"
    en = "This box cannot listen on {address} ({why}): choose another with --{setting}"


class NothingShared(Conflict):
    zh = "两台主机（box = {box}）要用同一个 PostgreSQL 和 Redis：在 jinbo.toml 里写上 database 和 redis"
    en = "Two boxes (box = {box}) share a PostgreSQL and a Redis: set database and redis in jinbo.toml, too"


@contextmanager
def alone(name: str, config: Config) -> Iterator[None]:
    """Hold the place of `name` in this house, and tell there how it is reached. Raises AlreadyRuns, FolderUnwritable.

    A second would take over the first one's bus sockets, and its shows would lose their hosts. The kernel frees the
    place whatever becomes of us.
    """
    with _place(name, config.data) as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRuns(data=config.data, name=name) from error
        with _told(name, config):
            yield


def as_it_runs(config: Config) -> Config:
    """`config` with the addresses of the picture that runs in this house, if one does.

    A command typed beside it was not told what `up` was; a name or a domain that it was told is kept.
    """
    try:
        with (config.run / "live.reached").open() as file:
            if not _is_held(file):
                return config
            told = msgspec.json.decode(file.read(), type=dict[str, str])
    except (FileNotFoundError, msgspec.DecodeError):  # nobody is here, or has only just come in
        return config
    listeners = {name: Address(told[name]) for name in _LISTENERS["up"]}
    names = {name: getattr(config, name) or told[name] for name in ("host", "domain")}
    return msgspec.structs.replace(config, **listeners, **names)


def check_shared(config: Config) -> None:
    """See that a box of two has what two can share. Raises NothingShared."""
    if config.box and not (config.database.startswith("postgresql") and config.redis):
        raise NothingShared(box=config.box)


def check_addresses(name: str, config: Config) -> None:
    """See that `name` can listen, before anything starts. Raises AddressTaken, AddressUnusable."""
    too = ("simulator",) if name == "up" and config.demo else ()
    shared = name in ("up", *WEBS) and config.web_processes > 1
    for setting in (*_LISTENERS["web" if name in WEBS else name], *too):
        address: Address = config.simulated if setting == "simulator" else getattr(config, setting)
        kind = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        with socket.socket(kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if shared and setting == "http":  # the others of this house may listen there already
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                listener.bind((address.host, address.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise AddressTaken(address=address, setting=setting) from error
                raise AddressUnusable(address=address, setting=setting, why=error.strerror) from error


def run(name: str, config: Config) -> None:
    """Run up, one of `WEBS`, live, back or simulator (a module's ``serve``) until SIGTERM or SIGINT."""
    logs.set_up(config.log)
    serve: Serve = import_module("appliance.web" if name in WEBS else f"appliance.{name}").serve
    if name in WEBS:
        serve = partial(serve, name=name)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(serve, config))


def _place(name: str, data: Path) -> TextIO:
    folder = data / "run"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (folder / f"{name}.lock").open("w")
    except OSError as error:
        raise FolderUnwritable(data=data, why=error.strerror) from error


@contextmanager
def _told(name: str, config: Config) -> Iterator[None]:
    """A file beside the place, true for as long as it is held; who looks at it never stands in the way of the place."""
    with (config.run / f"{name}.reached").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(msgspec.json.encode({key: str(getattr(config, key)) for key in _REACHED}).decode())
        file.flush()
        yield


def _is_held(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


async def _until_told(serve: Serve, config: Config) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await serve(config, stop)
    notify(STOPPING)
