"""How one may speak: each room's rules, words that are not let through, and what is said with one tap."""

from typing import Any, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from chat.manners import actions, reads
from chat.manners.actions import Rules
from chat.moderation import WordVerdict
from chat.wordlist import OURS
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.talk import room_names
from console.said import went
from media.broadcasts import reads as broadcasts

pages = Pages("console_talk_rules", __name__)
RULES = "/console/talk/rules"
WORDS = "/console/talk/words"
PHRASES = "/console/talk/phrases"
MODERATE = Permission.CHAT_MODERATE


class GivenRules(msgspec.Struct, frozen=True):
    slow_seconds: int
    review: bool = False
    quiet: bool = False
    lawful: bool = False


class GivenWords(msgspec.Struct, frozen=True):
    words: str
    """One to a line."""
    verdict: str


class GivenWord(msgspec.Struct, frozen=True):
    word: str


class GivenPhrases(msgspec.Struct, frozen=True):
    viewer: str = ""
    staff: str = ""


@pages.page(RULES, allow=MODERATE)
async def rules() -> ResponseReturnValue:
    return await page("talk/rules.html", **await _rules())


@pages.page("/console/talk/rules/<room>", allow=MODERATE, methods=("POST",))
async def set_rules(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        await broadcasts.room(session, room)
    try:
        given = await form(GivenRules)
        settled = Rules(given.slow_seconds, given.review, given.quiet, given.lawful)
        await house().db.write(actions.set_rules, room, settled, signed().id)
    except Problem as problem:
        return await again("talk/rules.html", problem, at=room, **await _rules())
    return went(RULES, _("规则改好了，一秒内生效"))


@pages.page(WORDS, allow=MODERATE)
async def words() -> ResponseReturnValue:
    return await page("talk/words.html", **await _words())


@pages.page(WORDS, allow=MODERATE, methods=("POST",))
async def list_words() -> ResponseReturnValue:
    given = await form(GivenWords)
    try:
        count = await house().db.write(actions.list_words, given.words.splitlines(), given.verdict, signed().id)
    except Problem as problem:
        return await again("talk/words.html", problem, read_at=WORDS, **await _words())
    return went(WORDS, _("{count} 个词已生效").format(count=count))


@pages.page("/console/talk/words/removal", allow=MODERATE, methods=("POST",))
async def unlist_word() -> ResponseReturnValue:
    given = await form(GivenWord)
    await house().db.write(actions.unlist_word, given.word, signed().id)
    return went(WORDS, _("“{word}”不在词库里了").format(word=given.word))


@pages.page(PHRASES, allow=MODERATE)
async def phrases() -> ResponseReturnValue:
    async with house().db.read() as session:
        entered = {who: "\n".join(await reads.phrases(session, who)) for who in get_args(actions.Audience)}
    return await page("talk/phrases.html", entered=entered)


@pages.page(PHRASES, allow=MODERATE, methods=("POST",))
async def set_phrases() -> ResponseReturnValue:
    given = await form(GivenPhrases)
    lists: dict[actions.Audience, list[str]] = {
        "viewer": given.viewer.splitlines(),
        "staff": given.staff.splitlines(),
    }
    try:
        await house().db.write(actions.set_all_phrases, lists)
    except Problem as problem:
        return await again("talk/phrases.html", problem)
    return went(PHRASES, _("快捷短语存好了"))


async def _rules() -> dict[str, Any]:
    async with house().db.read() as session:
        names = await room_names(session)
        found = await reads.rules(session)
    return {"rooms": [(room, title, found.get(room) or Rules()) for room, title in names.items()]}


async def _words() -> dict[str, Any]:
    search = request.args.get("search", "").strip()[:30]
    async with house().db.read() as session:
        found = await reads.words(session, search)
        own = {one.word for one in await reads.words(session)}
    return {
        "found": found,
        "search": search,
        "verdicts": get_args(WordVerdict),
        "ours": {verdict: [word for word in words if word not in own] for verdict, words in OURS.items()},
    }
