"""When the same key is pushed twice: the newer publisher wins, unless two of them keep throwing each other out."""

from collections import deque

import msgspec

from appliance.errors import TooMany

WINDOW = 30.0
"""Seconds that are looked back upon."""
ACROSS_LIMIT = 3
"""Takeovers between different hosts in that time; a flapping network reconnects from the same one."""
WITHIN_LIMIT = 10
"""Takeovers by the same host."""
PAUSE = 10.0
"""Seconds for which newcomers are refused then."""


class TwoPublishers(TooMany):
    zh = "有两台设备在用同一个推流密钥争抢直播间，请停掉其中一台，{retry_after} 秒后再推"
    en = "Two devices fight over this room with the same stream key: stop one, push again in {retry_after} seconds"


class Takeovers:
    """The takeovers of all rooms; time is told in monotonic seconds."""

    def __init__(self) -> None:
        self._recent: dict[str, deque[_Takeover]] = {}
        self._quiet_until: dict[str, float] = {}

    def allow(self, room: str, holder: str, newcomer: str, now: float) -> None:
        """Count one takeover, or raise TwoPublishers."""
        left = self._quiet_until.get(room, 0.0) - now
        if left > 0:
            raise TwoPublishers(retry_after=max(1, round(left)))
        recent = self._recent.setdefault(room, deque())
        while recent and recent[0].at <= now - WINDOW:
            recent.popleft()
        recent.append(_Takeover(now, holder != newcomer))
        if sum(one.across for one in recent) > ACROSS_LIMIT or len(recent) > WITHIN_LIMIT:
            self._quiet_until[room] = now + PAUSE
            recent.clear()
            raise TwoPublishers(retry_after=round(PAUSE))

    def forget(self, room: str) -> None:
        """The room's key was rotated: what happened under the old one no longer counts."""
        self._recent.pop(room, None)
        self._quiet_until.pop(room, None)


class _Takeover(msgspec.Struct):
    at: float
    across: bool
