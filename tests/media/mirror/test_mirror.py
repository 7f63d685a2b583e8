"""A live show in a real S3: what stands there at every moment, over a line that is cut, and how it goes again."""

import asyncio
import json
import re

import pytest

from appliance.clock import SystemClock
from appliance.cloud.bucket import FOR_EVER
from appliance.cloud.outlook import FOR_A_SECOND
from appliance.cloud.terms import Terms
from media.mirror import mirror as module
from media.mirror.mirror import Mirror, Wish, remove

FOLDER = "live/r1/s1"


@pytest.fixture
def everybody(far):
    """May read the bucket."""
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    policy = {"Version": "2012-10-17", "Statement": [{**anybody, "Resource": f"arn:aws:s3:::{far.bucket}/*"}]}
    far._s3.put_bucket_policy(Bucket=far.bucket, Policy=json.dumps(policy))


@pytest.fixture
def begin(stage, storage, far):
    """``begin(live="all")`` puts the show into the storage."""

    def start(live="all", **more):
        terms = Terms(storage=storage, live=live, public=f"{far.endpoint}/{far.bucket}", **more)
        mirror = Mirror(
            Wish("r1", "s1", stage.channel.life, terms, "http://shop.example"), stage.channel, SystemClock()
        )
        mirror.start()
        begun.append(mirror)
        return mirror

    begun: list[Mirror] = []
    yield start
    for mirror in begun:
        mirror._tasks and [task.cancel() for task in mirror._tasks]


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.02)
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(module, "SEEN_SECONDS", 0.05)
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.01)
    monkeypatch.setattr("media.mirror.lane.PAUSE", 0.02)


def names_in(text):
    media = re.findall(r"(?<!#EXT-X-GAP\n)#EXTINF:[\d.]+,\n(\S+)", text)
    return {*media, *re.findall(r'#EXT-X-MAP:URI="([^"]+)"', text)}


def everything_named_is_there(far):
    there = set(far.names())
    for playlist in [name for name in there if name.endswith("index.m3u8")]:
        text, folder = far.content(playlist).decode(), playlist.rpartition("/")[0]
        if playlist == f"{FOLDER}/index.m3u8":
            assert {f"{folder}/{uri}" for uri in re.findall(r"^[^#].*$", text, re.MULTILINE)} <= there
        else:
            assert {f"{folder}/{name}" for name in names_in(text)} <= there


async def arrived(far, lane, count, eventually):
    def there():
        everything_named_is_there(far)
        name = f"{FOLDER}/{lane}/index.m3u8"
        return name in far.names() and far.content(name).decode().count("#EXTINF") >= count

    await eventually(there)


async def test_a_show_goes_there_with_its_playlists_and_is_live_when_viewers_can_read_it(
    begin, stage, far, everybody, eventually
):
    mirror = begin()
    for number in range(6):
        mirror.look()
        await arrived(far, "480p", number + 1, eventually)
        await arrived(far, "source", number + 1, eventually)
        stage.play()
    mirror.look()
    await eventually(lambda: mirror.health().state == "live")
    health = mirror.health()
    assert sorted(health.renditions) == ["480p", "source"]
    assert (health.left, health.problem) == (0, None)
    assert health.lag <= 4
    await mirror.leave()


async def test_segments_are_kept_for_ever_and_playlists_for_a_second(begin, stage, far, eventually):
    mirror = begin("source")
    mirror.look()
    await arrived(far, "source", 1, eventually)
    await eventually(lambda: f"{FOLDER}/index.m3u8" in far.names())
    kept = {name.rpartition("/")[2].rpartition(".")[2]: far.about(name) for name in far.names()}
    assert kept["m4s"]["CacheControl"] == kept["mp4"]["CacheControl"] == FOR_EVER
    assert kept["m3u8"]["CacheControl"] == FOR_A_SECOND
    assert kept["m3u8"]["ContentType"] == "application/vnd.apple.mpegurl"
    assert not any("480p" in name for name in far.names()), "one quality was asked for"
    await mirror.leave()


async def test_what_arrives_is_what_the_box_itself_plays(begin, stage, source, far, eventually):
    mirror = begin("source")
    mirror.look()
    await arrived(far, "source", 1, eventually)
    segment = next(segment for segment in source.segments if segment.closed)
    assert far.content(f"{FOLDER}/source/{segment.msn}.m4s") == segment.answer().body
    assert far.content(f"{FOLDER}/source/{segment.init.name}") == segment.init.answer.body
    await mirror.leave()


async def test_a_quality_that_is_no_longer_made_is_the_source(begin, stage, far, eventually):
    mirror = begin("1080p")
    mirror.look()
    await arrived(far, "source", 1, eventually)
    await mirror.leave()


async def test_a_cut_line_makes_it_late_and_a_mended_one_live_again_without_a_name_that_is_not_there(
    begin, stage, far, line, everybody, eventually
):
    mirror = begin("source")
    for _ in range(6):
        mirror.look()
        stage.play()
    mirror.look()
    await eventually(lambda: mirror.health().state == "live")
    line.cut()
    for _ in range(12):
        stage.play()
        mirror.look()
        await asyncio.sleep(0.03)
        everything_named_is_there(far)
    health = mirror.health()
    assert health.state == "late"
    assert health.left > 0
    assert "连不上云存储" in health.problem.sentence("zh")
    line.mend()
    for _ in range(6):
        stage.play()
        mirror.look()
        await asyncio.sleep(0.1)
        everything_named_is_there(far)
    await eventually(lambda: mirror.health().state == "live")
    everything_named_is_there(far)  # what was left has gone from the front, or is a gap
    await mirror.leave()


async def test_a_bucket_that_nobody_may_read_is_told_and_no_viewer_is_sent_there(begin, stage, far, eventually):
    mirror = begin("source")
    for _ in range(6):
        stage.play()
        mirror.look()
    await eventually(lambda: mirror.health().state == "unseen" and mirror.health().problem)
    assert "公共读" in mirror.health().problem.sentence("zh")
    await mirror.leave()


async def test_a_cdn_that_keeps_old_playlists_is_told():
    old, new = (f"#EXTM3U\n#EXTINF:2,\n{number}.m4s\n".encode() for number in (100, 110))
    with pytest.raises(module.NotServed, match="old playlist"):
        module._judge_age(old, new)
    module._judge_age(new, new)
    module._judge_age(b"#EXTM3U\n#EXTINF:2,\n107.m4s\n", new)


async def test_a_show_that_is_over_says_so_and_is_removed(begin, stage, far, eventually, monkeypatch):
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.5)
    mirror = begin("source")
    mirror.look()
    await arrived(far, "source", 1, eventually)
    stage.play()
    mirror.look()
    ending = asyncio.create_task(mirror.end())
    await eventually(lambda: far.content(f"{FOLDER}/source/index.m3u8").decode().endswith("#EXT-X-ENDLIST\n"))
    await ending
    assert far.names() == []


async def test_what_cannot_be_removed_yet_is_when_the_line_is_back(begin, stage, far, line, eventually):
    mirror = begin("source")
    mirror.look()
    await arrived(far, "source", 1, eventually)
    line.cut()
    ending = asyncio.create_task(mirror.withdraw())
    await asyncio.sleep(0.1)
    assert far.names() != []
    line.mend()
    await ending
    assert far.names() == []


async def test_removing_takes_the_playlists_first(far, storage):
    gone = []

    class Watched:
        async def names(self, prefix):
            for name in ("live/r/s/1.m4s", "live/r/s/index.m3u8"):
                yield name

        async def delete(self, name):
            gone.append(name)

    await remove(Watched(), "live/r/s/")
    assert gone == ["live/r/s/index.m3u8", "live/r/s/1.m4s"]
