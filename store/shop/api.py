"""The shop itself, for viewers."""

from appliance.house import house
from appliance.http import Api
from store.shop import reads
from store.shop.reads import Card

api = Api("shop", __name__)


@api.route_to("GET", "/about", summary="Who this shop is and where it stands", answers=Card)
async def about() -> Card:
    async with house().db.read() as session:
        return reads.card(await reads.particulars(session))
