import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.hls.variant import Variant
from media.ladder import SOURCE, Rung, ladder, playable, promised, size, variants
from media.packets import AudioConfig, VideoConfig

FULL_HD = VideoConfig("h264", b"\x01\x64\x00\x28\xff", 1920, 1080)
UPRIGHT = VideoConfig("h264", b"\x01\x64\x00\x28\xff", 1080, 1920)
HEVC = VideoConfig("hevc", b"\x01", 3840, 2160)
TEN_BITS = VideoConfig("h264", b"\x01\x6e\x00\x28\xff", 1280, 720)
AAC = AudioConfig("aac", b"\x11\x90", 48_000, 2)
OPUS = AudioConfig("opus", b"", 48_000, 2)


def chosen(setting: str, speed: float, cores: int, source: VideoConfig) -> list[tuple[str, str]]:
    return [(rung.name, rung.preset) for rung in ladder(setting, speed, cores, source)]


def h264(width: int, height: int) -> VideoConfig:
    return VideoConfig("h264", FULL_HD.extradata, width, height)


@pytest.mark.parametrize(
    ("speed", "cores", "expected"),
    [
        (1.3, 2, [("720p", "veryfast"), ("480p", "veryfast"), ("360p", "veryfast")]),
        (0.8, 2, [("720p", "superfast"), ("480p", "superfast"), ("360p", "superfast")]),
        (0.7, 2, [("720p", "ultrafast"), ("480p", "ultrafast"), ("360p", "ultrafast")]),
        (0.5, 2, [("480p", "superfast"), ("360p", "superfast")]),
        (0.25, 2, [("360p", "superfast")]),
        (0.15, 2, []),
        (0.4, 4, [("720p", "superfast"), ("480p", "superfast"), ("360p", "superfast")]),
    ],
)
def test_auto_is_what_the_cpu_affords_with_forty_percent_left_for_the_shop(
    speed: float, cores: int, expected: list[tuple[str, str]]
) -> None:
    assert chosen("auto", speed, cores, FULL_HD) == expected


def test_off_is_the_source_alone() -> None:
    assert ladder("off", 9, 8, FULL_HD, AAC) == []


def test_named_heights_are_made_however_slow_the_cpu_is() -> None:
    assert chosen("360, 720", 0.01, 1, FULL_HD) == [("720p", "ultrafast"), ("360p", "ultrafast")]


@pytest.mark.parametrize("setting", ["", "on", "720,", "0", "-480", "721", "2160", "720p"])
def test_a_setting_that_is_not_understood_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="ladder"):
        ladder(setting, 1, 2, FULL_HD)


@pytest.mark.parametrize(
    ("height", "names"), [(1080, ["720p", "480p", "360p"]), (720, ["480p", "360p"]), (480, ["360p"]), (360, [])]
)
def test_nothing_is_enlarged_or_made_twice(height: int, names: list[str]) -> None:
    assert [name for name, _ in chosen("auto", 9, 8, h264(height * 16 // 9, height))] == names


def test_an_upright_picture_is_measured_by_its_short_side() -> None:
    high, low, _ = ladder("auto", 9, 8, UPRIGHT)
    assert size(high, 1080, 1920) == (720, 1280)
    assert size(low, 1080, 1920) == (480, 854)


def test_a_picture_that_players_do_not_take_is_encoded_whatever_the_setting() -> None:
    assert [(rung.name, rung.height) for rung in ladder("off", 0.1, 1, HEVC, AAC)] == [(SOURCE, 1080)]
    assert [(rung.name, rung.height) for rung in ladder("auto", 9, 8, TEN_BITS)] == [
        (SOURCE, 720),
        ("480p", 480),
        ("360p", 360),
    ]


def test_foreign_sound_alone_is_encoded_for_the_source() -> None:
    first, *rest = ladder("auto", 9, 8, FULL_HD, OPUS)
    assert (first.name, first.height) == (SOURCE, 0)
    assert [rung.name for rung in rest] == ["720p", "480p", "360p"]


def test_what_plays_everywhere() -> None:
    assert playable(FULL_HD)
    assert playable(AAC)
    assert not any(map(playable, (HEVC, TEN_BITS, OPUS, VideoConfig("h264", b"", 16, 16))))


@given(st.integers(16, 8000), st.integers(16, 8000), st.sampled_from([360, 480, 720, 1080]))
def test_a_rungs_size_is_even_and_never_larger_and_keeps_the_shape(width: int, height: int, short: int) -> None:
    wide, high = size(Rung("x", short, 1, 1, "veryfast"), width, height)
    assert wide % 2 == high % 2 == 0
    assert 2 <= wide <= width
    assert 2 <= high <= height
    assert abs(wide * height - high * width) <= 2 * max(width, height)


def test_the_playlist_can_be_written_before_a_host_has_come() -> None:
    rungs = ladder("auto", 9, 8, FULL_HD)
    assert variants(rungs) == [
        Variant(SOURCE, 7_500_000, 1920, 1080, "avc1.640028,mp4a.40.2"),
        Variant("720p", 3_428_000, 1280, 720, "avc1.64001F,mp4a.40.2"),
        Variant("480p", 1_628_000, 854, 480, "avc1.64001E,mp4a.40.2"),
        Variant("360p", 498_000, 640, 360, "avc1.64001E,mp4a.40.2"),
    ]


def test_the_playlist_names_the_sources_own_codecs() -> None:
    baseline = VideoConfig("h264", b"\x01\x42\xc0\x1e\xff", 640, 360)
    high_efficiency = AudioConfig("aac", b"\x2b\x92\x08\x00", 44_100, 2)
    (only,) = variants([], baseline, high_efficiency, 1_000_000)
    assert (only.codecs, only.width, only.bandwidth) == ("avc1.42C01E,mp4a.40.5", 640, 1_250_000)


def test_an_encoded_source_stands_once_in_the_playlist_with_what_it_became() -> None:
    found = variants(ladder("auto", 9, 8, HEVC, OPUS), HEVC, OPUS)
    assert [variant.name for variant in found] == [SOURCE, "720p", "480p", "360p"]
    assert found[0].codecs == "avc1.640028,mp4a.40.2"
    assert (found[0].width, found[0].height) == (1920, 1080)


def test_a_rung_of_sound_alone_changes_nothing_in_the_playlist() -> None:
    with_opus, with_aac = (variants(ladder("auto", 9, 8, FULL_HD, sound), FULL_HD, sound) for sound in (OPUS, AAC))
    assert with_opus == with_aac


def test_a_playlist_names_the_same_renditions_on_every_box():
    assert [variant.name for variant in promised("auto")] == ["source", "720p", "480p", "360p"]
    assert [variant.name for variant in promised("480")] == ["source", "480p"]
    assert [variant.name for variant in promised("off")] == ["source"]
