"""Oldest first, never what the law still needs, and never its last copy."""

from datetime import UTC, datetime, timedelta

import pytest

from media.recording.retention import UNSEEN, Cloud, Disk, Held, Letting, Unseen, days_left, lettings, staying

NOW = datetime(2026, 11, 28, tzinfo=UTC)
GB = 1 << 30
ROOMY = Disk(free=900 * GB, spare=5 * GB, quota=0, used=0)
DAY = timedelta(days=1)


def held(show, *, days=10, needed=1095, size=10, stored=False, here=True, back=None, whole=None, **renditions):
    started = NOW - days * DAY
    until = None if needed is None else started + needed * DAY
    lengths = renditions or {"source": (100, size * GB)}
    placed_at = None if back is None else NOW - back * DAY
    standing = frozenset(lengths if whole is None else whole)
    return Held(show, started, until, size * GB, lengths, standing, stored=stored, here=here, placed_at=placed_at)


def both(show, **more):
    return held(show, source=(100, 7 * GB), **{"480p": (100, 3 * GB)}, **more)


def test_what_nobody_needs_any_more_goes_even_when_there_is_room():
    assert lettings([held("old", days=1096), held("young", days=1094)], ROOMY, NOW) == [Letting("old")]


def test_with_room_enough_nothing_else_goes():
    assert lettings([held("a"), both("b"), held("c", needed=None)], ROOMY, NOW) == []


def test_for_want_of_room_what_no_rule_asks_for_goes_first_and_the_oldest_of_it():
    tight = Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)
    shows = [both("needed", days=90), *(held(f"b{days}", days=days, needed=None) for days in (3, 30, 60))]
    assert lettings(shows, tight, NOW) == [Letting("b60")]


def test_then_the_oldest_shows_keep_one_rendition():
    tight = Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)
    shows = [both("new", days=1), both("old", days=90), both("middle", days=50)]
    assert lettings(shows, tight, NOW) == [Letting("old", "480p")]


def test_a_rendition_that_misses_a_take_never_stands_for_the_show():
    tight = Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)
    assert lettings([both("shed", whole=["source"])], tight, NOW) == [Letting("shed", "source")]


def test_a_show_of_which_it_is_not_known_what_may_stand_for_it_is_not_thinned():
    tight = Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)
    assert lettings([both("unread", whole=[])], tight, NOW) == []


def test_the_laws_last_copy_never_goes_by_itself():
    desperate = Disk(free=0, spare=50 * GB, quota=GB, used=500 * GB)
    assert lettings([held("a"), held("b", days=1094)], desperate, NOW) == []


def test_a_quota_is_kept_though_the_disk_is_large():
    over = Disk(free=900 * GB, spare=5 * GB, quota=20 * GB, used=33 * GB)
    shows = [held("a", days=9, needed=None), held("b", days=8, needed=None), held("c", days=7, needed=None)]
    assert lettings(shows, over, NOW) == [Letting("a"), Letting("b")]


TIGHT = Disk(free=9 * GB, spare=5 * GB, quota=0, used=0)
FULL = Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)


def test_with_a_cloud_what_is_all_there_leaves_this_box_first_and_the_oldest_of_it():
    shows = [held("unsent", days=90), held("old", days=50, stored=True), held("new", days=3, stored=True)]
    assert lettings(shows, TIGHT, NOW, Cloud()) == [Letting("old", away=True)]


def test_what_is_not_in_the_cloud_yet_stays_until_the_disk_is_nearly_full():
    shows = [held("free", days=90, needed=None), both("needed", days=50)]
    assert lettings(shows, TIGHT, NOW, Cloud()) == []
    assert lettings(shows, FULL, NOW, Cloud()) == [Letting("free")]
    assert lettings([both("needed", days=50)], FULL, NOW, Cloud()) == [Letting("needed", "480p")]


def test_even_then_the_last_copy_that_the_law_needs_stays():
    assert lettings([held("a"), held("b", days=1094)], FULL, NOW, Cloud(days=1)) == []


def unseen(clip, *, days=40, size=2, recorded=True):
    return Unseen(clip, f"show of {clip}", NOW - days * DAY, size * GB, recorded)


def going(clip):
    return Letting(f"show of {clip}", clip=clip)


def test_a_clip_that_no_page_shows_goes_a_month_after_its_shows_recording_has_gone():
    assert UNSEEN == 30 * DAY
    clips = [unseen("old", recorded=False), unseen("fresh", days=29, recorded=False), unseen("recorded", days=900)]
    assert lettings([held("a")], ROOMY, NOW, None, clips) == [going("old")]


def test_for_want_of_room_the_clip_that_nobody_saw_for_longest_goes_before_any_recording():
    tight = Disk(free=7 * GB, spare=5 * GB, quota=0, used=0)
    clips = [unseen("b", days=40), unseen("a", days=90), unseen("c", days=50), unseen("fresh", days=29, size=50)]
    assert lettings([held("free", needed=None), both("needed")], tight, NOW, None, clips) == [going("a"), going("c")]


def test_recordings_go_as_before_when_those_clips_are_not_enough():
    desperate = Disk(free=1 * GB, spare=5 * GB, quota=0, used=0)
    shows = [held("free", needed=None, size=1), both("needed"), held("last")]
    assert lettings(shows, desperate, NOW, None, [unseen("a")]) == [
        going("a"),
        Letting("free"),
        Letting("needed", "480p"),
    ]


def test_what_the_cloud_has_leaves_this_box_before_a_clip_is_lost():
    assert lettings([held("a", stored=True)], TIGHT, NOW, Cloud(), [unseen("c")]) == [Letting("a", away=True)]
    assert lettings([held("a")], TIGHT, NOW, Cloud(), [unseen("c")]) == [going("c")]


def test_after_its_days_here_only_what_is_all_in_the_cloud_leaves():
    shows = [held("unsent", days=9), held("old", days=7, stored=True), held("new", days=6, stored=True)]
    assert lettings(shows, ROOMY, NOW, Cloud(days=7)) == [Letting("old", away=True)]


def test_what_staff_had_brought_back_stays_its_days_once_more():
    shows = [held("back", days=90, stored=True, back=2), held("long back", days=90, stored=True, back=8)]
    assert lettings(shows, ROOMY, NOW, Cloud(days=7)) == [Letting("long back", away=True)]


def test_what_lies_in_the_cloud_alone_makes_no_room_and_goes_when_nobody_needs_it():
    shows = [held("away", days=90, needed=None, here=False), held("over", days=1096, here=False)]
    assert lettings(shows, FULL, NOW, Cloud(days=7)) == [Letting("over")]
    assert lettings(shows, FULL, NOW) == [Letting("over")]


@pytest.mark.parametrize(
    ("renditions", "stays"),
    [
        ({"source": (100, 9)}, "source"),
        ({"source": (100, 9), "720p": (100, 5), "480p": (99, 3), "360p": (100, 1)}, "480p"),
        ({"source": (100, 9), "720p": (60, 3)}, "source"),
        ({"source": (100, 2), "720p": (100, 3)}, "source"),
        ({"360p": (100, 1)}, "360p"),
    ],
)
def test_what_stays_is_small_clear_and_the_whole_show(renditions, stays):
    assert staying(renditions) == stays


def test_the_forecast_says_how_many_days_are_left_at_the_pace_of_the_latest_weeks():
    sizes = [(NOW - days * DAY, 2 * GB) for days in range(1, 11)]
    assert days_left(sizes, Disk(free=87 * GB, spare=5 * GB, quota=0, used=0), NOW) == 41


def test_a_quota_shortens_the_forecast():
    sizes = [(NOW - days * DAY, 2 * GB) for days in range(1, 11)]
    assert days_left(sizes, Disk(free=870 * GB, spare=5 * GB, quota=40 * GB, used=20 * GB), NOW) == 10


def test_a_shop_that_did_not_record_lately_has_no_forecast():
    assert days_left([(NOW - 40 * DAY, GB)], ROOMY, NOW) is None


def test_what_was_recorded_in_the_first_minutes_of_a_shop_foretells_nothing():
    assert days_left([(NOW - timedelta(minutes=3), GB // 1024)], Disk(70 * GB, 5 * GB, 0, 0), NOW) is None


def test_one_show_today_is_a_days_worth():
    assert days_left([(NOW - timedelta(hours=3), 2 * GB)], Disk(25 * GB, 5 * GB, 0, 0), NOW) == 10
