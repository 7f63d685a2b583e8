"""What may be let go so that there is room, oldest first, and how long the disk still lasts. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

UNSEEN = timedelta(days=30)
"""A clip that no page of viewers has shown for so long may go."""
COUNTED = timedelta(days=30)
"""The forecast looks at what this much of the past has brought."""
FORESEEN = 3650
"""Days: who has recorded so little as yet that ten years would fit has recorded too little to tell."""
ALMOST_WHOLE = 0.98
"""A rendition may stand for the show if it is so much of it."""


class Held(msgspec.Struct, frozen=True):
    """A recording that is complete."""

    show: str
    started_at: datetime
    needed_until: datetime | None
    size: int
    renditions: dict[str, tuple[int, int]]
    """Length and bytes of each that is still kept."""
    whole: frozenset[str] = frozenset()
    """Those of them that have every take of the show: none but these may stand for it."""
    room: str = ""
    stored: bool = False
    """Every file of it stands in the cloud's storage, verified."""
    here: bool = True
    """It takes room on this box."""
    placed_at: datetime | None = None
    """When staff had it brought back to this box; None: it never left."""


class Unseen(msgspec.Struct, frozen=True):
    """A clip that no page of viewers shows."""

    clip: str
    show: str
    since: datetime
    """It has been shown by none since then."""
    size: int
    """Of its films, in bytes."""
    recorded: bool
    """The recording of its show is kept: it could be cut anew."""


class Letting(msgspec.Struct, frozen=True):
    show: str
    stays: str = ""
    """The rendition that is kept; empty: nothing of the show is."""
    away: bool = False
    """Its reels leave this box and lie in the cloud's storage alone: it can be watched as before."""
    clip: str = ""
    """Nothing of the show's recording goes, but the films of this clip."""


class Cloud(msgspec.Struct, frozen=True):
    """The shop keeps its recordings in a storage of the cloud, too."""

    days: int = 0
    """How many days they stay on this box beside; 0: as long as there is room."""


class Disk(msgspec.Struct, frozen=True):
    """In bytes."""

    free: int
    spare: int
    """What recordings never touch."""
    quota: int
    """The most that they and clips may take; 0: what the disk has."""
    used: int
    """What they and the films of clips take."""

    @property
    def wanted(self) -> int:
        """How much has to go: some shows' worth before recording would have to stop."""
        over = max(self.used - self.quota, 0) if self.quota else 0
        return max(over, self.spare * 2 - self.free, 0)

    @property
    def pressing(self) -> bool:
        """Recording is about to stop, or has."""
        return self.free < self.spare + self.spare // 4

    @property
    def left(self) -> int:
        """How much may still be recorded."""
        room = max(self.free - self.spare, 0)
        return min(room, max(self.quota - self.used, 0)) if self.quota else room


def lettings(
    held: Iterable[Held], disk: Disk, now: datetime, cloud: Cloud | None = None, unseen: Iterable[Unseen] = ()
) -> list[Letting]:
    """What goes now. First what nobody needs any more; then, for want of room, clips that no page has shown for long;
    then what no rule asks for; then every rendition but one of what the law asks for. The law's last copy never goes
    by itself.

    With a `cloud` what is all there leaves this box first: by its days, or for want of room; what is not there yet
    goes only while the disk is `pressing`.
    """
    found: list[Letting] = []
    wanted = disk.wanted
    rest: list[Held] = []
    for one in sorted(held, key=lambda one: one.started_at):
        room = one.size if one.here else 0
        if one.needed_until is not None and one.needed_until <= now:
            found.append(Letting(one.show))
            wanted -= room
        elif cloud is not None and one.here and one.stored and (wanted > 0 or _is_over(one, cloud, now)):
            found.append(Letting(one.show, away=True))
            wanted -= room
        elif one.here:
            rest.append(one)
    clips = _clips_going(unseen, wanted, now)
    found += [Letting(clip.show, clip=clip.clip) for clip in clips]
    wanted -= sum(clip.size for clip in clips)
    if cloud is not None and not disk.pressing:
        return found
    for one in rest:
        if wanted > 0 and one.needed_until is None:
            found.append(Letting(one.show))
            wanted -= one.size
    for one in rest:
        whole = {name: kept for name, kept in one.renditions.items() if name in one.whole}
        if wanted > 0 and one.needed_until is not None and len(one.renditions) > 1 and whole:
            stays = staying(whole)
            found.append(Letting(one.show, stays))
            wanted -= sum(size for name, (_, size) in one.renditions.items() if name != stays)
    return found


def _clips_going(unseen: Iterable[Unseen], wanted: int, now: datetime) -> list[Unseen]:
    """Those of shows that are not kept any more and, for want of room, the others: first who was unseen for longest."""
    found: list[Unseen] = []
    for one in sorted(unseen, key=lambda one: one.since):
        if one.since + UNSEEN <= now and (wanted > 0 or not one.recorded):
            found.append(one)
            wanted -= one.size
    return found


def _is_over(one: Held, cloud: Cloud, now: datetime) -> bool:
    return cloud.days > 0 and (one.placed_at or one.started_at) + timedelta(days=cloud.days) <= now


def staying(renditions: dict[str, tuple[int, int]]) -> str:
    """The smallest that is the whole show and not below 480 lines, else the longest."""
    longest = max(length for length, _ in renditions.values())
    whole = {name: size for name, (length, size) in renditions.items() if length >= ALMOST_WHOLE * longest}
    clear = {name: size for name, size in whole.items() if not name[:-1].isdecimal() or int(name[:-1]) >= 480}
    return min(clear or whole, key=lambda name: (clear or whole)[name])


def days_left(sizes: Sequence[tuple[datetime, int]], disk: Disk, now: datetime) -> int | None:
    """磁盘还能录 N 天, at the pace of the latest weeks; None: nothing was recorded lately, or too little to tell.

    `sizes`: when and how much.
    """
    recent = [(at, size) for at, size in sizes if now - COUNTED <= at <= now]
    if not recent:
        return None
    over = max((now - min(at for at, _ in recent)) / timedelta(days=1), 1.0)
    daily = sum(size for _, size in recent) / over
    days = int(disk.left / daily) if daily else None
    return days if days is not None and days <= FORESEEN else None
