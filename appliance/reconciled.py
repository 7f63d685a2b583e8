"""What `jinbo reconcile` prints for a person."""

from collections.abc import Iterator, Sequence

from store.money import yuan
from store.payments.comparing import Difference
from store.payments.reconciling import Reconciled

LISTS = {
    "ours_not_theirs": "我们有、账单没有 / ours, not theirs",
    "theirs_not_ours": "账单有、我们没有 / theirs, not ours",
    "amount_differs": "金额不同 / amount differs",
    "state_differs": "状态不同 / state differs",
}


def lines(found: Sequence[Reconciled], today: str) -> Iterator[str]:
    """`today` is China's."""
    if any(one.day >= today for one in found):
        yield (
            "这一天还没有过完，微信和支付宝的账单明天上午才出：现在对的是到此刻为止的 / "
            "this day is not over, its bills come tomorrow morning: this is until now"
        )
    if not found:
        yield "还没有设置收款账户 / no account with a payment provider"
    for one in found:
        sums = one.result
        yield (
            f"{one.day} {one.provider}: 收款 paid {yuan(sums.paid)}  退款 refunded {yuan(sums.refunded)}  "
            f"手续费 fees {yuan(sums.fees)}  净额 net {yuan(sums.net)}"
        )
        for name, title in LISTS.items():
            differences: tuple[Difference, ...] = getattr(sums, name)
            yield f"  {title}: {len(differences)}"
            yield from (f"    {_line(each)}" for each in differences)


def _line(one: Difference) -> str:
    kind = "退款 refund" if one.refund else "付款 payment"
    return f"{kind} {one.number}  {_fen(one.ours)} {one.our_state or '-'} | {_fen(one.theirs)} {one.their_state or '-'}"


def _fen(amount: int | None) -> str:
    return "-" if amount is None else yuan(amount)
