"""How a page is put together: templates, what they may call, and forms that come back with what is wrong."""

from typing import Any

from quart import Quart, Response, make_response, render_template, request

from appliance.alarms import reads as alarms
from appliance.alarms.models import Alarm
from appliance.errors import BadInput, Problem
from appliance.house import house
from appliance.http import csrf_token, language, staff
from appliance.identity.permissions import Permission
from appliance.shell import typed
from console import navigation, promises, words
from console.i18n import gettext, ngettext
from console.i18n import gettext as _
from console.qr import qr
from console.said import said
from console.statics import asset, vendor
from store.money import yuan

THEMES = ("auto", "light", "dark")


def teach(app: Quart) -> None:
    """Give the templates of `app` their words."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    app.jinja_env.globals.update(asset=asset, vendor=vendor, qr=qr, Permission=Permission, typed=_typed)
    app.jinja_env.globals["navigation"] = navigation
    app.jinja_env.filters.update(
        {
            name: getattr(words, name)
            for name in (
                "role_name", "role_duty", "state_name", "state_light", "process_name",
                "clock_time", "day", "day_and_time", "to_the_second", "for_field", "span", "place", "lasting",
                "size", "percent", "rate", "round_name", "source_name", "topic_name", "why_lively",
            )
        }
    )  # fmt: skip
    app.jinja_env.filters["yuan"] = yuan
    app.jinja_env.filters.update(
        {name: getattr(promises, name) for name in ("kind_name", "kind_purpose", "promotion_light", "promotion_state")}
    )
    app.context_processor(_shared)


async def page(template: str, status: int = 200, **context: Any) -> Response:
    """The whole page, or for htmx the part of it that the request's target is about: the template decides."""
    context.setdefault("wrong", {})
    context.setdefault("entered", {})
    answer = await make_response(await render_template(template, **context), status)
    assert isinstance(answer, Response)  # noqa: S101 - render_template gives text, so Quart made it
    return answer


async def again(template: str, problem: Problem, *, read_at: str = "", **context: Any) -> Response:
    """The form once more with what was typed, and beside the field or above the form what is wrong with it.

    `read_at` is where the page is read, for one that is fetched anew: what was posted to may take nothing else.
    """
    field = str(problem.facts.get("field", ""))
    context.setdefault("entered", (await request.form).to_dict())
    return await page(template, problem.status, wrong={field: sentence(problem)}, read_at=read_at, **context)


def sentence(problem: Problem) -> str:
    """In the reader's language; what a decoder says about a field is no sentence for people."""
    return _("这一项没有填对") if type(problem) is BadInput else problem.sentence(language())


def partial() -> bool:
    """Whether htmx asks for a piece of the page that it will put in place."""
    return request.headers.get("hx-request") == "true"


def _typed(*words: str) -> str:
    """A `jinbo` command as it is typed on this box."""
    return typed(house().config.data, *words)


async def _shared() -> dict[str, Any]:
    colleague = staff()
    return {
        "staff": colleague,
        "csrf_token": csrf_token,
        "language": language(),
        "theme": theme(),
        "path": request.path,
        "partial": partial(),
        "said": said,
        "alarms": await _alarms() if colleague and colleague.may(Permission.SYSTEM_SEE) else [],
    }


async def _alarms() -> list[Alarm]:
    async with house().db.read() as session:
        return await alarms.standing(session)


def theme() -> str:
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"
