"""A form about an account: what is left empty."""

from store.accounts.records import Alipay, WeChatPay, filled

PAY = {"mchid": "1900000001", "appid": "wx1", "serial": "AB", "key": "new", "apiv3_key": "k"}
KEPT = {"mchid": "1", "appid": "wx0", "serial": "00", "key": "old", "apiv3_key": "kept", "public_key": "PEM"}


def test_what_is_given_is_taken_and_addresses_are_the_providers_own():
    assert filled("wechat-pay", PAY, {}) == WeChatPay(**PAY)


def test_only_a_secret_survives_being_left_empty():
    found = filled("wechat-pay", {**PAY, "key": "", "apiv3_key": "", "serial": ""}, KEPT)
    assert isinstance(found, WeChatPay)
    assert (found.key, found.apiv3_key, found.serial, found.public_key) == ("old", "kept", "", "")


def test_a_fallback_may_be_empty_and_a_gateway_may_not():
    found = filled("wechat-pay", {**PAY, "fallback": "", "gateway": ""}, {})
    assert isinstance(found, WeChatPay)
    assert (found.fallback, found.gateway) == ("", "https://api.mch.weixin.qq.com")


def test_what_is_no_field_is_left_out():
    found = filled("alipay", {"app_id": "2021", "csrf": "x", "role": "owner"}, {})
    assert found == Alipay(app_id="2021", seller_id="", key="", public_key="")
