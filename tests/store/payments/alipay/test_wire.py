"""RSA2 both ways, with another client on the other side."""

import json

import pytest
from alipay import AliPay
from hypothesis import given
from hypothesis import strategies as st

from appliance.simulator.seals import Seals, public_pem
from store.accounts.records import private_key, public_key
from store.payments.alipay import wire
from store.payments.provider import Forged

FORM = {
    "app_id": "2021",
    "charset": "utf-8",
    "biz_content": '{"subject":"麻花 & 茶"}',
    "empty": "",
    "sign_type": "RSA2",
}


@pytest.fixture
def theirs(seals: Seals) -> AliPay:
    return AliPay(
        appid=seals.alipay_app,
        app_notify_url=None,
        app_private_key_string=seals.alipay_app_key,
        alipay_public_key_string=public_pem(seals.alipay_app_key),
        sign_type="RSA2",
    )


def test_what_we_sign_another_client_verifies_and_the_reverse(seals: Seals, theirs: AliPay):
    mine, yours = private_key(seals.alipay_app_key), public_key(public_pem(seals.alipay_app_key))
    filled = {name: value for name, value in FORM.items() if value}
    assert wire.sign(mine, FORM) == theirs._sign(wire.joined(FORM))
    assert theirs._verify(wire.joined(filled), wire.sign(mine, FORM))
    wire.check(yours, wire.joined(FORM), theirs._sign(wire.joined(FORM)))


def test_a_notification_is_believed_without_its_sign_type(seals: Seals, theirs: AliPay):
    yours = public_key(public_pem(seals.alipay_app_key))
    form = {name: value for name, value in FORM.items() if value and name != "sign_type"}
    sign = theirs._sign(wire.joined(form))
    wire.check_notification(yours, {**form, "sign_type": "RSA2", "sign": sign})
    assert theirs.verify(dict(form), sign)
    for wrong in ({**form, "app_id": "2022", "sign": sign}, {**form, "sign": ""}, form):
        with pytest.raises(Forged):
            wire.check_notification(yours, wrong)


@given(st.dictionaries(st.text(), st.text()), st.sampled_from(["", " ", "\n "]))
def test_the_signature_is_over_the_node_exactly_as_it_was_sent(node, pause):
    raw = json.dumps({"code": "10000", **node}, ensure_ascii=False)
    text = f'{{"alipay_trade_query_response":{pause}{raw}{pause},"sign":"AAAA"}}'
    assert wire._raw(text, "alipay_trade_query_response") == raw


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '"x"', '{"alipay_trade_query_response":{}}', "<html>", '{"sign":"x"}']
)
def test_what_is_no_signed_answer_is_not_believed(seals: Seals, text):
    with pytest.raises(Forged):
        wire.opened(public_key(public_pem(seals.alipay_key)), "alipay.trade.query", text)


def test_an_answer_signed_by_somebody_else_is_not_believed(seals: Seals):
    raw = '{"code":"10000"}'
    sign = wire.base64.b64encode(
        private_key(seals.merchant_key).sign(raw.encode(), wire.PKCS1v15(), wire.SHA256())
    ).decode()
    text = f'{{"alipay_trade_query_response":{raw},"sign":"{sign}"}}'
    with pytest.raises(Forged):
        wire.opened(public_key(public_pem(seals.alipay_key)), "alipay.trade.query", text)
    assert wire.opened(private_key(seals.merchant_key).public_key(), "alipay.trade.query", text) == {"code": "10000"}
