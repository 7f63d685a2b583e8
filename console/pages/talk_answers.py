"""自动回答: what the shop answers by itself, written and switched by staff."""

import re
from typing import Any

import msgspec
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from chat.comments.cards import check_adverts
from chat.manners import answering
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went

pages = Pages("console_talk_answers", __name__)
ANSWERS = "/console/talk/answers"
MODERATE = Permission.CHAT_MODERATE
EVERY = (30, 60, 120, 300, 600)


class Given(msgspec.Struct, frozen=True):
    words: str
    """Between commas, or one to a line."""
    text: str
    every_seconds: int = 60
    active: bool = False
    sure: bool = False
    answer: str = ""
    """Which one is changed; empty: it is new."""


class Chosen(msgspec.Struct, frozen=True):
    answer: str


@pages.page(ANSWERS, allow=MODERATE)
async def answers() -> ResponseReturnValue:
    return await page("talk/answers.html", **await _answers())


@pages.page(ANSWERS, allow=MODERATE, methods=("POST",))
async def put() -> ResponseReturnValue:
    given = await form(Given)
    words = re.split(r"[\n,，、;；]+", given.words)
    try:
        check_adverts(given.text, sure=given.sure)
        await house().db.write(
            answering.put, given.answer, words, given.text, given.every_seconds, signed().id, active=given.active
        )
    except Problem as problem:
        return await again("talk/answers.html", problem, at=given.answer or "new", **await _answers())
    return went(ANSWERS, _("自动回答存好了，一秒内生效") if given.active else _("存好了，还没打开"))


@pages.page("/console/talk/answers/removal", allow=MODERATE, methods=("POST",))
async def remove() -> ResponseReturnValue:
    given = await form(Chosen)
    await house().db.write(answering.remove, given.answer, signed().id)
    return went(ANSWERS, _("删掉了"))


async def _answers() -> dict[str, Any]:
    async with house().db.read() as session:
        return {"found": await answering.answers(session), "every": EVERY}
