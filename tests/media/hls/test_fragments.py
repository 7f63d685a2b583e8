"""The bytes themselves, before ffmpeg and before our own eyes."""

import json
import shutil
import subprocess
from itertools import pairwise

import pytest

from media.hls.fmp4 import Run, fragment, sound_sample, video_sample
from media.hls.movie import init_segment
from media.packets import AudioConfig, VideoConfig

ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg here")


def ran(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def written(show, source, viewer, judge, tmp_path):
    """`written(ticks=0, seconds=4, ...)`: a show's init segment and every part of it, in one file."""

    def write(ticks=0, **shape):
        made = show(**shape)
        source.begin(made.video, made.audio)
        for packet in made.shifted(ticks):
            source.write(packet)
        source.flush()
        playlist = judge.see(viewer.text())
        names = [playlist.segments[0].map, *(part.uri for segment in playlist.segments for part in segment.parts)]
        file = tmp_path / "show.mp4"
        file.write_bytes(b"".join(viewer.get(f"source/{name}").body for name in names))
        return made, file

    return write


@ffmpeg
@pytest.mark.parametrize("shape", [{}, {"bframes": 2, "fps": 25}, {"rate": 44_100, "fps": 24, "gop": 96}])
def test_ffmpeg_decodes_every_frame_without_a_word(written, shape):
    made, file = written(seconds=4, **shape)
    said = subprocess.run(
        ["ffmpeg", "-v", "warning", "-i", str(file), "-f", "null", "-"], check=True, capture_output=True
    )
    assert not said.stderr
    rows = json.loads(ran("ffprobe", "-v", "error", "-show_packets", "-of", "json", str(file)))["packets"]
    for kind in ("video", "audio"):
        times = [int(row["dts"]) for row in rows if row["codec_type"] == kind]
        held_or_beyond_the_picture = 0 if kind == "video" else 3
        assert len(times) >= sum(packet.track == kind for packet in made.packets) - held_or_beyond_the_picture
        assert all(one < two for one, two in pairwise(times))


@ffmpeg
def test_sound_frames_are_exactly_1024_samples_apart(written):
    _, file = written(seconds=3, rate=44_100)
    rows = json.loads(ran("ffprobe", "-v", "error", "-select_streams", "a", "-show_packets", "-of", "json", str(file)))[
        "packets"
    ]
    times = [int(row["dts"]) for row in rows]
    assert {two - one for one, two in pairwise(times)} == {1024}


@ffmpeg
def test_ffprobe_reads_the_tracks_as_they_were(written):
    made, file = written(seconds=2, width=320)
    video, sound = json.loads(ran("ffprobe", "-v", "error", "-show_streams", "-of", "json", str(file)))["streams"]
    assert (video["codec_name"], video["width"], video["height"]) == ("h264", 320, 180)
    assert (sound["codec_name"], int(sound["sample_rate"]), sound["channels"]) == ("aac", 48_000, 2)
    assert made.video.width == 320


def test_times_beyond_32_bits_stay_exact(written, rules):
    _, file = written(ticks=1 << 40, seconds=2)
    tracks = list(rules.fragment_tracks(file.read_bytes()))
    assert tracks[0].tfdt == 1 << 40
    assert tracks[1].tfdt == round((1 << 40) * 48_000 / 90_000)


def test_a_fragment_says_where_its_bytes_lie(rules):
    picture, sound = Run(), Run()
    video_sample(picture, 900, 3000, b"first", sync=True, offset=-1500)
    video_sample(picture, 3900, 3000, b"second!", sync=False, offset=1500)
    sound_sample(sound, 480, 1024, b"beep")
    body = fragment(7, picture, sound)
    moof = dict(rules.boxes(body))[b"moof"]
    trafs = [dict(rules.boxes(traf)) for kind, traf in rules.boxes(moof) if kind == b"traf"]
    starts = [int.from_bytes(traf[b"trun"][8:12]) for traf in trafs]
    assert body[starts[0] :].startswith(b"firstsecond!beep")
    assert body[starts[1] :] == b"beep"
    first_offset = int.from_bytes(trafs[0][b"trun"][24:28], signed=True)
    assert first_offset == -1500


def test_a_fragment_without_a_frame_still_tells_the_time(rules):
    sound = Run()
    sound_sample(sound, 480, 1024, b"beep")
    picture, noise = rules.fragment_tracks(fragment(1, Run(start=9000), sound))
    assert (picture.tfdt, picture.samples) == (9000, 0)
    assert (noise.tfdt, noise.samples) == (480, 1)


def test_a_sample_rate_beyond_the_entry_is_left_to_the_decoder():
    video = VideoConfig("h264", bytes.fromhex("0164001fff"), 1280, 720)
    assert init_segment(video, AudioConfig("aac", b"\x10\x10", 96_000, 2)).count(b"mp4a") == 1
