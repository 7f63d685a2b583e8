"""What becomes of invites by the calendar; called every half minute, after orders, each step a small action."""

import functools

from appliance.db import Database, go_through
from appliance.keys import Keys
from store.invites import actions

STEP = 10
"""Each is compared with all that its inviter has left: nobody who writes waits long behind a step."""


async def sweep(db: Database, keys: Keys) -> None:
    """Orders that went back count no more, paid ones are looked at, completed ones are rewarded, the rest lapses."""
    judge = functools.partial(actions.judge_due, keys=keys)
    settle = functools.partial(actions.settle_due, keys=keys)
    for step in (actions.release, judge, settle, actions.lapse):
        await go_through(db, step, STEP)
