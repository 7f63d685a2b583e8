"""Whatever happens to rounds, what was set aside for them adds up: pieces, coupons and points."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from appliance.errors import Problem
from store.catalogue.models import Sku
from store.orders.models import OrderLine
from store.play import actions
from store.play.actions import Sending, spec_of
from store.play.models import Round, RoundWin
from store.play.spec import PrizeWanted
from store.play.sweeping import sweep
from store.promotions.models import Coupon, PointsEntry, Promotion

HOME = Sending(delivery="pickup", sealed="sealed", fingerprint="print")


async def waiting(session, kind: str) -> int:
    """Prizes that are promised and nobody has yet."""
    promised = 0
    for found in await session.scalars(select(Round).where(Round.state == "open")):
        promised += sum(prize.count for prize in spec_of(found.spec).prizes if prize.kind == kind)
    alive = select(func.count()).select_from(RoundWin).where(RoundWin.kind == kind)
    had = alive.join(Round, Round.id == RoundWin.round).where(Round.state == "open")
    drawn = await session.scalar(alive.where(RoundWin.state.in_(("won", "drawn"))))
    return promised + drawn - await session.scalar(had)


async def check(database, promotion: str) -> None:
    async with database.read() as session:
        sku = await session.get(Sku, "s1")
        ordered = await session.scalar(select(func.coalesce(func.sum(OrderLine.quantity), 0)))
        assert sku.reserved == ordered + await waiting(session, "goods")
        counted = await session.get(Promotion, promotion)
        hands = await session.scalar(select(func.count()).select_from(Coupon))
        assert (counted.used, counted.budget_used) == (hands + await waiting(session, "coupon"), counted.used * 1_000)
        given = await session.scalar(select(func.coalesce(func.sum(PointsEntry.points), 0)))
        claimed = select(func.coalesce(func.sum(RoundWin.points), 0)).where(RoundWin.state == "claimed")
        assert given == await session.scalar(claimed)
        twice = select(RoundWin.round).group_by(RoundWin.round, RoundWin.mark).having(func.count() > 1)
        assert (await session.scalars(twice)).all() == []


@pytest.mark.parametrize("seed", [2, 3, 4])
async def test_whatever_happens_pieces_coupons_and_points_add_up(play, database, keys, sells, coupons, clock, seed):
    chance = random.Random(seed)
    await sells("s1", pieces=25)
    promotion = await coupons(total=30, budget=30_000)
    goods, coupon = (
        PrizeWanted(kind="goods", sku="s1", count=3),
        PrizeWanted(kind="coupon", promotion=promotion, count=4),
    )
    points = PrizeWanted(kind="points", points=10, count=3)
    opened: list[str] = []

    async def announce() -> None:
        kind, prizes, more = chance.choice(
            [
                ("lottery", [goods, coupon, points], {"claim_days": 1}),
                ("coupon-drop", [coupon], {}),
                ("red-packets", [points], {}),
                ("check-in", [points], {"lasts": 1_800}),
                ("quiz", [points], {"answer": 1, "shared": True}),
            ]
        )
        opened.append(await play.open(kind, *prizes, **{"lasts": 3_600, **more}))

    async def enter() -> None:
        await play.enter(opened[-1], *chance.sample([f"m{n}" for n in range(9)], 4), choice=1)

    async def claim() -> None:
        async with database.read() as session:
            won = (await session.scalars(select(RoundWin).where(RoundWin.state == "won"))).first()
        if won is not None:
            await database.write(actions.claim, won.id, won.member, HOME)

    async def wait() -> None:
        for round_id in opened:
            await play.end(round_id)
        await clock.advance(timedelta(hours=7).total_seconds())
        await sweep(database, keys)

    deeds = [
        announce, announce, announce, enter, enter, enter, enter, claim, claim, wait,
        lambda: play.end(opened[-1]),
        lambda: database.write(actions.cancel, keys, chance.choice(opened)),
        lambda: database.write(actions.forget, f"m{chance.randrange(9)}"),
    ]  # fmt: skip
    await announce()
    for _ in range(60):
        try:
            await chance.choice(deeds)()
        except Problem:
            continue  # refused: nothing has changed, as is checked now and then
        await check(database, promotion)
    assert await play.count(RoundWin) > 5
