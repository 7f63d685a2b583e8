"""The counter as a provider: whoever stands behind it confirms the money, so nobody is asked about it."""

from store.payments.provider import BillRow, Charge, Repayment, RepaymentStanding, Standing


class Counter:
    name = "counter"
    merchant = "counter"
    app = ""

    async def charge(self, charge: Charge) -> dict[str, str]:
        return {"number": charge.number}

    async def ask(self, number: str) -> Standing:
        return Standing(number=number, state="waiting", merchant=self.merchant)

    async def close(self, number: str) -> Standing:
        return Standing(number=number, state="closed", merchant=self.merchant)

    async def refund(self, repayment: Repayment) -> RepaymentStanding:
        """Waits until a colleague has handed it over (`actions.pay_out`)."""
        return RepaymentStanding(number=repayment.number, state="accepted", amount=repayment.amount)

    async def ask_refund(self, number: str, charge: str) -> RepaymentStanding:  # noqa: ARG002 - the port's
        return RepaymentStanding(number=number, state="unknown")

    async def bill(self, day: str) -> list[BillRow]:  # noqa: ARG002 - the port's
        """The drawer is counted instead."""
        return []
