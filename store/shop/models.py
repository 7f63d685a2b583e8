"""One row: this shop."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Shop(Model):
    __tablename__ = "shop"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Always "shop"."""
    name: Mapped[str]
    phone: Mapped[str]
    region: Mapped[str]
    """天津市 和平区."""
    street: Mapped[str]
    """Where buyers pick up, and where returned goods go unless `returns` says otherwise."""
    hours: Mapped[str]
    returns: Mapped[str]
    """Name, phone and address for parcels that come back; empty: the shop itself."""
    company: Mapped[str]
    """As on the licence 营业执照."""
    licence: Mapped[str]
    """统一社会信用代码."""
    icp: Mapped[str]
    """The site's ICP number, for the foot of the page."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)
