"""Goods 商品: the list, a new one, and what is written about one."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from appliance.clock import CHINA
from appliance.errors import BadInput, Conflict, Problem
from appliance.house import house
from appliance.http import Pages, language, signed
from appliance.identity.permissions import Permission
from console.figures import fen_of, pieces_of
from console.i18n import gettext as _
from console.i18n import ngettext
from console.looks import again, page
from console.pages.talk import room_names
from console.said import went
from console.several import tags_of, tags_text
from console.words import for_field
from store.catalogue import actions, adlaw, reads
from store.catalogue.actions.products import RETURN_KINDS
from store.catalogue.models import Product
from store.catalogue.on_offer import OnOffer
from store.catalogue.reads.storeroom import PAGE, State
from store.catalogue.searching import searchable
from store.members import levels
from store.promotions import deals

pages = Pages("console_goods", __name__)
LIST = "/console/goods"


class NothingChosen(BadInput):
    zh = "还没有勾选商品"
    en = "No product is chosen yet"


class NotMoved(Conflict):
    zh = "办成 {done} 个，没办成 {failed} 个。{which}"
    en = "{done} done, {failed} not. {which}"


class MomentUnreadable(BadInput):
    zh = "这个时间没有写对"
    en = "This time cannot be read"


@pages.page(LIST, allow=Permission.GOODS_SEE)
async def goods() -> ResponseReturnValue:
    return await _list()


@pages.page("/console/goods/new", allow=Permission.GOODS_EDIT)
async def new_product() -> ResponseReturnValue:
    return await page("goods/new.html", doubts=[])


@pages.page(LIST, allow=Permission.GOODS_EDIT, methods=("POST",))
async def draft() -> ResponseReturnValue:
    posted = await request.form
    await learn_pinyin()
    try:
        wording = actions.Wording(title=posted.get("title", ""))
        price = fen_of(posted, "price")
        product = await house().db.write(actions.draft, wording, price, signed().id, _confirmed(posted))
    except Problem as problem:
        return await again("goods/new.html", problem, doubts=doubts_of(problem))
    return went(f"/console/goods/{product}/pictures", _("商品建好了，先给它放几张图片"))


@pages.page("/console/goods/<product>", allow=Permission.GOODS_SEE)
async def edit(product: str) -> ResponseReturnValue:
    return await page("goods/edit.html", **await _about(product))


@pages.page("/console/goods/<product>", allow=Permission.GOODS_EDIT, methods=("POST",))
async def change(product: str) -> ResponseReturnValue:
    posted = await request.form
    await learn_pinyin()
    try:
        await house().db.write(actions.change, product, _wording(posted), signed().id, _confirmed(posted))
    except Problem as problem:
        about = await _about(product)
        about |= {"chosen": posted.getlist("categories"), "early": posted.getlist("early_levels")}
        about |= {"entered": posted.to_dict(), "doubts": doubts_of(problem)}
        return await again("goods/edit.html", problem, **about)
    return went(f"/console/goods/{product}", _("已保存"))


@pages.page("/console/goods/<product>/shelf", allow=Permission.GOODS_EDIT, methods=("POST",))
async def shelve(product: str) -> ResponseReturnValue:
    await house().db.write(actions.shelve, product, signed().id)
    return went(f"/console/goods/{product}", _("上架了"), undo=f"/console/goods/{product}/shelf/off")


@pages.page("/console/goods/<product>/shelf/off", allow=Permission.GOODS_EDIT, methods=("POST",))
async def unshelve(product: str) -> ResponseReturnValue:
    await house().db.write(actions.unshelve, product, signed().id)
    return went(f"/console/goods/{product}", _("下架了"), undo=f"/console/goods/{product}/shelf")


@pages.page("/console/goods/shelf", allow=Permission.GOODS_EDIT, methods=("POST",))
async def shelve_many() -> ResponseReturnValue:
    """Each by itself, so that one that cannot be shelved does not hold up the others."""
    posted = await request.form
    chosen = posted.getlist("product")
    if not chosen:
        return await _list(NothingChosen())
    verb = actions.shelve if posted.get("to") == "shelved" else actions.unshelve
    failed: dict[str, Problem] = {}
    for product in chosen[:PAGE]:
        try:
            await house().db.write(verb, product, signed().id)
        except Problem as problem:
            failed[product] = problem
    if failed:
        return await _list(await _named(failed, len(chosen[:PAGE]) - len(failed)))
    done = len(chosen)
    if verb is actions.shelve:
        return went(LIST, ngettext("%(num)d 个商品上架了", "%(num)d 个商品上架了", done) % {"num": done})
    return went(LIST, ngettext("%(num)d 个商品下架了", "%(num)d 个商品下架了", done) % {"num": done})


async def _named(failed: Mapping[str, Problem], done: int) -> Problem:
    """What kept which of these from it; of one that is not there any more nothing but that can be said."""
    async with house().db.read() as session:
        titles = await reads.titles(session, failed)
    if not titles:
        return next(iter(failed.values()))
    kept: dict[str, list[str]] = {}
    for product, problem in failed.items():
        kept.setdefault(problem.sentence(language()), []).extend([titles[product]] if product in titles else [])
    comma, colon, stop = ("、", "：", "；") if language() == "zh" else (", ", ": ", "; ")
    which = stop.join(f"{comma.join(names)}{colon}{why}" if names else why for why, names in kept.items())
    return NotMoved(done=done, failed=len(failed), which=which)


def asked() -> tuple[str, State, str]:
    """What the list is searched for, the state and the category it is kept to."""
    args = request.args
    wanted = args.get("state", "all")
    state: State = wanted if wanted in get_args(State) else "all"  # type: ignore[assignment]
    return args.get("search", "").strip(), state, args.get("category", "")


async def learn_pinyin() -> None:
    """Before an action needs it: nobody who buys waits for a dictionary to load."""
    await asyncio.to_thread(searchable, "茶")


async def _list(problem: Problem | None = None) -> ResponseReturnValue:
    search, state, category = asked()
    number = max(pieces_of(request.args, "page", 1), 1)
    async with house().db.read() as session:
        found = await reads.goods(session, query=search, state=state, category=category, page=number)
        tree = await reads.tree(session)
    facts: dict[str, Any] = {
        "rows": found.rows, "found": found.found, "search": search, "state": state, "category": category,
        "tree": tree, "number": number, "pages": -(-found.found // PAGE), "states": get_args(State),
    }  # fmt: skip
    if problem is None:
        return await page("goods/list.html", **facts)
    return await again("goods/list.html", problem, read_at=LIST, **facts)


async def _about(product: str) -> dict[str, Any]:
    async with house().db.read() as session:
        known = await reads.product(session, product)
        chosen = await reads.categories_of_product(session, product)
        tree = await reads.tree(session)
        ranks = [one.name for one in await levels.listed(session)]
        going_on = await deals.going_on(session, [product], house().clock.now())
        rooms = await room_names(session) if going_on else {}
    return {
        "deals": [(one, _run_at(one)) for one in going_on], "rooms": rooms,
        "levels": [*ranks, *(name for name in known.early_levels if name not in ranks)], "early": known.early_levels,
        "product": known, "chosen": chosen, "tree": tree, "kinds": RETURN_KINDS, "entered": _as_entered(known),
        "doubts": [],
    }  # fmt: skip


def _run_at(one: OnOffer) -> str:
    """Where it is run: what a show sells by itself, in its control room. Empty for who may not go there."""
    if one.kind in _PAGES and signed().may(Permission.PROMOTIONS_RUN):
        return _PAGES[one.kind].format(one.activity)
    return f"/console/rooms/{one.room}/control" if one.room and signed().may(Permission.ROOMS_SEE) else ""


def _as_entered(known: Product) -> dict[str, str]:
    moments = {name: for_field(at) if (at := getattr(known, name)) else "" for name in _MOMENTS}
    return {
        "title": known.title,
        "subtitle": known.subtitle,
        "detail": known.detail,
        "tags": tags_text(known.tags),
        "return_kind": known.return_kind,
        "least": str(known.least),
        "most": str(known.most or ""),
        **moments,
        **{f"was-{name}": written for name, written in moments.items()},
    }


_PAGES = {"group-buy": "/console/promotions/group-buys/{}", "bargain": "/console/promotions/bargains"}
_MOMENTS = ("shelve_at", "unshelve_at", "public_at")


def _wording(posted: MultiDict[str, str]) -> actions.Wording:
    """Raises BadInput with the `field` that cannot be read."""
    return actions.Wording(
        title=posted.get("title", ""),
        subtitle=posted.get("subtitle", ""),
        detail=posted.get("detail", ""),
        categories=tuple(posted.getlist("categories")),
        tags=tuple(tags_of(posted.get("tags", ""))),
        return_kind=posted.get("return_kind", ""),
        least=pieces_of(posted, "least", 1),
        most=pieces_of(posted, "most", 0) or None,
        early_levels=tuple(posted.getlist("early_levels")),
        **{name: _moment(posted, name) for name in _MOMENTS},
    )


def _moment(posted: Mapping[str, str], name: str) -> datetime | msgspec.UnsetType | None:
    """A field's local time, which is the shop's; UNSET where it stands as the form was opened with.

    What the calendar did while the form stood open is not done again.
    """
    written = posted.get(name, "")
    if written == posted.get(f"was-{name}"):
        return msgspec.UNSET
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MomentUnreadable(field=name) from error


def _confirmed(posted: MultiDict[str, str]) -> list[str]:
    return posted.getlist("confirmed")


def doubts_of(problem: Problem) -> list[tuple[str, str]]:
    """Each doubtful word and what the law says of it, in the reader's language."""
    words = problem.facts.get("words", [])
    found = adlaw.doubtful(*words) if isinstance(words, list) else []
    return [(each.word, each.zh if language() == "zh" else each.en) for each in found]
