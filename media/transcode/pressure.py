"""When to give up a rung because the CPU does not keep up, and when to try it again. Seconds throughout."""

from collections.abc import Sequence

from media.ladder import SOURCE, Rung

TOO_FAR = 1.5
"""The worker is behind when this much media waits."""

_PATIENCE = 2.0
"""For so long it may be behind before a rung goes."""

_GRACE = 5.0
"""After a start or a change it gets this long to work off what has gathered."""

_FIRST_RETRY, _LAST_RETRY = 180.0, 3600.0


class Pressure:
    """Told the backlog now and then; `rungs` are what the CPU is asked for, the dearest first to go."""

    def __init__(self, rungs: Sequence[Rung]) -> None:
        self._kept = sorted(rungs, key=_worth)
        self._shed: list[Rung] = []
        self._behind_since: float | None = None
        self._grace_until = 0.0
        self._retry_at = 0.0
        self._retry_after = _FIRST_RETRY

    @property
    def kept(self) -> tuple[Rung, ...]:
        return tuple(self._kept)

    def eased(self, now: float) -> None:
        """The worker starts, or begins again from a keyframe."""
        self._behind_since = None
        self._grace_until = now + _GRACE

    def overflowed(self, now: float) -> Rung | None:
        """Media was left out; the rung to give up for it, if any."""
        return self._give_up(now) if now >= self._grace_until else None

    def measured(self, now: float, backlog: float) -> Rung | None:
        """The rung to give up, if any."""
        if backlog <= TOO_FAR or now < self._grace_until:
            self._behind_since = None
            return None
        if self._behind_since is None:
            self._behind_since = now
        return self._give_up(now) if now - self._behind_since >= _PATIENCE else None

    def retry(self, now: float) -> Rung | None:
        """The rung to try again after minutes in which the others kept up: the one given up last."""
        if not self._shed or now < self._retry_at or self._behind_since is not None:
            return None
        rung = self._shed.pop()
        self._kept = sorted([*self._kept, rung], key=_worth)
        self._retry_at = now + self._retry_after
        self.eased(now)
        return rung

    def _give_up(self, now: float) -> Rung | None:
        self.eased(now)
        if not self._kept or self._kept[-1].name == SOURCE:
            return None
        rung = self._kept.pop()
        self._shed.append(rung)
        self._retry_at = now + self._retry_after
        self._retry_after = min(2 * self._retry_after, _LAST_RETRY)
        return rung


def _worth(rung: Rung) -> tuple[bool, int]:
    """The source is never given up: it would leave nothing that plays. Of the others the largest is the dearest."""
    return rung.name != SOURCE, rung.height
