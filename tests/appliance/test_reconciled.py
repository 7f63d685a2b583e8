"""What `jinbo reconcile` prints for a person."""

import json

from appliance.by_hand import reconcile
from appliance.config import Config
from appliance.reconciled import lines
from store.payments.comparing import Compared, Difference
from store.payments.reconciling import Reconciled

TODAY = "2026-11-23"


def test_a_day_without_trouble_is_five_lines_a_provider():
    quiet = Reconciled(day="2026-11-22", provider="wechat", result=Compared(paid=1990, fees=12, net=1978))
    said = list(lines([quiet], TODAY))
    assert said[0] == "2026-11-22 wechat: 收款 paid 19.90  退款 refunded 0.00  手续费 fees 0.12  净额 net 19.78"
    assert [line.rpartition(": ")[2] for line in said[1:]] == ["0", "0", "0", "0"]


def test_a_difference_names_the_number_and_both_sides():
    lost = Difference(number="LOST", refund=True, theirs=500, their_state="SUCCESS")
    said = list(
        lines([Reconciled(day="2026-11-22", provider="alipay", result=Compared(theirs_not_ours=(lost,)))], TODAY)
    )
    assert "    退款 refund LOST  - - | 5.00 SUCCESS" in said


def test_a_day_that_is_not_over_says_that_its_bills_are_not_there_yet():
    today = Reconciled(day=TODAY, provider="wechat", result=Compared())
    said = list(lines([today], TODAY))
    assert "这一天还没有过完" in said[0]
    assert said[1].startswith(TODAY)


def test_a_shop_without_accounts_is_told_so(tmp_path):
    found = reconcile(Config(data=tmp_path), "2026-11-22")
    assert found == []
    assert "no account" in " ".join(lines(found, TODAY))
    assert json.dumps(found) == "[]"
