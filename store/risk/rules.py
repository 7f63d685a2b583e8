"""What is odd about an order (pure)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

import msgspec

Verdict = Literal["off", "review", "refuse"]
Kind = Literal["member", "device", "network", "phone", "address", "payer"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """More than `most` within `minutes`: then `verdict`."""

    name: str
    zh: str
    """What staff read; `{count}`, `{most}` and `{span}` are filled in."""
    en: str
    kind: Kind
    counts: Literal["orders", "members", "unpaid"]
    """Orders of one subject, different members behind one subject, or orders of a member that wait for money."""
    most: int
    minutes: int
    verdict: Verdict

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.minutes)


RULES: tuple[Rule, ...] = (
    Rule(
        name="unpaid-orders",
        zh="同一会员有 {count} 笔没付款的订单（上限 {most}）",
        en="One member has {count} unpaid orders (limit {most})",
        kind="member", counts="unpaid", most=5, minutes=60 * 24, verdict="refuse",
    ),
    Rule(
        name="member-velocity",
        zh="同一会员 {span}内下了 {count} 单（上限 {most}）",
        en="One member placed {count} orders in {span} (limit {most})",
        kind="member", counts="orders", most=10, minutes=10, verdict="refuse",
    ),
    Rule(
        name="device-velocity",
        zh="同一台设备 {span}内下了 {count} 单（上限 {most}）",
        en="One device placed {count} orders in {span} (limit {most})",
        kind="device", counts="orders", most=15, minutes=10, verdict="refuse",
    ),
    Rule(
        name="device-members",
        zh="同一台设备 {span}内用过 {count} 个会员下单（上限 {most}）",
        en="One device ordered as {count} members in {span} (limit {most})",
        kind="device", counts="members", most=3, minutes=60 * 24, verdict="review",
    ),
    Rule(
        name="network-velocity",
        zh="同一网络地址 {span}内下了 {count} 单（上限 {most}）",
        en="One network address placed {count} orders in {span} (limit {most})",
        kind="network", counts="orders", most=40, minutes=10, verdict="review",
    ),
    Rule(
        name="phone-members",
        zh="同一收货电话 {span}内有 {count} 个会员下单（上限 {most}）",
        en="{count} members ordered to one phone number in {span} (limit {most})",
        kind="phone", counts="members", most=3, minutes=60 * 24, verdict="review",
    ),
    Rule(
        name="address-members",
        zh="同一收货地址 {span}内有 {count} 个会员下单（上限 {most}）",
        en="{count} members ordered to one delivery address in {span} (limit {most})",
        kind="address", counts="members", most=5, minutes=60 * 24, verdict="review",
    ),
    Rule(
        name="payer-members",
        zh="同一付款账户 {span}内给 {count} 个会员付款（上限 {most}）",
        en="One payer paid for {count} members in {span} (limit {most})",
        kind="payer", counts="members", most=3, minutes=60 * 24, verdict="review",
    ),
)  # fmt: skip


class Limit(msgspec.Struct, frozen=True):
    """What staff may change of a rule."""

    most: int
    minutes: int
    verdict: Verdict


class Finding(msgspec.Struct, frozen=True):
    rule: Rule
    count: int

    def sentence(self, language: str = "zh") -> str:
        words = self.rule.zh if language == "zh" else self.rule.en
        return words.format(count=self.count, most=self.rule.most, span=_span(self.rule.minutes, language))


def _span(minutes: int, language: str) -> str:
    """As people say it: 24 小时, 90 分钟; 1 hour, 10 minutes."""
    hours, rest = divmod(minutes, 60)
    number, zh, en = (minutes, "分钟", "minute") if rest or not hours else (hours, "小时", "hour")
    if language == "zh":
        return f"{number} {zh}"
    return f"{number} {en}" if number == 1 else f"{number} {en}s"


def settled(limits: Mapping[str, Limit]) -> tuple[Rule, ...]:
    """The rules as staff set them, by name."""
    return tuple(
        msgspec.structs.replace(rule, **msgspec.structs.asdict(limits[rule.name])) if rule.name in limits else rule
        for rule in RULES
    )


def findings(rules: Sequence[Rule], counts: Mapping[str, int]) -> list[Finding]:
    """Which rules speak up, those that refuse first; `counts` by rule's name include the order in question."""
    found = [
        Finding(rule, counts[rule.name])
        for rule in rules
        if rule.verdict != "off" and counts.get(rule.name, 0) > rule.most
    ]
    return sorted(found, key=lambda finding: finding.rule.verdict != "refuse")
