"""Goods in and out of tables: a rehearsal first, which says line by line what would happen."""

from typing import Any

import msgspec
from quart import Response, request
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.errors import NotFound, Problem
from appliance.house import house
from appliance.http import Pages, language, signed
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.i18n import ngettext
from console.looks import again, page, sentence
from console.pages.goods import asked, learn_pinyin
from console.said import went
from store.catalogue import actions, reads, tables
from store.catalogue.tables import Mistake

pages = Pages("console_importing", __name__)
IMPORT = "/console/goods/import"


class Outcome(msgspec.Struct, frozen=True):
    """Of a rehearsal, or of the import itself."""

    brought: list[actions.Brought]
    mistakes: list[Mistake]


@pages.page(IMPORT, allow=Permission.GOODS_EDIT)
async def choose() -> ResponseReturnValue:
    return await page("goods/import.html", columns=_columns())


@pages.page(IMPORT, allow=Permission.GOODS_EDIT, methods=("POST",))
async def rehearse() -> ResponseReturnValue:
    """Of a new file, or of one that is here already, with words confirmed."""
    posted = await request.form
    confirmed = posted.getlist("confirmed")
    try:
        name, raw = await _given(posted.get("file-name", ""))
        outcome = await _walk(raw, "", confirmed, rehearsal=True)
    except Problem as problem:
        return await again("goods/import.html", problem, columns=_columns())
    key = new_id(house().clock.now())
    return await page("goods/rehearsal.html", **_shown(outcome), name=name, key=key, confirmed=confirmed)


@pages.page("/console/goods/import/<name>", allow=Permission.GOODS_EDIT, methods=("POST",))
async def bring_in(name: str) -> ResponseReturnValue:
    """What can be brought in is, even where other lines cannot; once for each rehearsal, that posts its `key`."""
    if not name.endswith(".csv"):
        raise NotFound
    posted = await request.form
    confirmed, key = posted.getlist("confirmed"), f"{name}/{posted.get('key', '')}"
    outcome = await _walk(await house().blobs.get(name), key, confirmed, rehearsal=False)
    if outcome.mistakes:
        return await page("goods/rehearsal.html", **_shown(outcome), name="", confirmed=confirmed)
    done = len(outcome.brought)
    return went("/console/goods", ngettext("导入了 %(num)d 个商品", "导入了 %(num)d 个商品", done) % {"num": done})


@pages.page("/console/goods/export.csv", allow=Permission.GOODS_SEE)
async def export() -> ResponseReturnValue:
    """All that the list's filters show; without what things cost the shop, for those who may not edit them."""
    search, state, category = asked()
    async with house().db.read() as session:
        lines = await reads.listing(session, query=search, state=state, category=category)
    if not signed().may(Permission.GOODS_EDIT):
        cost = list(tables.COLUMNS).index("cost")
        lines = [[*line[:cost], "", *line[cost + 1 :]] for line in lines]
    answer = Response(tables.written(lines), content_type="text/csv; charset=utf-8")
    day = house().clock.now().astimezone(CHINA).date().isoformat()
    answer.headers["content-disposition"] = f'attachment; filename="goods-{day}.csv"'
    return answer


async def _given(name: str) -> tuple[str, bytes]:
    """The file of this request, kept for the real import. Raises TableUnreadable."""
    if name.endswith(".csv"):
        return name, await house().blobs.get(name)
    uploaded = (await request.files).get("file")
    if uploaded is None or not uploaded.filename:
        raise tables.TableUnreadable(field="file")
    raw = uploaded.read()
    tables.read(raw)
    return await house().blobs.put(raw, ".csv"), raw


async def _walk(raw: bytes, key: str, confirmed: list[str], *, rehearsal: bool) -> Outcome:
    """One product after the other, each in an action of its own."""
    await learn_pinyin()
    table = tables.read(raw)
    outcome = Outcome([], list(table.mistakes))
    for lines in table.products:
        try:
            if rehearsal:
                await house().db.write(actions.rehearse, lines, signed().id, confirmed)
            else:
                outcome.brought.append(await house().db.write(actions.bring_in, lines, key, signed().id, confirmed))
        except actions.Tried as tried:
            outcome.brought.append(tried.brought)
        except actions.LineRefused as refused:
            outcome.mistakes.append(Mistake(refused.number, refused.problem))
    return outcome


def _shown(outcome: Outcome) -> dict[str, Any]:
    words = [mistake.problem.facts.get("words", []) for mistake in outcome.mistakes]
    return {
        "fresh": [one for one in outcome.brought if one.new],
        "changed": [one for one in outcome.brought if not one.new],
        "mistakes": [
            (one.number, sentence(one.problem)) for one in sorted(outcome.mistakes, key=lambda one: one.number)
        ],
        "doubtful": list(dict.fromkeys(word for some in words if isinstance(some, list) for word in some)),
    }


def _columns() -> list[str]:
    return [names[0 if language() == "zh" else 1] for names in tables.COLUMNS.values()]
