"""Promotions 营销: what runs, what it costs, and how a new one is written down."""

from collections.abc import Sequence
from typing import Any, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import NotFound, Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.drafts import KINDS, KindUnknown, draft_of
from console.entered import entered_of, named_skus
from console.i18n import gettext as _
from console.looks import page, sentence
from console.promises import promise
from console.said import went
from store.catalogue import reads as catalogue
from store.members import levels
from store.pricing.cart import Scope
from store.promotions import actions, reads, running
from store.promotions.actions.making import Move
from store.promotions.checking import Draft, checked, doubts
from store.promotions.models import Promotion

pages = Pages("console_promotions", __name__)
LIST = "/console/promotions"
STATES = ("running", "paused", "draft", "ended")
SCOPED = ("reduction", "gift", "coupon", "points")
"""Kinds that ask which goods they are about; the others name SKUs, or none."""
NAMING = ("timed-price", "bundle", "gift")
MOST_FOUND = 12


class Filled(msgspec.Struct, frozen=True):
    """What stands in a form."""

    fields: dict[str, str]
    skus: dict[str, str] = {}
    scope: Scope = Scope()
    levels: tuple[str, ...] = ()


@pages.page(LIST, allow=Permission.PROMOTIONS_RUN)
async def promotions() -> ResponseReturnValue:
    asked, search = request.args, request.args.get("search", "").strip()
    kind, state = asked.get("kind", ""), asked.get("state", "")
    async with house().db.read() as session:
        found = await reads.promotions(
            session, kinds=[kind] if kind in KINDS else [], state=state if state in STATES else "", search=search
        )
    rows = [(one, promise(written(one))) for one in found]
    return await page(
        "promotions/list.html", rows=rows, kinds=KINDS, states=STATES, kind=kind, state=state, search=search
    )


@pages.page("/console/promotions/new", allow=Permission.PROMOTIONS_RUN)
async def new_promotion() -> ResponseReturnValue:
    return await page("promotions/kinds.html", kinds=KINDS)


@pages.page("/console/promotions/new/<kind>", allow=Permission.PROMOTIONS_RUN)
async def draft(kind: str) -> ResponseReturnValue:
    if kind not in KINDS:
        raise KindUnknown
    return await _form(kind, None, Filled(_BLANK.get(kind, {})))


@pages.page("/console/promotions/new/<kind>", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def add(kind: str) -> ResponseReturnValue:
    return await _save(kind, None)


@pages.page("/console/promotions/preview/<kind>", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def preview(kind: str) -> ResponseReturnValue:
    """What the form would promise, in a sentence; it may have no name yet."""
    try:
        given = draft_of(kind, await request.form)
        given = checked(given if given.name.strip() else msgspec.structs.replace(given, name=kind))
    except NotFound:
        raise
    except Problem as problem:
        return await page("promotions/_preview.html", promised="", missing=sentence(problem), found_doubts=[])
    return await page("promotions/_preview.html", promised=promise(given), missing="", found_doubts=list(doubts(given)))


@pages.page("/console/promotions/goods", allow=Permission.PROMOTIONS_RUN)
async def goods() -> ResponseReturnValue:
    """What a picker finds: SKUs for a price or a set, products for a scope."""
    asked = request.args
    search, pick = asked.get("find", "").strip(), asked.get("pick", "sku")
    found: Sequence[object]
    async with house().db.read() as session:
        if pick == "sku":
            found = (await catalogue.storeroom(session, query=search))[:MOST_FOUND]
        else:
            found = (await catalogue.goods(session, query=search)).rows[:MOST_FOUND]
    return await page("promotions/_found.html", found=found, pick=pick, search=search, kind=asked.get("kind", ""))


@pages.page("/console/promotions/goods/<pick>/<wanted>", allow=Permission.PROMOTIONS_RUN)
async def picked(pick: str, wanted: str) -> ResponseReturnValue:
    """The row that stands in the form for it."""
    kind = request.args.get("kind", "")
    async with house().db.read() as session:
        if pick == "sku":
            rows = await _skus(session, {wanted: ""})
            return await page("promotions/_sku.html", row=rows[0], kind=kind, fresh=True)
        known = await catalogue.product(session, wanted)
    return await page("promotions/_product.html", field=pick, id=known.id, title=known.title)


@pages.page("/console/promotions/<promotion>", allow=Permission.PROMOTIONS_RUN)
async def promotion(promotion: str) -> ResponseReturnValue:
    return await shown(promotion)


@pages.page("/console/promotions/<promotion>/edit", allow=Permission.PROMOTIONS_RUN)
async def edit(promotion: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.promotion(session, promotion)
    known = written(found)
    return await _form(
        found.kind, found, Filled(entered_of(known), named_skus(known.rule), known.scope, known.audience.levels)
    )


@pages.page("/console/promotions/<promotion>/edit", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def change(promotion: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.promotion(session, promotion)
    return await _save(found.kind, found)


@pages.page("/console/promotions/<promotion>/<move>", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def move(promotion: str, move: str) -> ResponseReturnValue:
    if move not in get_args(Move):
        raise NotFound
    await house().db.write(actions.move_promotion, promotion, msgspec.convert(move, Move), signed().id)
    to = f"{LIST}/{promotion}"
    if move == "start":
        return went(to, _("活动开始了"), undo=f"{to}/pause")
    if move == "pause":
        return went(to, _("活动暂停了，下单不再享受"), undo=f"{to}/start")
    return went(to, _("活动结束了"))


async def shown(promotion: str, wrong: Problem | None = None) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.promotion(session, promotion)
        known = written(found)
        facts: dict[str, Any] = {
            "promotion": found,
            "promised": promise(known),
            "skus": await _skus(session, named_skus(known.rule)),
            "scope": await _scope(session, known.scope),
            "issued": await reads.issued(session, promotion) if found.kind == "coupon" else None,
            "coupons": await reads.latest_coupons(session, promotion) if found.kind == "coupon" else [],
        }
    if wrong is None:
        return await page("promotions/page.html", **facts)
    field, entered = str(wrong.facts.get("field", "")), (await request.form).to_dict()
    return await page("promotions/page.html", wrong.status, wrong={field: sentence(wrong)}, entered=entered, **facts)


def written(found: Promotion) -> Draft:
    known = running.rule(found)
    return Draft(
        name=known.name,
        rule=known.rule,
        scope=known.scope,
        audience=known.audience,
        priority=known.priority,
        stack_group=known.stack_group,
        starts_at=known.starts_at,
        ends_at=known.ends_at,
        budget=found.budget,
        total=found.total,
        per_member=known.per_member,
    )


async def _save(kind: str, found: Promotion | None) -> ResponseReturnValue:
    """What is odd is asked about first; the answer is the box `sure`."""
    posted = await request.form
    try:
        given = checked(draft_of(kind, posted))
        odd = [] if "sure" in posted else list(doubts(given))
        if not odd:
            promotion = await _written(found, given)
            return went(f"{LIST}/{promotion}", _("已保存"))
    except NotFound:
        raise
    except Problem as problem:
        field = str(problem.facts.get("field", ""))
        return await _again(kind, found, problem.status, wrong={field: sentence(problem)})
    return await _again(kind, found, 200, found_doubts=odd)


async def _written(found: Promotion | None, given: Draft) -> str:
    by = signed().id
    if found is None:
        return await house().db.write(actions.add_promotion, given, by)
    await house().db.write(actions.change_promotion, found.id, given, by)
    return found.id


async def _again(kind: str, found: Promotion | None, status: int, **context: Any) -> ResponseReturnValue:
    posted = await request.form
    skus = {sku: posted.get(f"value-{sku}", "") for sku in posted.getlist("sku")}
    scope = Scope(
        products=tuple(posted.getlist("product")),
        categories=tuple(posted.getlist("category")),
        excluded=tuple(posted.getlist("excluded")),
    )
    filled = Filled(posted.to_dict(), skus, scope, tuple(posted.getlist("level")))
    return await _form(kind, found, filled, status, **context)


async def _form(
    kind: str, found: Promotion | None, filled: Filled, status: int = 200, **context: Any
) -> ResponseReturnValue:
    async with house().db.read() as session:
        facts = {
            "skus": await _skus(session, filled.skus),
            "scope": await _scope(session, filled.scope),
            "levels": await _levels(session, filled.levels),
        }
    context.setdefault("found_doubts", [])
    return await page(
        "promotions/edit.html", status,
        kind=kind, promotion=found, entered=filled.fields, scoped=kind in SCOPED, naming=kind in NAMING,
        **facts, **context,
    )  # fmt: skip


async def _skus(session: AsyncSession, wanted: dict[str, str]) -> list[dict[str, Any]]:
    """Those that there are, with what was written beside each."""
    offers = await catalogue.offers(session, list(wanted))
    return [{"offer": offers[sku], "value": value} for sku, value in wanted.items() if sku in offers]


async def _levels(session: AsyncSession, chosen: Sequence[str]) -> list[tuple[str, bool]]:
    """The shop's own, with whether each is chosen; one that is chosen and was removed meanwhile too."""
    known = [level.name for level in await levels.listed(session)]
    return [(name, name in chosen) for name in dict.fromkeys((*known, *chosen))]


async def _scope(session: AsyncSession, scope: Scope) -> dict[str, Any]:
    titles = {one: (await catalogue.product(session, one)).title for one in (*scope.products, *scope.excluded)}
    return {
        "tree": await catalogue.tree(session),
        "categories": scope.categories,
        "products": [(one, titles[one]) for one in scope.products],
        "excluded": [(one, titles[one]) for one in scope.excluded],
        "tags": scope.tags,
    }


_BLANK: dict[str, dict[str, str]] = {
    "reduction": {"measure": "amount", "way": "off"},
    "gift": {"measure": "amount"},
    "coupon": {"way": "off", "days": "7", "per_member": "1", "claimable": "on"},
    "points": {"points_per_yuan": "100", "most_percent": "50", "earn_per_yuan": "1", "valid_days": "365"},
    "shipping": {
        "delivery": "express", "first_weight": "1000", "first": "6.00", "more_weight": "1000", "more": "2.00",
    },
}  # fmt: skip
"""What a fresh form begins with."""
