"""A claim as its buyer sees it (JSON)."""

from datetime import datetime

import msgspec

from store.after_sales.reads import Claim
from store.orders.carriers import CARRIERS


class CanDo(msgspec.Struct, frozen=True):
    """What the buyer may do now."""

    cancel: bool
    send_back: bool


class AfterSaleShown(msgspec.Struct, frozen=True, kw_only=True):
    after_sale: str
    order: str
    number: str
    """Of the order."""
    now: datetime
    """The server's clock, which countdowns follow."""
    line: str
    product: str
    title: str
    spec: str
    picture: str | None
    kind: str
    wanted_spec: str | None
    """Of an exchange for another variant."""
    quantity: int
    state: str
    """applied, agreed (send it back), returned, refunding, done, cancelled or refused."""
    reason: str
    words: str
    photos: list[str]
    amount: int
    """Fen that go back."""
    answer: str
    carrier: str
    carrier_name: str
    tracking: str
    returns_to: str
    """Name, phone and address for the parcel; empty unless it is to be sent."""
    deadline_at: datetime | None
    """The shop's to answer, or the buyer's to send back."""
    applied_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    can: CanDo


def shown(claim: Claim, returns_to: str, now: datetime) -> AfterSaleShown:
    one, line = claim.after_sale, claim.line
    sends = one.state == "agreed" and one.kind in ("return", "exchange")
    return AfterSaleShown(
        after_sale=one.id, order=one.order, number=claim.order.number, now=now, line=one.line, product=line.product,
        title=line.title, spec=line.spec, picture=f"/blobs/{line.picture}" if line.picture else None, kind=one.kind,
        wanted_spec=one.wanted_spec, quantity=one.quantity, state=one.state, reason=one.reason, words=one.words,
        photos=[f"/blobs/{photo}" for photo in one.photos], amount=one.amount, answer=one.answer, carrier=one.carrier,
        carrier_name=CARRIERS.get(one.carrier, one.carrier), tracking=one.tracking,
        returns_to=returns_to if sends else "", deadline_at=one.deadline_at, applied_at=one.applied_at,
        answered_at=one.answered_at, ended_at=one.ended_at,
        can=CanDo(cancel=one.state in ("applied", "agreed"), send_back=sends),
    )  # fmt: skip
