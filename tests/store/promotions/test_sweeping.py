"""By the calendar promotions, coupons and points end."""

from datetime import timedelta

from store.pricing.cart import CouponRule, Reduction, Tier
from store.promotions import actions, reads
from store.promotions.sweeping import sweep


async def test_what_is_over_ends(database, run, clock):
    reduction = await run(Reduction((Tier(amount=100, off=10),)), ends_at=clock.now() + timedelta(days=1))
    lasting = await run(CouponRule(off=100, days=1))
    for n in range(60):
        await database.write(actions.claim, lasting, f"m{n}")
    await database.write(actions.give_points, "m0", 10, "k", 1)
    await clock.advance(86_400)
    await sweep(database)
    async with database.read() as session:
        assert (await reads.promotion(session, reduction)).state == "ended"
        assert (await reads.promotion(session, lasting)).state == "running"
        counted = await reads.issued(session, lasting)
        assert (counted.issued, counted.expired) == (0, 60)
        assert await reads.points(session, "m0") == 0
