"""The network around the actions: ask a provider, then write down what it said. Never inside a transaction."""

import logging
from collections.abc import Awaitable, Callable

from appliance.clock import Clock
from appliance.db import Database, Transaction
from store.payments import actions, reads
from store.payments.models import Attempt
from store.payments.problems import StandingRefused, WayUnavailable
from store.payments.provider import Charge, ProviderRefused, ProviderUnreachable
from store.payments.providers import Providers

log = logging.getLogger(__name__)

NOT_UNDERSTOOD = "渠道的回答看不懂，稍后再问"


class Cashier:
    def __init__(self, db: Database, clock: Clock, providers: Providers) -> None:
        self.providers = providers
        self._db = db
        self._clock = clock

    async def hand_over(self, attempt: str, *, address: str = "", back_to: str = "") -> None:
        """Ask the provider for what the buyer's device needs, unless that was done.

        Asking twice is harmless: the number is the same. Raises ProviderUnreachable, ProviderRefused, WayUnavailable.
        """
        async with self._db.read() as session:
            found = await reads.attempt(session, attempt)
            what = await reads.what(session, found.order.id)
        if found.attempt.state != "waiting" or found.attempt.handover is not None:
            return
        provider = await self.providers.get(found.attempt.provider)
        try:
            handover = await provider.charge(_charge(found.attempt, what, address, back_to))
        except ProviderRefused as refused:
            log.warning("%s refused a payment: %s", provider.name, refused.said, extra={"attempt": attempt})
            await self._db.write(actions.refused, attempt, refused.said)
            raise
        await self._db.write(actions.handed, attempt, handover)

    async def look(self, attempt: Attempt, *, glance: bool = False) -> None:
        """Ask how an attempt stands; one that shall not be paid any more is closed.

        A page that waits only takes a `glance`: however often it does, the sweep asks when it would have asked.
        """
        try:
            provider = await self.providers.get(attempt.provider)
            number = attempt.id.upper()
            closing = attempt.state == "closing"
            standing = await (provider.close(number) if closing else provider.ask(number))
            await self._db.write(actions.heard, standing, provider.name, glance=glance)
        except (ProviderUnreachable, WayUnavailable) as unheard:
            await self._db.write(actions.unheard, attempt.id, getattr(unheard, "said", ""), glance=glance)
        except StandingRefused as refused:
            log.error("a payment does not fit our records: %s", refused, extra={"attempt": attempt.id})  # noqa: TRY400 - a sentence
            await self._db.write(actions.unheard, attempt.id, str(refused), glance=glance)

    async def pay_back(self, refund: str) -> None:
        """Take the next step of a refund, if it is its turn; a step that fails comes again with the same number."""
        step = await self._db.write(actions.try_refund, refund)
        if step is None:
            return
        try:
            provider = await self.providers.get(step.provider)
            if step.begun:
                standing = await provider.ask_refund(step.repayment.number, step.repayment.charge)
            else:
                standing = await provider.refund(step.repayment)
            await self._db.write(actions.refund_moved, standing, provider.name)
        except (ProviderUnreachable, WayUnavailable) as unheard:
            await self._db.write(actions.refund_unheard, refund, getattr(unheard, "said", ""))
        except StandingRefused as refused:
            log.error("a refund does not fit our records: %s", refused, extra={"refund": refund})  # noqa: TRY400 - a sentence
            await self._db.write(actions.refund_unheard, refund, str(refused))

    async def sweep(self) -> int:
        """Everything that is due now, one after another; how much it was."""
        now = self._clock.now()
        async with self._db.read() as session:
            stranded = await reads.strands(session, now)
        if stranded:
            await self._db.write(actions.strand)
        async with self._db.read() as session:
            due, refunds = await reads.due(session, now), await reads.due_refunds(session, now)
        for attempt in due:
            await self._one(self.look(attempt), actions.unheard, attempt.id)
        for refund in refunds:
            await self._one(self.pay_back(refund), actions.refund_unheard, refund)
        return len(due) + len(refunds)

    async def _one(self, work: Awaitable[None], put_off: Callable[[Transaction, str, str], None], number: str) -> None:
        """What is wrong with one does not hold up the others; it comes again after a pause that grows."""
        try:
            await work
        except Exception:
            log.exception("a payment or refund could not be looked after", extra={"number": number})
            await self._db.write(put_off, number, NOT_UNDERSTOOD)


def _charge(attempt: Attempt, what: str, address: str, back_to: str) -> Charge:
    return Charge(
        number=attempt.id.upper(),
        way=attempt.way,
        amount=attempt.amount,
        what=what,
        app=attempt.app,
        payer=attempt.payer,
        address=address,
        expires_at=attempt.expires_at,
        back_to=back_to,
    )
