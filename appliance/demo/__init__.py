"""The demo: an empty box becomes a shop with two rooms, goods, promotions, and accounts at the simulator."""
