"""An exchange for another variant of the same product: as dear, and kept for the buyer once the shop agrees."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import BadInput, Conflict
from store.after_sales.actions.variants import coming_back
from store.after_sales.models import AfterSale
from store.catalogue import actions as catalogue
from store.catalogue.models import Sku

HELD = ("agreed", "returned")


class ExchangeUnknown(BadInput):
    zh = "换不了这个规格，请重新选"
    en = "This cannot be had in exchange, please choose again"


class ExchangeCostsDifferent(Conflict):
    zh = "这个规格的价格不一样，不能直接换：请退货退款，再重新买"
    en = "This variant costs something else and cannot be exchanged: return the goods and buy the other one"


def variants(product: str) -> Select[str, str, list[str], int, int]:
    """What a product is sold as."""
    left = (Sku.on_hand - Sku.reserved).label("left")
    columns = (Sku.id, Sku.values.label("chosen"), Sku.price, left)
    return select(*columns).where(Sku.product == product, Sku.active).order_by(Sku.position)  # type: ignore[return-value]


def check_wanted(tx: Transaction, line: AnyRow, pieces: int, sku: str) -> str:
    """What the wanted variant is called. Raises ExchangeUnknown, ExchangeCostsDifferent."""
    known = {row.id: row for row in tx.execute(variants(line.product))}
    price = tx.scalar(select(Sku.price).where(Sku.id == line.sku))
    if sku not in known or coming_back(tx.execute, line.id, pieces).keys() == {sku}:
        raise ExchangeUnknown(field="sku")
    if known[sku].price != price:
        raise ExchangeCostsDifferent(field="sku")
    return " ".join(known[sku].chosen)


def hold(tx: Transaction, after_sale: str) -> None:
    """The wanted variant is set aside. Raises SoldOut."""
    claim = tx.execute(select(AfterSale.wanted_sku, AfterSale.quantity).where(AfterSale.id == after_sale)).one()
    if claim.wanted_sku:
        catalogue.reserve(tx, {claim.wanted_sku: claim.quantity}, key(after_sale))


def let_go(tx: Transaction, before: AnyRow) -> None:
    """Somebody else may buy it: the exchange will not happen. `before`: the claim as it was."""
    if before.wanted_sku and before.state in HELD:
        catalogue.release(tx, {before.wanted_sku: before.quantity}, key(before.id))


def send_other(tx: Transaction, claim: AnyRow, came_back: Mapping[str, int]) -> None:
    """The new goods leave; the same again is taken from what is there now. Raises SoldOut."""
    pieces = {claim.wanted_sku: claim.quantity} if claim.wanted_sku else came_back
    if not claim.wanted_sku:
        catalogue.reserve(tx, pieces, key(claim.id))
    catalogue.ship(tx, pieces, key(claim.id))


def key(after_sale: str) -> str:
    return f"exchange/{after_sale}"
