"""Of which variant a bargain or a group buy is made: found first, then seen with what anybody pays for it now."""

from typing import Any

from quart import request

from appliance.house import house
from store.catalogue import reads as catalogue
from store.catalogue.actions import SkuNotFound
from store.shelf import reads as shelf

MOST_FOUND = 20
LONGEST_SEARCH = 60


async def choices() -> dict[str, Any]:
    """For ``promotions/choose.html``, by `?search=`: the first that match, each at its price in the shop now."""
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    async with house().db.read() as session:
        matching = [one for one in await catalogue.storeroom(session, query=search) if one.sku.active]
        found = matching[:MOST_FOUND]
        prices = await shelf.deals(session, "", [one.sku.id for one in found], house().clock.now())
    return {"found": found, "prices": prices, "more": len(matching) > len(found), "search": search}


async def chosen(sku: str) -> dict[str, Any]:
    """Its `offer` and its `price` in the shop now, in fen. Raises SkuNotFound."""
    async with house().db.read() as session:
        offer = (await catalogue.offers(session, {sku})).get(sku)
        if offer is None:
            raise SkuNotFound
        price = (await shelf.deals(session, "", [sku], house().clock.now())).get(sku, offer.price)
    return {"offer": offer, "price": price}
