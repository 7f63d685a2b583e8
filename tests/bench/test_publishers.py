"""The benches' host against the product's RTMP server."""

import asyncio
import shutil
import time

import pytest

from appliance.clock import SystemClock
from appliance.config import Address
from bench.films import decoder_config, make_film, tags
from bench.numbered import make_numbered_film
from bench.publishers import Host
from media.packets import Packet, VideoConfig
from media.rtmp.server import RtmpServer


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    if shutil.which("ffmpeg") is None:
        pytest.skip("no ffmpeg here (Debian's ffmpeg)")
    return make_film(tmp_path_factory.mktemp("film") / "film.flv", 1, "320x180", "300k")


class Heard:
    """What arrived, and when."""

    def __init__(self):
        self.configs = []
        self.packets = []

    async def admit(self, key, peer):
        return key, self

    def configure(self, config):
        self.configs.append(config)

    def packet(self, packet: Packet):
        self.packets.append((time.monotonic(), packet))

    def close(self, why):
        pass


@pytest.fixture
async def listening():
    heard = Heard()
    server = RtmpServer(heard, SystemClock())
    address = await server.start(Address("127.0.0.1:0"))
    yield address.port, heard
    await server.stop()


def push(port, film, seconds) -> Host:
    host = Host(port, "room", film)
    with host.pushing():
        time.sleep(seconds)
    return host


async def test_the_first_frame_leaves_when_the_host_says_and_the_rest_in_time(film, listening):
    port, heard = listening
    host = await asyncio.to_thread(push, port, film, 1.5)
    (arrived, first), *_ = heard.packets
    assert first.dts == 0
    assert 0 <= arrived - host.began < 1
    assert all(when - host.began >= packet.dts / 90_000 - 0.002 for when, packet in heard.packets)
    assert len(heard.packets) == sum(tag.is_media for tag in tags(film))


async def test_the_films_decoder_configuration_is_what_arrives(film, listening):
    port, heard = listening
    await asyncio.to_thread(push, port, film, 0.1)
    assert decoder_config(film) in [config.extradata for config in heard.configs if isinstance(config, VideoConfig)]


def test_a_numbered_film_has_every_picture(tmp_path):
    film = make_numbered_film(tmp_path / "film.flv", 1)
    pictures = [tag for tag in tags(film) if tag.is_media and tag.kind == 9]
    assert len(pictures) == 30
