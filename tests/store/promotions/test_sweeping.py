"""By the calendar promotions, coupons and points end."""

from datetime import timedelta

import pytest

from store.pricing.cart import CouponRule, Reduction, Tier
from store.promotions import actions, reads, sweeping
from store.promotions.actions import coupons, making, points


async def test_what_is_over_ends(database, run, clock):
    reduction = await run(Reduction((Tier(amount=100, off=10),)), ends_at=clock.now() + timedelta(days=1))
    lasting = await run(CouponRule(off=100, days=1))
    for n in range(60):
        await database.write(actions.claim, lasting, f"m{n}")
    await database.write(actions.give_points, "m0", 10, "k", 1)
    await clock.advance(86_400)
    await sweeping.sweep(database)
    async with database.read() as session:
        assert (await reads.promotion(session, reduction)).state == "ended"
        assert (await reads.promotion(session, lasting)).state == "running"
        counted = await reads.issued(session, lasting)
        assert (counted.issued, counted.expired) == (0, 60)
        assert await reads.points(session, "m0") == 0


@pytest.mark.parametrize("what", ["_end_promotion", "_end", "_expire"])
async def test_one_that_resists_holds_up_no_other(database, run, clock, monkeypatch, what):
    over = [await run(Reduction((Tier(amount=100, off=10),)), ends_at=clock.now() + timedelta(days=1)) for _ in "ab"]
    lasting = await run(CouponRule(off=100, days=1))
    for member in ("m0", "m1"):
        await database.write(actions.claim, lasting, member)
        await database.write(actions.give_points, member, 10, member, 1)
    module = {"_end_promotion": making, "_end": coupons, "_expire": points}[what]
    done, met = getattr(module, what), []

    def resist(tx, one, *args):
        met.append(one)
        if one == met[0]:
            raise ValueError
        return done(tx, one, *args)

    monkeypatch.setattr(module, what, resist)
    monkeypatch.setattr(sweeping, "STEP", 1)
    await clock.advance(86_400)
    await sweeping.sweep(database)
    async with database.read() as session:
        ended = sum([(await reads.promotion(session, one)).state == "ended" for one in over])
        expired = (await reads.issued(session, lasting)).expired
        lapsed = sum([await reads.points(session, member) == 0 for member in ("m0", "m1")])
    assert (ended, expired, lapsed) == tuple(1 if what == one else 2 for one in ("_end_promotion", "_end", "_expire"))
