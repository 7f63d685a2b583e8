"""The demo: an empty box becomes a shop with two rooms, goods, promotions, and accounts at the simulator."""

from appliance.demo.opening import furnish
from appliance.demo.rooms import COMING, LIVE

__all__ = ["COMING", "LIVE", "furnish"]
