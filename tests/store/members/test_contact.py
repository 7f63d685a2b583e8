import pytest

from appliance.keys import Keys
from store.members import contact
from store.members.regions import PROVINCES, RegionUnusable, region


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        (" 138 0013 8000 ", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("022-23456789", "022-23456789"),
        ("(022)23456789", "022-23456789"),
        ("03101234567", "0310-1234567"),
        ("01012345678", "010-12345678"),
    ],
)
def test_a_phone_number_is_understood_however_it_is_typed(typed: str, kept: str):
    assert contact.number(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12345", "12800138000", "138001380001", "abc", "１３８００１３８０００x", "0" * 40]
)
def test_what_rings_nowhere_in_china_is_no_phone_number(typed: str):
    with pytest.raises(contact.PhoneUnusable):
        contact.number(typed)


def test_a_contact_has_a_name_and_a_street_that_a_courier_can_read():
    assert contact.contact(" 王\x00 芳 ", "13800138000", " 滨江道  88号 ") == contact.Contact(
        "王 芳", "13800138000", "滨江道 88号"
    )
    with pytest.raises(contact.NameUnusable):
        contact.contact("  ", "13800138000", "滨江道88号")
    with pytest.raises(contact.StreetUnusable):
        contact.contact("王芳", "13800138000", "")


def test_who_picks_the_goods_up_needs_no_street():
    assert contact.contact("王芳", "13800138000").street == ""


def test_whose_name_is_missing_is_called_as_the_form_calls_them():
    with pytest.raises(contact.NameUnusable) as picker:
        contact.contact(" ", "13800138000")
    with pytest.raises(contact.NameUnusable) as recipient:
        contact.contact(" ", "13800138000", "滨江道88号")
    assert (picker.value.zh[:3], recipient.value.zh[:3]) == ("取货人", "收货人")


def test_a_sealed_contact_tells_nothing_and_comes_back_whole(keys: Keys):
    person = contact.contact("王芳", "13800138000", "滨江道88号")
    sealed = contact.seal(keys, person)
    assert "王" not in sealed
    assert "138" not in contact.fingerprint(keys, person.phone)[:3]
    assert contact.unseal(keys, sealed) == person
    with pytest.raises(ValueError, match="not sealed"):
        contact.unseal(Keys(bytes(32)), sealed)


def test_staff_see_no_more_than_they_need_to_tell_two_buyers_apart():
    assert contact.masked(contact.Contact("欧阳娜娜", "13800138000", "南京路123号5门")) == contact.Contact(
        "欧**", "138****8000", "南京路***"
    )
    assert contact.masked(contact.Contact("王", "022-23456789")) == contact.Contact("王", "022-******89", "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("天津市 天津市 和平区", "天津市 和平区"),
        ("天津 和平区", "天津市 和平区"),
        ("北京市 市辖区 海淀区", "北京市 海淀区"),
        ("河北省  石家庄市 长安区", "河北省 石家庄市 长安区"),
        ("黑龙江 哈尔滨市 道里区", "黑龙江省 哈尔滨市 道里区"),
        ("内蒙古 呼和浩特市 新城区", "内蒙古自治区 呼和浩特市 新城区"),
    ],
)
def test_a_region_is_written_one_way(typed: str, kept: str):
    assert region(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "天津市", "加州 洛杉矶", "和平区", "天津市 " + "长" * 21, "天津市 一区 二区 三区 四区"]
)
def test_a_region_that_no_shipping_rule_could_read_is_refused(typed: str):
    with pytest.raises(RegionUnusable):
        region(typed)


def test_the_thirty_four_provinces_are_all_known():
    assert len(set(PROVINCES)) == 34


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("南京路 1 号楼 2 单元 301 室", "南京路1-2-301", True),
        ("滨江道２００号", "滨江道 200号", True),
        ("A座 12层（东门）", "a座12层东门", True),
        ("南京路 12 号 1 室", "南京路 1 号 21 室", False),
        ("南京路 1 号", "北京路 1 号", False),
    ],
)
def test_one_door_is_one_door_however_it_is_written(one, other, same):
    keys = Keys(bytes(range(32)))
    prints = {contact.address_fingerprint(keys, "天津市 和平区", street) for street in (one, other)}
    assert (len(prints) == 1) is same
