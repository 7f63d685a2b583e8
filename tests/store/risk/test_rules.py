"""Which rules speak up."""

import msgspec
import pytest

from store.risk.rules import RULES, Finding, Limit, findings, settled

VELOCITY = next(rule for rule in RULES if rule.name == "member-velocity")


def test_a_rule_speaks_up_above_its_limit_and_not_at_it():
    assert findings(RULES, {VELOCITY.name: VELOCITY.most}) == []
    (found,) = findings(RULES, {VELOCITY.name: VELOCITY.most + 1})
    assert found.rule is VELOCITY


def test_what_refuses_comes_before_what_asks_for_a_review():
    counts = {rule.name: rule.most + 1 for rule in RULES}
    verdicts = [found.rule.verdict for found in findings(RULES, counts)]
    assert verdicts == sorted(verdicts)
    assert verdicts[0] == "refuse"


def test_a_rule_that_staff_switched_off_is_silent():
    rules = settled({VELOCITY.name: Limit(1, 1, "off")})
    assert findings(rules, {VELOCITY.name: 99}) == []


def test_staff_may_move_a_limit():
    rules = settled({VELOCITY.name: Limit(2, 5, "review")})
    (found,) = findings(rules, {VELOCITY.name: 3})
    assert (found.rule.verdict, found.rule.minutes) == ("review", 5)


def test_a_finding_is_a_sentence_in_both_languages():
    (found,) = findings(RULES, {VELOCITY.name: 11})
    assert found.sentence() == "同一会员 10 分钟内下了 11 单（上限 10）"
    assert found.sentence("en") == "One member placed 11 orders in 10 minutes (limit 10)"


def test_every_rule_has_a_name_of_its_own():
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [(1, "1 分钟内", "in 1 minute"), (60, "1 小时内", "in 1 hour"), (90, "90 分钟内", "in 90 minutes"),
     (24 * 60, "24 小时内", "in 24 hours")],
)  # fmt: skip
def test_a_span_is_told_as_people_say_it(minutes: int, zh: str, en: str):
    finding = Finding(msgspec.structs.replace(VELOCITY, minutes=minutes), 11)
    assert zh in finding.sentence()
    assert en in finding.sentence("en")
