"""Judging an order while it is made, and what a colleague decides about it."""

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import (
    BindParameter,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)

from appliance.db import Prepared, Transaction
from appliance.errors import BadInput, Conflict, NotFound, TooMany
from appliance.events import OrderSuspected
from appliance.ids import new_id
from store.orders import actions as orders
from store.orders.models import Order
from store.risk.models import ChangedRule, Refusal, Review, Sighting
from store.risk.rules import RULES, Finding, Limit, Rule, findings, settled

DAY = 24 * 60


class OrderRefused(TooMany):
    zh = "下单太频繁了，请过一会儿再试，或联系店家"
    en = "Too many orders in a short time, please wait a while or ask the shop"

    def __init__(self, finding: Finding) -> None:
        """The buyer is told no more than to wait; `finding` is for staff."""
        super().__init__(retry_after=finding.rule.minutes * 60)
        self.finding = finding


class RuleUnknown(NotFound):
    zh = "没有这条规则"
    en = "There is no such rule"


class RuleUnusable(BadInput):
    zh = "上限要在 1 到 10000 之间，时间要在 1 分钟到 30 天之间"
    en = "A limit is 1 to 10,000, a time 1 minute to 30 days"


class ReviewDecided(Conflict):
    zh = "这笔订单已经有人处理过了"
    en = "Somebody has decided about this order already"


class Sighted(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands behind an order."""

    order: str
    member: str
    subjects: Mapping[str, str]
    """By kind: fingerprints of the device, the network, the phone and the delivery address, as far as known."""


def judge(tx: Transaction, sighted: Sighted) -> bool:
    """Note who orders; whether a finding puts the order up for review, so that it is made `held`. Raises OrderRefused.

    A refusal undoes the transaction, so whoever hears it keeps it with `keep_refusal`.
    """
    subjects = {"member": sighted.member, **sighted.subjects}
    _see(tx, sighted, subjects)
    found = findings(rules := _rules(tx), _counts(tx, rules, subjects))
    if found and found[0].rule.verdict == "refuse":
        raise OrderRefused(found[0])
    if found:
        _suspect(tx, sighted.order, _reasons(found))
    return bool(found)


def judge_again(tx: Transaction, order: str, subjects: Mapping[str, str]) -> None:
    """It goes to the phone and address of `subjects` now: nobody is refused then, but a colleague may have to look.

    Where it went before is forgotten.
    """
    tx.execute(delete(Sighting).where(Sighting.order == order, Sighting.kind.in_(list(subjects))))
    member = str(tx.scalar(select(Order.member).where(Order.id == order)))
    _see(tx, Sighted(order=order, member=member, subjects={}), subjects)
    rules = [rule for rule in _rules(tx) if rule.kind in subjects]
    _hold(tx, order, findings(rules, _counts(tx, rules, subjects)))


def hold_for_offers(tx: Transaction, order: str, names: Sequence[str]) -> None:
    """An order that was moved to a phone that has had what it uses: a colleague has to look."""
    zh = f"改到的手机号以前享受过：{'、'.join(names)}"
    en = f"It was moved to a phone number that has had this already: {', '.join(names)}"
    _wait(tx, order, [{"rule": "moved-offers", "zh": zh, "en": en}])


def see_payer(tx: Transaction, order: str, member: str, payer: str) -> None:
    """Somebody paid: nobody is refused then, but a colleague may have to look."""
    if not payer:
        return
    _see(tx, Sighted(order=order, member=member, subjects={}), {"payer": payer})
    rules = [rule for rule in _rules(tx) if rule.kind == "payer"]
    _hold(tx, order, findings(rules, _counts(tx, rules, {"payer": payer})))


def keep_refusal(tx: Transaction, member: str, rule: str, zh: str, en: str) -> None:
    """So that staff can explain it to the buyer."""
    tx.execute(insert(Refusal).values(id=new_id(tx.now), member=member, rule=rule, zh=zh, en=en, at=tx.now))


def decide(tx: Transaction, order: str, by: str, *, passed: bool) -> bool:
    """A passed order may be shipped; a stopped one closes, or stays held until staff have given its money back.

    Whether money has to go back. Raises ReviewDecided, OrderMovedOn.
    """
    changed = tx.execute(
        update(Review)
        .where(Review.order == order, Review.state == "open")
        .values(state="passed" if passed else "stopped", by=by, decided_at=tx.now)
    ).rowcount
    if not changed:
        raise ReviewDecided
    if passed:
        tx.execute(update(Order).where(Order.id == order).values(held=False))
        return False
    return _stop(tx, order)


def change_rule(tx: Transaction, by: str, name: str, limit: Limit) -> None:
    """Raises RuleUnknown, RuleUnusable."""
    if name not in {rule.name for rule in RULES}:
        raise RuleUnknown
    if not (1 <= limit.most <= 10_000 and 1 <= limit.minutes <= 30 * DAY):
        raise RuleUnusable
    values = {**msgspec.structs.asdict(limit), "by": by, "at": tx.now}
    if not tx.add_once(ChangedRule, name=name, **values):
        tx.execute(update(ChangedRule).where(ChangedRule.name == name).values(**values))


def forget_sightings(tx: Transaction, limit: int = 1000) -> int:
    """Those no rule looks at any more; how many went. A few at a time."""
    longest = max(rule.window for rule in _rules(tx))
    old = select(Sighting.order).where(Sighting.at < tx.now - longest).limit(limit)
    return tx.execute(delete(Sighting).where(Sighting.order.in_(old), Sighting.at < tx.now - longest)).rowcount


def _stop(tx: Transaction, order: str) -> bool:
    """Whether money has to go back; without any, it ends here. Raises OrderMovedOn when it is paid just now."""
    found = tx.execute(select(Order.state, Order.total, Order.refunded).where(Order.id == order)).one()
    if found.state == "pending":
        orders.close(tx, order, "staff")
    elif not found.total:
        orders.forgo_rest(tx, order, "staff")
    return bool(found.state == "confirmed" and found.refunded < found.total)


def _see(tx: Transaction, sighted: Sighted, subjects: Mapping[str, str]) -> None:
    seen = {"order": sighted.order, "member": sighted.member, "at": tx.now}
    rows = [{**seen, "kind": kind, "subject": subject} for kind, subject in subjects.items() if subject]
    tx.add_each_once(Sighting, rows)


def _rules(tx: Transaction) -> tuple[Rule, ...]:
    return settled({row.name: Limit(row.most, row.minutes, row.verdict) for row in tx.rows(_CHANGED)})


_CHANGED = Prepared(select(ChangedRule.name, ChangedRule.most, ChangedRule.minutes, ChangedRule.verdict))


def _counts(tx: Transaction, rules: Sequence[Rule], subjects: Mapping[str, str]) -> dict[str, int]:
    """By rule, the order in question included; nobody counts further than one above the limit."""
    asked = tuple(rule for rule in rules if subjects.get(rule.kind))
    if not asked:
        return {}
    named = {f"subject_{place}": subjects[rule.kind] for place, rule in enumerate(asked)}
    since = {f"since_{place}": tx.now - rule.window for place, rule in enumerate(asked)}
    return {row.rule: row.found for row in tx.rows(_counting(asked), **named, **since)}


@functools.lru_cache(maxsize=64)
def _counting(rules: tuple[Rule, ...]) -> Prepared:
    return Prepared(union_all(*(_count(rule, place) for place, rule in enumerate(rules))))


def _count(rule: Rule, place: int) -> Select[str, int]:
    subject: BindParameter[str] = bindparam(f"subject_{place}")
    since: BindParameter[datetime] = bindparam(f"since_{place}")
    if rule.counts == "unpaid":
        rows = select(Order.id).where(Order.member == subject, Order.state == "pending", Order.created_at > since)
    else:
        column = Sighting.order if rule.counts == "orders" else Sighting.member
        rows = select(column).where(Sighting.kind == rule.kind, Sighting.subject == subject, Sighting.at > since)
        rows = rows.distinct() if rule.counts == "members" else rows
    some = rows.limit(rule.most + 1).subquery()
    found = func.count() + (1 if rule.counts == "unpaid" else 0)  # the order in question is not made yet
    return select(literal(rule.name).label("rule"), found.label("found")).select_from(some)


def _hold(tx: Transaction, order: str, found: Sequence[Finding]) -> None:
    """An order that is made already; one that was let pass for other reasons waits again."""
    if found:
        _wait(tx, order, _reasons(found))


def _wait(tx: Transaction, order: str, reasons: list[dict[str, str]]) -> None:
    _suspect(tx, order, reasons)
    tx.execute(update(Order).where(Order.id == order).values(held=True))


def _reasons(found: Sequence[Finding]) -> list[dict[str, str]]:
    return [{"rule": finding.rule.name, "zh": finding.sentence(), "en": finding.sentence("en")} for finding in found]


def _suspect(tx: Transaction, order: str, reasons: list[dict[str, str]]) -> None:
    if tx.add_once(Review, order=order, reasons=reasons, state="open", at=tx.now) or _reopen(tx, order, reasons):
        tx.record(OrderSuspected(order=order, reasons=[reason["zh"] for reason in reasons]))


def _reopen(tx: Transaction, order: str, reasons: list[dict[str, str]]) -> bool:
    """What was stopped stays so; what waits already waits for these reasons too."""
    known = tx.execute(select(Review.state, Review.reasons).where(Review.order == order)).one()
    if known.state == "stopped":
        return False
    named = {reason["rule"] for reason in reasons}
    kept = [reason for reason in known.reasons if reason["rule"] not in named] if known.state == "open" else []
    again = {"state": "open", "reasons": [*kept, *reasons], "at": tx.now, "by": None, "decided_at": None}
    tx.execute(update(Review).where(Review.order == order).values(again))
    return True
