"""What the shop was told by its providers."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Account(Model):
    __tablename__ = "accounts"

    kind: Mapped[str] = mapped_column(primary_key=True)
    """wechat, wechat-pay or alipay."""
    sealed: Mapped[str]
    """The account's record as JSON, sealed by the house's key."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)
