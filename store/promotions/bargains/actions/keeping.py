"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import select, update

from appliance.db import Transaction
from store.promotions.bargains.models import Chop, Haggle


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """What the guest began and cut is the member's, unless the member has done so there too: once for one person.

    Then it stays under the guest's name, and what the guest began there is given up.
    """
    standing = select(Haggle.bargain).where(Haggle.member == member, Haggle.state != "lapsed")
    both = Haggle.bargain.in_(standing.scalar_subquery())
    tx.execute(update(Haggle).where(Haggle.member == guest, ~both).values(member=member))
    helped = select(Chop.haggle).where(Chop.member == member)
    tx.execute(
        update(Chop).where(Chop.member == guest, ~Chop.haggle.in_(helped.scalar_subquery())).values(member=member)
    )
    _give_up(tx, guest)


def forget(tx: Transaction, member: str) -> None:
    """What was begun and not ordered is given up; cuts stay in the sum, without the phone they were made on."""
    _give_up(tx, member)
    tx.execute(update(Chop).where(Chop.member == member).values(device=""))


def _give_up(tx: Transaction, member: str) -> None:
    tx.execute(update(Haggle).where(Haggle.member == member, Haggle.state == "cutting").values(state="lapsed"))
