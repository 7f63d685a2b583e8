"""Real publishers push to a running server, and everything they say they sent arrives."""

import asyncio
import shlex
import shutil
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from media.packets import AudioConfig, VideoConfig

pytestmark = pytest.mark.journey

PICTURE = "-f lavfi -i testsrc2=s=320x180:r=30"
SOUND = "-f lavfi -i sine=r=48000"
GST_PICTURE = (
    "videotestsrc num-buffers=60 is-live=true ! video/x-raw,format=I420,width=320,height=180,framerate=30/1"
    " ! x264enc tune=zerolatency key-int-max=30 ! h264parse ! flvmux name=mux streamable=true"
)
GST_SOUND = "audiotestsrc num-buffers=86 is-live=true ! audio/x-raw,rate=44100 ! voaacenc ! aacparse ! mux."


def needs(program: str):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def push(address, doorman):
    """Run a publisher to its end; the publication it made, or None, and what it wrote to stderr."""

    async def push(command: str, key: str = "room1"):
        before = len(doorman.publications)
        url = f"rtmp://{address}/live/{key}"
        process = await asyncio.create_subprocess_exec(
            *shlex.split(command.replace("URL", url)), stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(60):
            _, said = await process.communicate()
            if len(doorman.publications) == before:
                return None, said.decode()
            publication = doorman.publications[before]
            await publication.ended.wait()
        return publication, said.decode()

    return push


def rises(publication) -> bool:
    """A loaded machine's GStreamer gives two frames the same millisecond."""
    return all(
        here.dts <= later.dts for track in ("video", "audio") for here, later in pairwise(publication.track(track))
    )


@needs("ffmpeg")
async def test_ffmpeg_pushes_with_b_frames(push):
    publication, _ = await push(
        f"ffmpeg -v error -re {PICTURE} {SOUND} -t 2 -c:v libx264 -preset ultrafast -bf 2 -g 30 -c:a aac -f flv URL"
    )
    video, audio = publication.configs
    assert (video.codec, video.width, video.height) == ("h264", 320, 180)
    assert (audio.codec, audio.sample_rate) == ("aac", 48000)
    assert len(publication.track("video")) == 60
    assert 93 <= len(publication.track("audio")) <= 96
    assert [packet.keyframe for packet in publication.track("video")].count(True) == 2
    assert {packet.offset > 0 for packet in publication.track("video")} == {True}
    assert rises(publication)
    assert len(publication.closed) == 1


@needs("ffmpeg")
async def test_ffmpeg_pushes_over_the_border_of_16_777_215_ms(push):
    publication, _ = await push(
        f"ffmpeg -v error -re {PICTURE} {SOUND} -t 3 -c:v libx264 -preset ultrafast -c:a aac"
        " -output_ts_offset 16776.2 -f flv URL"
    )
    times = [packet.dts // 90 for packet in publication.track("video")]
    assert times[0] < 0xFFFFFF < times[-1]
    assert len(times) == 90
    assert rises(publication)


@needs("ffmpeg")
async def test_ffmpeg_pushes_sound_alone(push):
    publication, _ = await push(f"ffmpeg -v error -re {SOUND} -t 1 -c:a aac -f flv URL")
    assert [type(config) for config in publication.configs] == [AudioConfig]
    assert publication.track("audio")


@needs("ffmpeg")
async def test_ffmpeg_shows_why_a_key_is_refused(push):
    publication, said = await push(f"ffmpeg -v error -re {PICTURE} -t 1 -c:v libx264 -f flv URL", key="wrong")
    assert publication is None
    assert "This stream key is not known" in said


@needs("ffmpeg")
async def test_ffmpeg_that_is_killed_leaves_a_closed_publication(address, doorman):
    process = await asyncio.create_subprocess_exec(
        *shlex.split(f"ffmpeg -v error -re {PICTURE} -c:v libx264 -f flv rtmp://{address}/live/room1"),
        stdin=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(30):
        while not doorman.publications or not doorman.publications[0].packets:  # noqa: ASYNC110 - no event to await
            await asyncio.sleep(0.05)
        process.kill()
        await process.wait()
        await doorman.publications[0].ended.wait()
    assert len(doorman.publications[0].closed) == 1


@needs("gst-launch-1.0")
@pytest.mark.parametrize("sink", ["rtmp2sink", "rtmpsink"])
async def test_gstreamer_pushes_by_its_own_library_and_by_librtmp(push, sink):
    publication, _ = await push(f"gst-launch-1.0 -q {GST_PICTURE} ! {sink} location=URL {GST_SOUND}")
    assert publication.codecs == ["h264", "aac"]
    assert len(publication.track("video")) == 60
    assert len(publication.track("audio")) == 86
    assert rises(publication)


PYAV = """
import sys
from fractions import Fraction
import av, numpy
url, codec, sound = sys.argv[1:]
options = {"libx265": {"preset": "ultrafast", "x265-params": "log-level=none"}, "libsvtav1": {"preset": "12"},
           "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"}, "libx264": {"preset": "ultrafast"}}
box = av.open(url, "w", format="flv")
picture = box.add_stream(codec, rate=30, options=options[codec])
picture.width, picture.height, picture.pix_fmt = 192, 108, "yuv420p"
heard = box.add_stream(sound, rate=48000)
heard.layout = "stereo"
kind, shape, size = ("s16", (1, 1920), 960) if sound == "libopus" else ("fltp", (2, 1024), 1024)
silence = numpy.zeros(shape, numpy.int16 if sound == "libopus" else numpy.float32)
clock = 0
for n in range(30):
    frame = av.VideoFrame.from_ndarray(numpy.full((108, 192, 3), n * 5, numpy.uint8), format="rgb24")
    frame.pts, frame.time_base = n, Fraction(1, 30)
    box.mux(picture.encode(frame))
    while clock < (n + 1) * 1600:
        quiet = av.AudioFrame.from_ndarray(silence, format=kind, layout="stereo")
        quiet.sample_rate, quiet.pts, quiet.time_base = 48000, clock, Fraction(1, 48000)
        box.mux(heard.encode(quiet))
        clock += size
for stream in (picture, heard):
    box.mux(stream.encode(None))
box.close()
"""


@pytest.mark.parametrize(
    ("encoder", "codec", "sound"),
    [
        ("libx264", "h264", "aac"),
        ("libx265", "hevc", "aac"),
        ("libsvtav1", "av1", "libopus"),
        ("libvpx-vp9", "vp9", "aac"),
    ],
)
async def test_pyav_pushes_enhanced_rtmp(push, tmp_path: Path, encoder, codec, sound):
    script = tmp_path / "push.py"
    script.write_text(PYAV)
    publication, _ = await push(f"{sys.executable} {script} URL {encoder} {sound}")
    video = next(config for config in publication.configs if isinstance(config, VideoConfig))
    assert (video.codec, video.width, video.height) == (codec, 192, 108)
    assert sorted(publication.codecs) == sorted([codec, sound.removeprefix("lib")])
    assert len(publication.track("video")) == 30
    length = Fraction(publication.track("video")[-1].dts - publication.track("video")[0].dts, 90_000)
    assert abs(length - Fraction(29, 30)) < Fraction(1, 100)
