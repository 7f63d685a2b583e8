"""An exact cut begins and ends with the very picture, and all that lies between two keyframes stays as it was."""

import os
import shutil
import subprocess
from itertools import pairwise

import av
import numpy as np
import pytest
from playwright.async_api import async_playwright

from media.packets import TIMESCALE
from media.recording import places, reading
from media.recording.clips import edges, parameters
from media.recording.clips.edges import Picture, Plan, plan
from media.recording.download import Unrolled, film_of
from tests.chromium import CHROMIUM, FLAGS

FPS = 30
STEP = TIMESCALE // FPS


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the films are once they are made."""
    return tmp_path_factory.mktemp("films")


@pytest.fixture(params=[0, 2], ids=["no B-frames", "B-frames"])
async def film(request, studio, kept):
    """A show of nine seconds, with a keyframe every two."""
    source = kept / str(request.param)
    if not source.exists():
        studio.shows["r1"] = "b1"
        await studio.film(9, bframes=request.param)
        shutil.copytree(studio.folder(), source)
    return film_of(source, reading.init_of(places.reel(source, 1)), reading.shots(source))


def packets_of(file):
    with av.open(file) as made:
        return [(one.pts, one.dts, one.is_keyframe, bytes(one)) for one in made.demux(video=0) if one.size]


def pictures_of(file):
    with av.open(file) as made:
        return [(frame.time, frame.to_ndarray(format="gray")) for frame in made.decode(video=0)]


def sound_of(file):
    with av.open(file) as made:
        return [frame.time for frame in made.decode(audio=0)]


def cut(film, out, since, until):
    told = []
    length = edges.cut(film, out, since, until, told.append)
    assert told == sorted(told)
    return length


@pytest.mark.parametrize(
    ("since", "until"),
    [(1.1, 7.3), (2.0, 6.0), (2.0, 6.5), (1.5, 6.0), (0.0, 5.1), (2.2, 3.4), (3.9, 4.2), (1.0, 1.04), (1.9, 4.1)],
)
def test_every_picture_is_there_once_and_nothing_else(film, tmp_path, since, until):
    out = tmp_path / "clip.mp4"
    length = cut(film, out, since, until)
    source = [one for one in pictures_of(Unrolled(film)) if since - 0.5 / FPS <= one[0] < until - 0.5 / FPS]
    made = pictures_of(str(out))
    assert len(made) == len(source)
    assert length == pytest.approx(len(source) * 1000 / FPS, abs=40)
    assert made[0][0] == 0
    for (time, picture), (was, shown) in zip(made, source, strict=True):
        assert time == pytest.approx(was - source[0][0], abs=0.002)
        assert np.abs(picture.astype(int) - shown.astype(int)).mean() < 3
    times = [dts for _, dts, _, _ in packets_of(str(out))]
    assert all(one < other for one, other in pairwise(times))


def test_what_lies_between_two_keyframes_is_copied_byte_for_byte(film, tmp_path):
    out = tmp_path / "clip.mp4"
    cut(film, out, 1.1, 7.3)
    source = packets_of(Unrolled(film))
    found = plan([Picture(pts, dts, key) for pts, dts, key, _ in source], 1.1 * TIMESCALE, 7.3 * TIMESCALE)
    middle = [data for _, _, _, data in source[found.copied : found.tail]]
    made = [data for _, _, _, data in packets_of(str(out))]
    assert len(middle) == 4 * FPS
    begins = made.index(middle[0])
    assert made[begins : begins + len(middle)] == middle
    assert begins == sum(pts >= 1.1 * TIMESCALE - STEP / 2 for pts, *_ in source[: found.copied])


def test_the_sound_begins_and_ends_with_the_picture(film, tmp_path):
    out = tmp_path / "clip.mp4"
    length = cut(film, out, 1.1, 7.3)
    heard = sound_of(str(out))
    assert heard[0] == pytest.approx(0, abs=0.022)
    assert heard[-1] == pytest.approx(length / 1000, abs=0.045)
    assert all(other - one < 0.023 for one, other in pairwise(heard))


def test_one_description_holds_the_sets_of_both_encoders_under_different_numbers(film, tmp_path):
    out = tmp_path / "clip.mp4"
    cut(film, out, 1.1, 7.3)
    head = out.read_bytes().partition(b"mdat")[0]
    sps, pps = parameters.sets(parameters.record_of(head))
    assert (len(sps), len(pps)) == (2, 2)
    assert parameters._sps_number(sps[0]) != parameters._sps_number(sps[1])
    assert parameters._pps_number(pps[0]) != parameters._pps_number(pps[1])
    assert sps[0][1] == sps[1][1], "the profile is the source's"
    assert head.count(b"avcC") == 1


def test_another_decoder_finds_nothing_wrong(film, tmp_path):
    if not shutil.which("ffmpeg"):
        pytest.skip("no ffmpeg here (Debian's ffmpeg)")
    out = tmp_path / "clip.mp4"
    cut(film, out, 1.1, 7.3)
    command = ["ffmpeg", "-v", "warning", "-xerror", "-i", str(out), "-f", "null", "-"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_stretch_without_a_picture_cannot_be_cut(film, tmp_path):
    with pytest.raises(ValueError, match="no picture"):
        cut(film, tmp_path / "clip.mp4", 20, 30)


@pytest.mark.journey
async def test_chromium_shows_every_picture_of_it_and_seeks_over_its_joints(film, tmp_path):
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("no Chromium here (Debian's chromium)")
    cut(film, tmp_path / "clip.mp4", 1.1, 7.3)
    made = pictures_of(str(tmp_path / "clip.mp4"))
    (tmp_path / "page.html").write_text("<video muted src=clip.mp4></video>")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        await page.goto((tmp_path / "page.html").as_uri())
        played = await page.evaluate(PLAY)
        await browser.close()
    assert played["error"] is None
    assert played["pictures"] == len(made)
    assert played["length"] == pytest.approx(6.2, abs=0.05)
    assert played["sought"] == pytest.approx([0.5, 1.0, 4.8, 5.0, 6.1], abs=0.04)


PLAY = """async () => {
    const video = document.querySelector('video')
    const heard = (name) => new Promise((resolve) => video.addEventListener(name, resolve, { once: true }))
    const ended = heard('ended')
    const failed = heard('error')
    await video.play()
    await Promise.race([ended, failed])
    const pictures = video.getVideoPlaybackQuality().totalVideoFrames
    const sought = []
    for (const place of [0.5, 1.0, 4.8, 5.0, 6.1]) {
        const there = heard('seeked')
        video.currentTime = place
        await Promise.race([there, failed])
        sought.push(video.currentTime)
    }
    return { error: video.error && video.error.message, pictures, length: video.duration, sought }
}"""


def gop(begin, *pts):
    return [Picture(begin, begin, keyframe=True), *(Picture(one, begin, keyframe=False) for one in pts)]


def test_pictures_that_lean_on_the_stretch_before_are_decoded_with_it():
    """An open GOP: what is shown before its keyframe follows it."""
    film = gop(0, 1, 2, 3) + gop(6, 4, 5, 7) + gop(8, 9) + gop(10, 11)
    assert plan(film, 2, 12) == Plan(head=0, copied=8, tail=12, end=12, first=2, until=12)
    assert plan(film, 2, 11) == Plan(head=0, copied=8, tail=10, end=12, first=2, until=11)
    assert plan(film, 0, 6) == Plan(head=0, copied=8, tail=8, end=8, first=0, until=6)


def test_a_stretch_from_keyframe_to_keyframe_is_copied_whole():
    film = gop(0, 1) + gop(2, 3) + gop(4, 5)
    assert plan(film, 2, 4) == Plan(head=2, copied=2, tail=4, end=4, first=2, until=4)


def test_the_sets_of_a_record_stand_behind_its_own_and_what_follows_them_stays():
    record = bytes.fromhex("0164001fffe10005 6764001f80 010002 68c0 fdf8f800")
    both = parameters.with_sets(record, [bytes.fromhex("6764001f40")], [bytes.fromhex("6850")])
    sps, pps = parameters.sets(both)
    assert [one.hex() for one in sps + pps] == ["6764001f80", "6764001f40", "68c0", "6850"]
    assert both.hex().endswith("fdf8f800")
    assert parameters.free_number(record) == 2 - 1
    assert parameters.free_number(both) == 2
