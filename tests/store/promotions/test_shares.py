"""秒杀, 拼团 and 砍价: what one person may have of it a phone number has, under however many names."""

from datetime import timedelta

import pytest

from store.checkout import actions as checkout
from store.checkout.problems import TooManyForPhone
from store.checkout.reads import quoted
from store.checkout.weighing import Choice
from store.orders import actions as orders
from store.promotions.bargains import actions as bargains
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.group_buys import actions as group_buys
from tests.store.conftest import purchase

NAMES = {"flash": "秒杀价", "group": "拼团价", "bargain": "砍价"}


class Activity:
    """One of its kind; in each somebody gets pieces at 990 fen by themselves."""

    def __init__(self, database, clock, kind: str, per_member: int) -> None:
        self._database, self._clock, self.kind, self._per_member = database, clock, kind, per_member

    async def begin(self) -> None:
        here = {"room": "", "sku": "s1", "quantity": 20}
        if self.kind == "flash":
            plan = flash_sales.Plan(**here, price=990, per_member=self._per_member, lasts=timedelta(hours=1))
            self._id = await self._database.write(flash_sales.announce, plan, "lin")
            await self._clock.advance(5)
        elif self.kind == "group":
            plan = group_buys.Plan(**here, price=990, per_member=self._per_member)
            self._id = await self._database.write(group_buys.announce, plan, "lin")
        else:
            plan = bargains.Plan(**here, floor_price=990, helpers=2)
            self._id = await self._database.write(bargains.open_bargain, plan, None, "lin")

    async def wins(self, member: str, pieces: int = 1) -> str:
        """The claim."""
        if self.kind == "flash":
            asked = [flash_sales.Ask(member, pieces)]
            return (await self._database.write(flash_sales.claim, self._id, asked)).answers[0].claim
        if self.kind == "group":
            return (await self._database.write(group_buys.open_team, self._id, member, pieces))["claim"]
        haggle = await self._database.write(bargains.begin, self._id, bargains.Friend(member=member))
        await self._database.write(bargains.chop, haggle, bargains.Friend(member=f"{member}-friend"))
        return haggle

    async def takes(self, member: str, phone: str | None, pieces: int = 1) -> str:
        """The order of what was won just now."""
        claim = await self.wins(member, pieces)
        wish = purchase(None, member, 990 * pieces, claim=claim, phone_fingerprint=phone)
        return str((await self._database.write(checkout.place, wish))["order"])


@pytest.fixture
def begins(database, clock, sells):
    """``await begins("flash", per_member=2)``"""

    async def begin(kind: str, per_member: int = 1) -> Activity:
        await sells(pieces=60)
        activity = Activity(database, clock, kind, per_member)
        await activity.begin()
        return activity

    return begin


@pytest.mark.parametrize("kind", NAMES)
async def test_a_phone_has_its_share_of_an_activity_once(begins, database, clock, kind):
    activity = await begins(kind)
    first = await activity.takes("m1", "f1")
    claim = await activity.wins("m2")
    with pytest.raises(TooManyForPhone) as refused:
        await database.write(checkout.place, purchase(None, "m2", 990, claim=claim, phone_fingerprint="f1"))
    assert refused.value.sentence("zh") == (
        f"麻花 s1（{NAMES[kind]}） 每人限购 1 件，同一手机号合在一起算，加上这次就超过了"
    )

    async def troubles(phone: str | None) -> tuple[dict[str, str], int | None]:
        async with database.read() as session:
            told = await quoted(session, "m2", None, Choice(delivery="pickup"), clock.now(), claim=claim, phone=phone)
        return told.troubles, told.goods["s1"].most

    assert await troubles("f1") == ({"s1": "above-most"}, 1)
    assert await troubles("f2") == await troubles(None) == ({}, 1)
    await database.write(orders.close, first, "buyer")
    assert await troubles("f1") == ({}, 1), "an order that did not happen has had nothing"
    await database.write(checkout.place, purchase(None, "m2", 990, claim=claim, phone_fingerprint="f1"))


@pytest.mark.parametrize("kind", ["flash", "group"])
async def test_what_a_person_may_have_twice_a_phone_has_twice(begins, kind):
    activity = await begins(kind, per_member=2)
    await activity.takes("m1", "f1")
    with pytest.raises(TooManyForPhone):
        await activity.takes("m2", "f1", pieces=2)
    await activity.takes("m3", "f1")
    with pytest.raises(TooManyForPhone):
        await activity.takes("m4", "f1")
    await activity.takes("m5", "f5", pieces=2)


async def test_another_activity_and_plain_orders_are_not_counted(begins, database, buys, sells):
    activity = await begins("flash")
    await buys({"s1": 1}, "m0", phone_fingerprint="f1")
    await activity.takes("m1", "f1")
    other = Activity(database, activity._clock, "flash", 1)
    await other.begin()
    await other.takes("m2", "f1")


@pytest.mark.parametrize("kind", NAMES)
async def test_a_share_that_is_carried_to_a_phone_that_has_had_it_is_looked_at(begins, moved, kind):
    activity = await begins(kind)
    await activity.takes("m1", "f1")
    assert await moved(await activity.takes("m2", "f2"), "f1") == f"改到的手机号以前享受过：{NAMES[kind]}"
    assert await moved(await activity.takes("m3", "f3"), "f4") == ""
