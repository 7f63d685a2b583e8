"""An S3 on loopback (moto, somebody else's), and a line to it that can be cut."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Iterator

import boto3
import pytest
from botocore.config import Config as BotoConfig
from moto.server import ThreadedMotoServer

from appliance.clock import SystemClock
from appliance.cloud.actions import Thing
from appliance.cloud.bucket import Bucket
from appliance.cloud.storage import Storage
from appliance.cloud.sync import Sync
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.keys import Keys


class Far:
    """What stands in the bucket, seen with somebody else's eyes."""

    def __init__(self, endpoint: str, bucket: str) -> None:
        self.endpoint, self.bucket = endpoint, bucket
        self._s3 = boto3.client(
            "s3", endpoint_url=endpoint, aws_access_key_id="id", aws_secret_access_key="secret",
            region_name="us-east-1", config=BotoConfig(s3={"addressing_style": "path"}),
        )  # fmt: skip
        self._s3.create_bucket(Bucket=bucket)

    def names(self) -> list[str]:
        return [item["Key"] for item in self._s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def content(self, name: str) -> bytes:
        return self._s3.get_object(Bucket=self.bucket, Key=name)["Body"].read()

    def about(self, name: str) -> dict:
        return self._s3.head_object(Bucket=self.bucket, Key=name)

    def unfinished(self) -> list[str]:
        return [each["Key"] for each in self._s3.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])]


class Line:
    """Between the box and the storage; cut, it lets nothing through and drops what stood."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._open: set[asyncio.StreamWriter] = set()
        self.carried = 0
        self.is_cut = False
        self.after: int | None = None
        """Cut by itself after so many bytes more."""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self.cut()
        self._server.close()
        await self._server.wait_closed()
        await asyncio.sleep(0.02)

    def cut(self) -> None:
        self.is_cut = True
        for writer in list(self._open):
            writer.transport.abort()

    def mend(self) -> None:
        self.is_cut, self.after = False, None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._open |= {writer, back}
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(self._carry(reader, back, count=True), self._carry(there, writer))
        for each in (writer, back):
            each.transport.abort()
            self._open.discard(each)

    async def _carry(self, source, target, *, count: bool = False) -> None:
        while data := await source.read(1 << 16):
            if count:
                self.carried += len(data)
                if self.after is not None and self.carried > self.after:
                    self.cut()
                    return
            target.write(data)
            await target.drain()
        target.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[int]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture
def far(s3: int) -> Far:
    return Far(f"http://127.0.0.1:{s3}", f"jinbo-{secrets.token_hex(4)}")


@pytest.fixture
async def line(s3: int) -> AsyncIterator[Line]:
    line = Line(s3)
    await line.start()
    yield line
    await line.stop()


@pytest.fixture
def storage(far: Far, line: Line) -> Storage:
    return Storage(
        endpoint=f"http://127.0.0.1:{line.port}", bucket=far.bucket, region="us-east-1", access_key="id",
        secret_key="secret", addressing="path",
    )  # fmt: skip


@pytest.fixture
async def bucket(storage: Storage) -> AsyncIterator[Bucket]:
    async with Bucket(storage, SystemClock()) as bucket:
        yield bucket


@pytest.fixture
def terms(storage):
    return Terms(storage=storage, when="always")


@pytest.fixture
def shop(tmp_path, sqlite_url):
    return Config(data=tmp_path / "shop", database=sqlite_url)


@pytest.fixture
def busy():
    """Whether a room is on air, as a list of one."""
    return [False]


class Finder:
    """Tells what the recorder has closed, each once."""

    def __init__(self, closed: list[Thing]) -> None:
        self._closed = closed
        self._told: set[str] = set()

    async def find(self, _, __) -> list[Thing]:
        fresh = [thing for thing in self._closed if thing.name not in self._told]
        self._told |= {thing.name for thing in fresh}
        return fresh

    def forget(self) -> None:
        self._told.clear()


@pytest.fixture
def closed():
    """What the recorder has closed."""
    return []


@pytest.fixture
async def sync(shop, sqlite_database, bus, clock, busy, closed, bucket):
    async def on_air(_):
        return busy[0]

    bucket._clock.sleep = asyncio.sleep
    return Sync(shop, sqlite_database, bus, Keys.of(shop.data), clock, on_air=on_air, finders=(Finder(closed),))


@pytest.fixture
def reel(shop, closed):
    def close(number=1, size=1000):
        name = f"recordings/r/s/source/{number:04}.mp4"
        file = shop.data / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes([number]) * size)
        closed.append(Thing(name, "recording", 5, size))
        return name

    return close


@pytest.fixture
def drained(sync, bucket):
    """``await drained(terms)``: whatever goes is gone."""

    async def drain(terms):
        while await sync.tend(bucket, terms) or await sync.turn(bucket, terms):
            pass

    return drain
