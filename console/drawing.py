"""A show as a picture: who watched, what was ordered when, and what was explained (pure)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

WIDTH, HEIGHT = 960, 240
TOP, FOOT = 24, 24
"""Above for the figures of the highest, below for the clock."""
LANE, LANE_ROOM = 54, 36
"""The height of a lane, and how much of it its highest takes."""
STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 240))
MOST_TICKS = 8


class Band(msgspec.Struct, frozen=True):
    x: float
    width: float
    of: int
    """Which of the moments it is."""


class Bar(msgspec.Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float


class Tick(msgspec.Struct, frozen=True):
    x: float
    at: datetime


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """In a picture of WIDTH by HEIGHT."""

    line: str
    """The path of the viewers; empty when nobody was counted."""
    area: str
    bars: list[Bar]
    """One for each minute with money."""
    bands: list[Band]
    ticks: list[Tick]


class Lane(msgspec.Struct, frozen=True):
    """One of several courses that stand below each other, each by its own highest."""

    name: str
    points: list[tuple[datetime, int]]

    @property
    def highest(self) -> int:
        return max((count for _, count in self.points), default=0)


class Strip(msgspec.Struct, frozen=True):
    name: str
    highest: int
    y: float
    """Of its ground."""
    area: str
    """A path; empty where nothing was ever counted."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Lanes in a picture of WIDTH by `height`."""

    height: int
    strips: list[Strip]
    bands: list[Band]
    marks: list[float]
    ticks: list[Tick]


def score(
    since: datetime,
    until: datetime,
    lanes: Sequence[Lane],
    moments: Sequence[tuple[datetime, datetime]],
    marks: Sequence[datetime],
) -> Score:
    """`moments`: stretches that stand out in all lanes."""
    whole = max((until - since).total_seconds(), 1.0)

    def across(moment: datetime) -> float:
        share = (moment - since).total_seconds() / whole
        return round(min(max(share, 0.0), 1.0) * WIDTH, 1)

    strips = []
    for number, lane in enumerate(lanes):
        ground = (number + 1) * LANE
        points = [
            (across(at), round(ground - count / lane.highest * LANE_ROOM, 1))
            for at, count in lane.points
            if lane.highest
        ]
        line = " ".join(f"L{x} {y}" for x, y in points)
        area = f"M{points[0][0]} {ground} {line} L{points[-1][0]} {ground} Z" if points else ""
        strips.append(Strip(lane.name, lane.highest, ground, area))
    bands = [(across(begin), across(end)) for begin, end in moments]
    return Score(
        height=len(lanes) * LANE + FOOT,
        strips=strips,
        bands=[Band(begin, max(round(end - begin, 1), 3.0), place) for place, (begin, end) in enumerate(bands)],
        marks=[across(at) for at in marks],
        ticks=[Tick(across(at), at) for at in _ticks(since, until)],
    )


def drawing(
    since: datetime,
    until: datetime,
    curve: Sequence[tuple[datetime, int]],
    minutes: Sequence[int],
    moments: Sequence[tuple[datetime, datetime | None]],
) -> Drawing:
    """`curve` of viewers, `minutes` of money since the beginning, `moments` in which something was explained."""
    whole = max((until - since).total_seconds(), 1.0)

    def across(moment: datetime) -> float:
        share = (moment - since).total_seconds() / whole
        return round(min(max(share, 0.0), 1.0) * WIDTH, 1)

    points = _points([(across(at), viewers) for at, viewers in curve])
    line = " ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(points))
    area = f"{line} L{points[-1][0]} {_ground()} L{points[0][0]} {_ground()} Z" if points else ""
    bands = [(across(begin), across(end or until)) for begin, end in moments]
    return Drawing(
        line=line,
        area=area,
        bars=_bars(minutes, WIDTH * 60 / whole),
        bands=[Band(begin, max(round(end - begin, 1), 2.0), place) for place, (begin, end) in enumerate(bands)],
        ticks=[Tick(across(at), at) for at in _ticks(since, until)],
    )


def _ground() -> int:
    return HEIGHT - FOOT


def _points(curve: Sequence[tuple[float, int]]) -> list[tuple[float, float]]:
    highest = max((viewers for _, viewers in curve), default=0) or 1
    room = _ground() - TOP
    return [(x, round(_ground() - viewers / highest * room, 1)) for x, viewers in curve]


def _bars(minutes: Sequence[int], width: float) -> list[Bar]:
    """Up to half of the height, so that the viewers' line stays in sight."""
    highest = max(minutes, default=0) or 1
    room = (_ground() - TOP) / 2
    return [
        Bar(
            round(place * width, 1),
            round(_ground() - fen / highest * room, 1),
            round(max(width - 1, 1.0), 1),
            round(fen / highest * room, 1),
        )
        for place, fen in enumerate(minutes)
        if fen and place * width < WIDTH
    ]


def _ticks(since: datetime, until: datetime) -> list[datetime]:
    """Round times by the clock."""
    lasted = until - since
    step = next((step for step in STEPS if lasted / step <= MOST_TICKS), STEPS[-1])
    seconds = int(step.total_seconds())
    first = -(-int(since.timestamp()) // seconds) * seconds
    moments = (datetime.fromtimestamp(at, since.tzinfo) for at in range(first, int(until.timestamp()) + 1, seconds))
    return list(moments)[: MOST_TICKS * 2]
