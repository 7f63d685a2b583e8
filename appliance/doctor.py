"""Looks for what is wrong with a box, and says what to do about it."""

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
import psutil

from appliance.config import Address, Config
from media.broadcasts.addresses import web_origin
from media.webrtc import reach

State = Literal["good", "fair", "bad"]
GIGABYTE = 1024**3


class Finding(msgspec.Struct, frozen=True):
    check: str
    state: State
    zh: str
    en: str

    def line(self) -> str:
        mark = {"good": "✓", "fair": "!", "bad": "✗"}[self.state]
        return f"{mark} {self.check:10} {self.zh} / {self.en}"


def examine(config: Config) -> list[Finding]:
    """Every check, in the order in which a person would look; a check that breaks is itself a finding."""
    return [finding for check in CHECKS for finding in _safely(check, config)]


def _safely(check: "Check", config: Config) -> Iterator[Finding]:
    try:
        yield from check(config)
    except Exception as error:  # noqa: BLE001 - a doctor who faints helps nobody
        yield Finding(check.__name__.strip("_"), "bad", f"检查失败：{error}", f"the check failed: {error!r}")


def _python(_config: Config) -> Iterator[Finding]:
    version = sys.version.split()[0]
    state: State = "good" if sys.version_info >= (3, 11) else "bad"
    yield Finding("python", state, f"Python {version}", f"Python {version}")


def _codecs(_config: Config) -> Iterator[Finding]:
    """In a child: whoever examines never loads native code himself."""
    probe = "import av; print(av.__version__, all(c in av.codecs_available for c in ('libx264', 'aac', 'h264')))"
    command = [sys.executable, "-c", probe]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own
    if found.stdout.strip().endswith("True"):
        yield Finding("codecs", "good", "编解码器齐全", f"PyAV {found.stdout.split()[0]} has H.264 and AAC")
    else:
        yield Finding("codecs", "bad", "编解码器装不上，重新运行 install.sh", f"PyAV: {found.stderr.strip()[-200:]}")


def _front_end(_config: Config) -> Iterator[Finding]:
    root = Path(__file__).parents[1]
    missing = [
        name
        for name, path in {
            "console": root / "console" / "static" / "vendor" / "manifest.json",
            "viewer": root / "miniprogram" / "h5" / "dist" / "index.html",
        }.items()
        if not path.exists()
    ]
    if missing:
        yield Finding("pages", "bad", "页面文件不全，重新运行 ./install.sh setup", f"missing: {', '.join(missing)}")
    else:
        yield Finding("pages", "good", "页面文件齐全", "every page's files are there")


def _disk(config: Config) -> Iterator[Finding]:
    config.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(config.data).free / GIGABYTE
    state: State = "good" if free > 10 else "fair" if free > 2 else "bad"
    yield Finding("disk", state, f"剩余 {free:.0f} GB", f"{free:.0f} GB free")
    delay = _fsync_milliseconds(config.data) if free > 0.1 else 0.0
    slow: State = "good" if delay < 20 else "fair" if delay < 200 else "bad"
    yield Finding("disk", slow, f"写盘确认 {delay:.1f} 毫秒", f"a synced write takes {delay:.1f} ms")


def _memory(_config: Config) -> Iterator[Finding]:
    free = psutil.virtual_memory().available / GIGABYTE
    yield Finding("memory", "good" if free > 1 else "fair", f"可用内存 {free:.1f} GB", f"{free:.1f} GB available")


def _clock(_config: Config) -> Iterator[Finding]:
    right = time.time() > 1_760_000_000
    yield Finding(
        "clock",
        "good" if right else "bad",
        "时间正常" if right else "系统时间不对，请打开自动校时",
        "the clock is plausible" if right else "the clock is wrong: turn on NTP",
    )


def _ports(config: Config) -> Iterator[Finding]:
    for name, address in {"http": config.http, "edge": config.edge, "rtmp": config.rtmp}.items():
        if _answers(address):
            yield Finding("ports", "good", f"{name} {address} 正在服务", f"{name} {address} is answered")
        else:
            yield Finding("ports", "fair", f"{name} {address} 没有服务在听", f"nothing listens on {name} {address}")


def _database(config: Config) -> Iterator[Finding]:
    if not config.on_sqlite:
        yield Finding("database", "good", "使用 PostgreSQL", "PostgreSQL")
        return
    file = Path(config.database_url.removeprefix("sqlite:///"))
    if not file.exists():
        yield Finding("database", "fair", "还没有数据库，首次启动时建立", "no database yet: made at first start")
        return
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5) as connection:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    connection.close()
    good = verdict == "ok"
    yield Finding(
        "database",
        "good" if good else "bad",
        "数据库完好" if good else "数据库损坏，请用 jinbo restore 恢复备份",
        "the database is sound" if good else f"the database is damaged ({verdict}): restore a backup",
    )


def _secrets(config: Config) -> Iterator[Finding]:
    file = config.data / "secrets" / "house.key"
    if not file.exists():
        yield Finding("secrets", "fair", "密钥将在首次启动时生成", "the key is made at first start")
    elif file.stat().st_mode & 0o077:
        yield Finding("secrets", "bad", f"别人能读密钥：chmod 600 {file}", f"others can read the key: chmod 600 {file}")
    else:
        yield Finding("secrets", "good", "密钥只有本店能读", "the key is private")


def _webrtc(config: Config) -> Iterator[Finding]:
    for known in reach.examine(config):
        yield Finding("webrtc", known.light, known.zh, known.en)


def _live_from_storage(config: Config) -> Iterator[Finding]:
    """Says nothing where no live show goes to an object storage."""
    file = Path(config.database_url.removeprefix("sqlite:///"))
    needed = [config.data / "secrets" / "house.key", *([file] if config.on_sqlite else [])]
    if not all(each.exists() for each in needed):
        return
    from appliance.cloud.checkup import live_from_storage  # noqa: PLC0415 - an HTTP client and a database

    found = asyncio.run(live_from_storage(config, web_origin(config)))
    if found is True:
        yield Finding("cloud", "good", "观众读得到对象存储里的直播", "live shows play from the object storage")
    elif found:
        yield Finding("cloud", "bad", found.sentence("zh"), found.sentence("en"))


def _own_data(config: Config) -> Iterator[Finding]:
    """Says nothing of SQLite, whose changes go to the object storage."""
    if config.on_sqlite:
        return
    from appliance.cloud.checkup import archive  # noqa: PLC0415 - a database

    kept = asyncio.run(archive(config))
    if kept.failing:
        zh = f"PostgreSQL 的 WAL 归档卡在 {kept.failing}：看它的日志，归档的地方满了没有"
        yield Finding("archive", "bad", zh, f"PostgreSQL cannot archive {kept.failing}: see its log, is there room?")
    elif kept.archives or kept.followers:
        en = f"PostgreSQL's data lies elsewhere too: archive {kept.archives}, {kept.followers} servers follow"
        yield Finding("archive", "good", "PostgreSQL 的数据另有一份（WAL 归档或备库）", en)
    else:
        yield Finding(
            "archive",
            "fair",
            "订单和会员只在这个 PostgreSQL 里，云同步不传它：设 WAL 归档，或每天备份到别处（docs/how-to/outgrown.md）",
            "orders and members lie in this PostgreSQL alone, the cloud gets none of it: archive its WAL, or back up "
            "to elsewhere every day (docs/how-to/outgrown.md)",
        )


def _two_boxes(config: Config) -> Iterator[Finding]:
    """Says nothing where a box is alone."""
    if not config.box:
        return
    from appliance.cloud.checkup import two_boxes  # noqa: PLC0415 - a database

    known, has_storage = asyncio.run(two_boxes(config))
    for box in known:
        silent = int(box.silent.total_seconds())
        state: State = "good" if silent < 10 else "bad"
        role = (f"直播中，第 {box.term} 任", f"live, term {box.term}") if box.live else ("备着", "standing by")
        yield Finding(
            "boxes", state, f"主机 {box.name} {role[0]}，{silent} 秒前有消息", f"{box.name} {role[1]}, {silent} s ago"
        )
    if len(known) < 2:
        yield Finding("boxes", "fair", "还没有备机", "no other box has been heard of")
    if not has_storage:
        yield Finding(
            "boxes", "fair", "没有对象存储：一台主机的图片和录像，另一台看不到", "no object storage to share files by"
        )
    if config.domain and not config.proxies:
        yield Finding(
            "boxes",
            "bad",
            "有域名，却没写 proxies：观众都像从一个地址来的。jinbo.toml 里写上 Caddy 那台的地址",
            "a domain without proxies: all viewers seem to come from one address; name the box that Caddy runs on",
        )


Check = Callable[[Config], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    _python, _codecs, _front_end, _disk, _memory, _clock, _secrets, _database, _ports, _webrtc, _live_from_storage,
    _own_data, _two_boxes,
)  # fmt: skip


def _fsync_milliseconds(folder: Path) -> float:
    file = folder / ".doctor"
    with file.open("wb", buffering=0) as stream:
        stream.write(b"\0" * 4096)
        began = time.perf_counter()
        os.fdatasync(stream.fileno())
        took = (time.perf_counter() - began) * 1000
    file.unlink()
    return took


def _answers(address: Address) -> bool:
    host = "127.0.0.1" if address.host in ("0.0.0.0", "::") else address.host  # noqa: S104 - compared, not bound
    try:
        socket.create_connection((host, address.port), timeout=1).close()
    except OSError:
        return False
    return True
