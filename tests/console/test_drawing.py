"""A show as a picture: nothing stands outside of it, and the highest is the highest."""

from datetime import UTC, datetime, timedelta

from console.drawing import FOOT, HEIGHT, LANE, LANE_ROOM, TOP, WIDTH, Lane, drawing, score

SINCE = datetime(2026, 11, 22, 12, 3, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return SINCE + timedelta(minutes=minutes)


def test_the_line_goes_from_the_beginning_to_the_end_and_up_to_the_peak():
    drawn = drawing(SINCE, after(10), [(after(0), 0), (after(5), 40), (after(10), 20)], [], [])
    assert drawn.line == f"M0.0 {HEIGHT - FOOT}.0 L480.0 {TOP}.0 L960.0 {(HEIGHT - FOOT + TOP) / 2}"
    assert drawn.area.endswith("Z")


def test_nobody_there_is_a_line_on_the_ground():
    assert drawing(SINCE, after(10), [(after(1), 0)], [], []).line == f"M96.0 {HEIGHT - FOOT}.0"


def test_what_was_never_counted_is_not_drawn():
    drawn = drawing(SINCE, after(10), [], [], [])
    assert (drawn.line, drawn.area, drawn.bars, drawn.bands) == ("", "", [], [])


def test_each_minute_with_money_is_a_bar_up_to_half_of_the_height():
    drawn = drawing(SINCE, after(10), [], [0, 500, 0, 1000], [])
    assert [bar.x for bar in drawn.bars] == [96.0, 288.0]
    assert [bar.height for bar in drawn.bars] == [(HEIGHT - FOOT - TOP) / 4, (HEIGHT - FOOT - TOP) / 2]
    assert all(bar.y + bar.height == HEIGHT - FOOT for bar in drawn.bars)


def test_what_was_paid_for_after_the_end_stays_inside():
    drawn = drawing(SINCE, after(2), [(after(5), 3)], [1, 1, 1, 1], [(after(1), None), (after(3), after(4))])
    assert all(bar.x < WIDTH for bar in drawn.bars)
    assert all(band.x <= WIDTH for band in drawn.bands)
    assert drawn.line.startswith(f"M{WIDTH}.0")


def test_explaining_is_a_band_and_an_open_one_goes_on_to_the_end():
    drawn = drawing(SINCE, after(10), [], [], [(after(1), after(2)), (after(5), None)])
    assert [(band.x, band.width, band.of) for band in drawn.bands] == [(96.0, 96.0, 0), (480.0, 480.0, 1)]


def test_the_clock_stands_at_round_times_and_there_is_room_for_all():
    assert [tick.at.minute for tick in drawing(SINCE, after(10), [], [], []).ticks] == [4, 6, 8, 10, 12]
    night = drawing(SINCE, after(240), [], [], []).ticks
    assert [tick.at.hour for tick in night] == [13, 14, 15, 16][: len(night)] or len(night) <= 9
    assert all(tick.at.minute % 30 == 0 for tick in night)


def test_a_show_of_a_moment_is_drawn_too():
    drawn = drawing(SINCE, SINCE, [(SINCE, 4)], [100], [(SINCE, SINCE)])
    assert drawn.line
    assert drawn.bands[0].width == 2.0


def test_lanes_stand_below_each_other_each_by_its_own_highest():
    lanes = [Lane("comments", [(after(0), 0), (after(5), 8)]), Lane("likes", [(after(0), 900), (after(10), 450)])]
    drawn = score(SINCE, after(10), lanes, [], [])
    assert [(strip.y, strip.highest) for strip in drawn.strips] == [(LANE, 8), (2 * LANE, 900)]
    assert drawn.strips[0].area == f"M0.0 {LANE} L0.0 {LANE}.0 L480.0 {LANE - LANE_ROOM}.0 L480.0 {LANE} Z"
    assert f"L960.0 {2 * LANE - LANE_ROOM / 2}" in drawn.strips[1].area
    assert drawn.height == 2 * LANE + FOOT


def test_what_stands_out_is_a_band_through_all_lanes_and_a_mark_a_line():
    drawn = score(SINCE, after(10), [Lane("orders", [])], [(after(1), after(2)), (after(9), after(12))], [after(5)])
    assert [(band.x, band.width, band.of) for band in drawn.bands] == [(96.0, 96.0, 0), (864.0, 96.0, 1)]
    assert drawn.marks == [480.0]
    assert drawn.strips[0].area == ""


def test_a_lane_in_which_nothing_happened_is_not_drawn():
    assert score(SINCE, after(10), [Lane("likes", [(after(1), 0)])], [], []).strips[0].area == ""
