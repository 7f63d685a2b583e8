"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import select, update

from appliance.db import Transaction
from store.promotions.flash_sales.actions.returning import release_member
from store.promotions.flash_sales.models import FlashClaim


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """What the guest won is the member's, unless the member has won there too: one claim for one person.

    The other is given up, or stays under the guest's name with the order that was made of it.
    """
    standing = select(FlashClaim.sale).where(FlashClaim.member == member, FlashClaim.state != "lapsed")
    both = FlashClaim.sale.in_(standing.scalar_subquery())
    tx.execute(update(FlashClaim).where(FlashClaim.member == guest, ~both).values(member=member))
    release_member(tx, guest)


def forget(tx: Transaction, member: str) -> None:
    """What was won and not ordered is given up; what was ordered stays with its order."""
    release_member(tx, member)
