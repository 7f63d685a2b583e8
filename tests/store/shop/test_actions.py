"""What the shop says of itself."""

import pytest

from store.shop import actions, reads
from store.shop.actions import Particulars

OURS = Particulars(
    name="津味小店", phone="022-2345 6789", region="天津市 和平区", street="滨江道 1 号", hours="9:00-21:00",
    company="天津津味食品有限公司", licence="91120101MA05ABCD12",
)  # fmt: skip


async def test_a_shop_that_nobody_described_has_a_name_all_the_same(database):
    async with database.read() as session:
        assert (await reads.particulars(session)).name == "本店"


async def test_what_was_described_is_read_again_and_can_be_changed(database):
    await database.write(actions.describe, Particulars(name="旧名"), "boss")
    await database.write(actions.describe, OURS, "boss")
    async with database.read() as session:
        assert await reads.particulars(session) == OURS


def test_buyers_come_to_the_shop_and_parcels_too_unless_it_says_otherwise():
    assert reads.pick_up_place(OURS) == "天津市和平区 滨江道 1 号"
    assert reads.returns_to(OURS) == "津味小店 022-2345 6789 天津市和平区 滨江道 1 号"
    assert reads.returns_to(Particulars(name="津味小店", returns="王师傅 河东仓库")) == "王师傅 河东仓库"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (Particulars(name=" "), actions.NameMissing),
        (Particulars(name="店" * 31), actions.NameMissing),
        (Particulars(name="店", street="路" * 101), actions.TextTooLong),
        (Particulars(name="店", licence="123"), actions.LicenceUnusable),
    ],
)
async def test_nonsense_is_refused_with_its_field(sqlite_database, wrong, problem):
    with pytest.raises(problem) as refused:
        await sqlite_database.write(actions.describe, wrong, "boss")
    assert refused.value.facts["field"] in Particulars.__struct_fields__
