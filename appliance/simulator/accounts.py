"""The shop's accounts here, as its settings would hold them."""

from appliance.simulator.seals import Seals, public_pem


def records(seals: Seals, gateway: str, reached: str = "") -> dict[str, dict[str, str]]:
    """In the form of the `store.accounts` records, by kind.

    `gateway` is where the shop finds this simulator, `reached` where buyers' browsers do,
    who open Alipay's and WeChat's pages themselves.
    """
    return {
        "wechat": {"appid": seals.weixin_app, "secret": seals.weixin_secret, "gateway": gateway},
        "wechat-service": {
            "appid": seals.service_app,
            "secret": seals.service_secret,
            "gateway": gateway,
            "door": reached or gateway,
        },
        "wechat-pay": {
            "mchid": seals.mchid,
            "appid": seals.weixin_app,
            "key": seals.merchant_key,
            "serial": seals.merchant_serial,
            "apiv3_key": seals.apiv3_key,
            "public_key": public_pem(seals.wechatpay_key),
            "public_key_id": seals.wechatpay_public_key_id,
            "gateway": gateway,
            "fallback": "",
        },
        "alipay": {
            "app_id": seals.alipay_app,
            "seller_id": seals.alipay_seller,
            "key": seals.alipay_app_key,
            "public_key": public_pem(seals.alipay_key),
            "gateway": f"{reached or gateway}/gateway.do",
        },
    }
