"""发货信息 as WeChat wants to hear it."""

from datetime import UTC, datetime

import msgspec
import pytest

from store.wechat.shipping import Gone, Shipped, body

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PARCEL = Gone(what="麻花 × 2", carrier="ZTO", tracking="73111111111111", phone="138****8000")
SHIPPED = Shipped(number="A1", merchant="1900000001", payer="o-1", kind="express", parcels=(PARCEL,))


def test_one_parcel_is_told_in_unified_mode():
    told = body(SHIPPED, NOW)
    assert told["order_key"] == {"order_number_type": 1, "mchid": "1900000001", "out_trade_no": "A1"}
    assert (told["logistics_type"], told["delivery_mode"], "is_all_delivered" in told) == (1, 1, False)
    assert told["shipping_list"] == [
        {
            "item_desc": "麻花 × 2", "tracking_no": "73111111111111", "express_company": "ZTO",
            "contact": {"receiver_contact": "138****8000"},
        }
    ]  # fmt: skip
    assert (told["upload_time"], told["payer"]) == ("2026-11-22T20:00:00.000+08:00", {"openid": "o-1"})


def test_several_parcels_are_told_in_split_mode_at_most_fifteen():
    told = body(msgspec.structs.replace(SHIPPED, parcels=(PARCEL,) * 20), NOW)
    assert (told["delivery_mode"], told["is_all_delivered"], len(told["shipping_list"])) == (2, True, 15)


@pytest.mark.parametrize(("kind", "number"), [("city", 2), ("none", 3), ("pickup", 4)])
def test_what_no_courier_brought_has_no_tracking_number(kind, number):
    told = body(msgspec.structs.replace(SHIPPED, kind=kind, parcels=(PARCEL, PARCEL)), NOW)
    assert (told["logistics_type"], told["delivery_mode"]) == (number, 1)
    assert told["shipping_list"] == [{"item_desc": "麻花 × 2"}]
