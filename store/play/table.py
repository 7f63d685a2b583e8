"""One round in memory: who waits to be written, who is known to be in, and how many there are."""

import asyncio
from collections import Counter, deque
from datetime import datetime

from appliance.errors import TooMany, Unavailable
from store.play.actions import Coming, Count, Entered, spec_of
from store.play.models import Round

MOST_WAITING = 10_000

Waiting = tuple[Coming, "asyncio.Future[Entered] | None"]


class Table:
    def __init__(
        self, *, room: str, round: str, kind: str, opens_at: datetime, closes_at: datetime, keyword: str = ""  # noqa: A002
    ) -> None:  # fmt: skip
        self.room = room
        self.round = round
        self.kind = kind
        self.opens_at = opens_at
        self.closes_at = closes_at
        self.keyword = keyword.casefold()
        self.over = False
        self.said: set[str] = set()
        """Members who have said the keyword."""
        self._held: dict[str, str] = {}
        """Whose keyword waits for a colleague, by the comment."""
        self._holding: Counter[str] = Counter()
        self._used_up = False
        self._in: dict[str, Entered] = {}
        self._waiting: deque[Waiting] = deque()
        self._count: Count | None = None
        self._told = True

    @classmethod
    def of(cls, row: Round) -> "Table":
        spec = spec_of(row.spec)
        return cls(
            room=row.room,
            round=row.id,
            kind=row.kind,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            keyword=spec.keyword if spec.rule == "keyword" else "",
        )

    def known(self, member: str) -> Entered | None:
        """What an entry came to, without asking the database."""
        if member in self._in:
            return self._in[member]
        return Entered(state="used-up") if self._used_up else None

    def listens(self, room: str, text: str, now: datetime) -> bool:
        going_on = not self.over and self.opens_at <= now < self.closes_at
        return bool(self.keyword) and going_on and room == self.room and self.keyword in text.casefold()

    def is_keyword(self, text: str) -> bool:
        """And nothing besides."""
        return text.casefold() == self.keyword

    def hold(self, comment: str, member: str) -> None:
        """A keyword that others do not see yet."""
        if comment not in self._held:
            self._held[comment] = member
            self._holding[member] += 1

    def release(self, comment: str) -> None:
        """It was not let through."""
        if comment in self._held:
            self._holding[self._held.pop(comment)] -= 1

    def holds(self, member: str) -> bool:
        """Whether nothing but a colleague's look is missing."""
        return member not in self.said and self._holding[member] > 0

    def seat(self, coming: Coming, *, waits: bool = True) -> "asyncio.Future[Entered]":
        """Their turn comes in the order of arrival. Raises TooMany when the queue is full."""
        if len(self._waiting) >= MOST_WAITING:
            raise TooMany(retry_after=1)
        answer: asyncio.Future[Entered] = asyncio.get_running_loop().create_future()
        self._waiting.append((coming, answer if waits else None))
        return answer

    def next(self, most: int) -> list[Waiting]:
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def note(self, member: str, outcome: Entered) -> None:
        if outcome.state == "used-up":
            self._used_up = True
        else:
            self._in[member] = outcome

    def counted(self, count: Count | None) -> None:
        """None: the round is over, and what ended it tells the count."""
        if count is None:
            self.over = True
        elif count != self._count:
            self._count, self._told = count, False

    def news(self) -> Count | None:
        """The count, when it has changed since it was last asked for."""
        if self._told or self.over:
            return None
        self._told = True
        return self._count

    def end(self, now: datetime, *, used_up: bool) -> None:
        self.over = True
        self.closes_at = min(self.closes_at, now)
        self._used_up = self._used_up or used_up

    def leave(self) -> None:
        """The house goes: who waits is told to ask again."""
        for _, answer in self.next(len(self._waiting)):
            if answer is not None and not answer.done():
                answer.set_exception(Unavailable(retry_after=1))
