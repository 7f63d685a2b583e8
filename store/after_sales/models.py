"""One claim about some pieces of one line."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Json, Model


class AfterSale(Model):
    __tablename__ = "after_sales"
    __table_args__ = (
        Index("ix_after_sales_order", "order"),
        Index("ix_after_sales_state", "state"),
        Index("ix_after_sales_member", "member"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[str]
    line: Mapped[str]
    member: Mapped[str]
    kind: Mapped[str]
    """refund 仅退款, return 退货退款 or exchange 换货."""
    quantity: Mapped[int]
    state: Mapped[str]
    """applied, agreed (goods are to come back), returned (on their way), refunding, done, cancelled, refused."""
    reason: Mapped[str]
    """no-reason, damaged, wrong, missing, unlike, late or other."""
    words: Mapped[str]
    photos: Mapped[list[str]] = mapped_column(Json)
    """Names of blobs."""
    amount: Mapped[Fen]
    """Given back: the stored allocation of the pieces, plus shipping where it is due."""
    answer: Mapped[str]
    """Of staff."""
    carrier: Mapped[str]
    tracking: Mapped[str]
    refund: Mapped[str | None]
    parcel: Mapped[str | None]
    """Of an exchange."""
    wanted_sku: Mapped[str | None]
    """Of an exchange for another variant."""
    wanted_spec: Mapped[str | None]
    """What it is called."""
    came_back: Mapped[dict[str, int] | None] = mapped_column(Json)
    """Pieces by SKU, once they are here: of what was exchanged before, not what was bought."""
    deadline_at: Mapped[datetime | None] = mapped_column(Instant)
    """Staff's to answer, or the buyer's to send back."""
    applied_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
