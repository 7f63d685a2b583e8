"""Carriers by the codes of WeChat's 发货信息录入 (``get_delivery_list``), those that a shop of a city uses (pure)."""

CARRIERS = {
    "SF": "顺丰速运",
    "ZTO": "中通快递",
    "YTO": "圆通速递",
    "STO": "申通快递",
    "YD": "韵达速递",
    "JTSD": "极兔速递",
    "JD": "京东快递",
    "EMS": "EMS",
    "YZPY": "邮政快递包裹",
    "DBL": "德邦快递",
    "KYSY": "跨越速运",
    "UC": "优速快递",
}

SITES = {
    "SF": "https://www.sf-express.com/",
    "ZTO": "https://www.zto.com/",
    "YTO": "https://www.yto.net.cn/",
    "STO": "https://www.sto.cn/",
    "YD": "https://www.yundaex.com/",
    "JTSD": "https://www.jtexpress.cn/",
    "JD": "https://www.jdl.com/",
    "EMS": "https://www.ems.com.cn/",
}
"""Where a carrier itself says how far a parcel is; the number is pasted there, for none promises an address for one."""

_SPOKEN = {
    "顺丰": "SF",
    "中通": "ZTO",
    "圆通": "YTO",
    "申通": "STO",
    "韵达": "YD",
    "极兔": "JTSD",
    "京东": "JD",
    "邮政": "YZPY",
    "德邦": "DBL",
    "跨越": "KYSY",
    "优速": "UC",
}


def carrier(written: str) -> str | None:
    """The code of a carrier as people write it: ZTO, 中通, 中通快递; None when it is none we know."""
    written = written.strip()
    if written.upper() in CARRIERS:
        return written.upper()
    for code, name in CARRIERS.items():
        if written == name:
            return code
    return next((code for name, code in _SPOKEN.items() if written.startswith(name)), None)
