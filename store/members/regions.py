"""省 市 区 as they stand on a parcel (pure)."""

from appliance.errors import BadInput
from appliance.plain import one_line

PROVINCES = (
    *("北京市", "天津市", "上海市", "重庆市", "河北省", "山西省", "辽宁省", "吉林省", "黑龙江省", "江苏省", "浙江省"),
    *("安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "海南省", "四川省", "贵州省"),
    *("云南省", "陕西省", "甘肃省", "青海省", "台湾省", "内蒙古自治区", "广西壮族自治区", "西藏自治区"),
    *("宁夏回族自治区", "新疆维吾尔自治区", "香港特别行政区", "澳门特别行政区"),
)
_SHORT = {name: name[: 3 if name[:2] in ("黑龙", "内蒙") else 2] for name in PROVINCES}


class RegionUnusable(BadInput):
    zh = "请选择省、市、区"
    en = "Choose a province, a city and a district"


def region(text: str) -> str:
    """天津市 和平区, 河北省 石家庄市 长安区: a municipality once, a province in full. Raises RegionUnusable."""
    province, *rest = [*one_line(text).split(" ")]
    full = next((name for name in PROVINCES if province in (name, _SHORT[name])), None)
    parts = [part for part in rest if part not in (full, province, "市辖区", "县")]
    if full is None or not parts or len(parts) > 3 or any(not 2 <= len(part) <= 20 for part in parts):
        raise RegionUnusable(field="region")
    return " ".join([full, *parts])
