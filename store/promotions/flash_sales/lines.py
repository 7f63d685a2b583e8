"""What each line (`appliance.subscriber`) has to pay for, waits for or asks for in one sale: one machine with many
guests cannot keep it from everybody (pure).
"""

from collections import Counter

from store.promotions.flash_sales.problems import TooManyOnOneLine

FEWEST, SHARE = 10, 5
"""Pieces that every line may have: enough for a family. Or one in so many, for a carrier may put a whole quarter of the
town behind one address."""


def most(quantity: int, per_member: int) -> int:
    """Pieces of a sale that one line may have unpaid."""
    return max(FEWEST, per_member, quantity // SHARE)


class Lines:
    def __init__(self) -> None:
        self.members: dict[str, tuple[str, int]] = {}
        """The line and the pieces of each."""
        self._pieces: Counter[str] = Counter()

    def take(self, member: str, pieces: int, line: str, most: int) -> None:
        """Raises TooManyOnOneLine; who is on no line that is known takes nothing."""
        here, before = self.members.get(member, (line, 0))
        if line and self._pieces[line] - (before if here == line else 0) + pieces > most:
            raise TooManyOnOneLine
        self.leave(member)
        if line:
            self.members[member] = (line, pieces)
            self._pieces[line] += pieces

    def got(self, member: str, pieces: int) -> None:
        """Fewer were left than they asked for, perhaps."""
        if member in self.members:
            line, before = self.members[member]
            self.members[member] = (line, pieces)
            self._pieces[line] += pieces - before

    def rename(self, guest: str, member: str) -> None:
        """One person, who takes a place once."""
        if guest in self.members and member not in self.members:
            self.members[member] = self.members.pop(guest)
        self.leave(guest)

    def leave(self, member: str) -> None:
        if member in self.members:
            line, pieces = self.members.pop(member)
            self._pieces[line] -= pieces
            if not self._pieces[line]:
                del self._pieces[line]

    def crowd(self, pieces: int) -> list[str]:
        """Who is on lines that have more than so many."""
        full = {line for line, taken in self._pieces.items() if taken > pieces}
        return [member for member, (line, _) in self.members.items() if line in full] if full else []
