"""Which activities go on with goods: asked in the same words of every kind, of many products at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from appliance.db import Prepared
from appliance.db.transaction import AnyRow
from store.catalogue.on_offer import OnOffer, State


def going_on(activity: type[Any], *more: Any) -> Prepared:
    """Those in these `products` that are not over at a moment `now`, with `more` columns: rows for `told`."""
    columns = (activity.id, activity.room, activity.product, activity.sku, activity.spec, activity.left)
    here = (activity.product.in_(bindparam("products", expanding=True)), activity.state != "ended")
    asked = select(*columns, activity.opens_at, activity.ends_at, *more).where(*here)
    return Prepared(asked.where(activity.ends_at > bindparam("now")).order_by(activity.id))


def told(
    row: AnyRow, kind: str, now: datetime, *, least: int = 1, floor: bool = False, set_aside: bool = False
) -> OnOffer:
    """`least`: pieces without which nobody can begin any more."""
    state: State = "announced" if now < row.opens_at else "open" if row.left >= least else "sold-out"
    return OnOffer(
        kind=kind, activity=row.id, room=row.room, product=row.product, sku=row.sku, spec=row.spec, price=row.price,
        floor=floor, set_aside=set_aside, state=state, opens_at=row.opens_at, ends_at=row.ends_at,
    )  # fmt: skip
