"""Words that advertising law keeps out of what a shop says about its goods (pure).

中华人民共和国广告法 (2021), Articles 9, 17 and 28; 商标法 Article 14. A list can only warn:
somebody of the shop decides.
"""

import re

import msgspec


class Finding(msgspec.Struct, frozen=True):
    word: str
    zh: str
    en: str


class _Rule(msgspec.Struct, frozen=True):
    pattern: str
    zh: str
    en: str


_RULES = (
    _Rule(
        r"最(?!近|后|终|初|多|少|大|小|高|低|长|短|迟|早)\w|第一(?!次|步|天|个|件|批|时间|代|季|步|排|层|杯|口)"
        r"|国家级|世界级|全球级|宇宙级|顶级|极品|极致|顶尖|唯一|独一无二|独家|首选|首家|全网首发|史上|空前|绝无仅有|遥遥领先|冠军|王牌|霸主|领导品牌|\bNo\.?\s?1\b|\bTOP\s?1\b",
        "广告法第九条：不得用“国家级”“最高级”“最佳”一类说不清的绝对用语",
        "Advertising Law, Art. 9: no absolute words like 'best' or 'national level'",
    ),
    _Rule(
        r"国家领导人|国家机关|中南海|人民大会堂|国宴|军队?专供|特供|专供|国旗|国徽|国歌",
        "广告法第九条：不得借国家机关和国家象征的名义",
        "Advertising Law, Art. 9: the state and its symbols advertise nothing",
    ),
    _Rule(
        r"治疗|疗效|治愈|根治|药效|抗癌|防癌|消炎|杀菌率|降血[压糖脂]|壮阳|补肾|减肥|瘦身|排毒|延年益寿|包治",
        "广告法第十七条：药品和医疗器械之外的商品不得说疾病治疗的功能",
        "Advertising Law, Art. 17: only medicine may speak of treating illness",
    ),
    _Rule(
        r"绝对|百分之百|100\s?[%％]|永久|万能|零风险|无副作用|祖传秘方|假一赔万|全网最低|史低",
        "广告法第二十八条：说不准、证明不了的承诺会被当作虚假广告",
        "Advertising Law, Art. 28: a promise that cannot be proved is a false one",
    ),
    _Rule(
        r"驰名商标|质量免检|国家免检|免检产品",
        "商标法第十四条等：“驰名商标”“免检”不得用在广告里",
        "Trademark Law, Art. 14: 'well-known trademark' and 'exempt from inspection' may not be advertised",
    ),
)


def doubtful(*texts: str) -> list[Finding]:
    """Each doubtful word once, in the order of the law's articles."""
    whole = "\n".join(texts)
    found: dict[str, Finding] = {}
    for rule in _RULES:
        for match in re.finditer(rule.pattern, whole, re.IGNORECASE):
            found.setdefault(match[0], Finding(match[0], rule.zh, rule.en))
    return list(found.values())


def named(text: str) -> list[str]:
    """The doubtful words alone."""
    return [found.word for found in doubtful(text)]
