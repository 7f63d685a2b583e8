"""How an address becomes an answer: every route says who may use it, what it reads and what it gives back.

`Pages` are for the console's browsers (cookie, CSRF), `Api` for viewers and programs (JSON, problem+json, and a
place in the OpenAPI document).
"""

import functools
import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from quart import Blueprint, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from appliance.bodies import expect_files, measure
from appliance.db import acting
from appliance.errors import BadInput, Language, NotAllowed, NotFound, NotSignedIn
from appliance.events import Audience, Event
from appliance.house import house
from appliance.identity import reads, tokens
from appliance.identity.actions import SESSION_DAYS
from appliance.identity.permissions import EVERYONE, Permission, Role, allowed
from appliance.reading import UNREADABLE, has_nul

COOKIE = "jinbo_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., Awaitable[Any]]
Body = TypeVar("Body", bound=msgspec.Struct)


class SignedIn(msgspec.Struct, frozen=True):
    """The colleague who sent the current request."""

    id: str
    login: str
    name: str
    role: Role
    must_change: bool

    def may(self, permission: Permission) -> bool:
        return allowed(self.role, permission)

    def may_hear(self, event: Event | type[Event]) -> bool:
        """What every viewer may know, and of what is for staff that which belongs to their work."""
        if event.audience is Audience.STAFF:
            return event.needs is not None and self.may(event.needs)
        return event.audience is Audience.ROOM


class Route(msgspec.Struct, frozen=True):
    """What a view declares beside its code; kept on the view as `view.route`."""

    allow: Permission
    body: type[msgspec.Struct] | None = None
    answers: Any = None
    status: int = 200
    summary: str = ""
    viewer: bool = False
    """A viewer's token is needed."""
    headers: Mapping[str, str] = {}
    """What may be told in the head of a request, and what for."""
    files: bool = False
    """A viewer may send one."""


class Pages(Blueprint):
    """Routes for browsers of the console: ``@pages.page("/console/rooms", allow=Permission.ROOMS_SEE)``."""

    def page(self, path: str, *, allow: Permission, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
        def declare(view: View) -> View:
            @functools.wraps(view)
            async def answer(**path_values: str) -> Any:
                try:
                    await admit(allow)
                except NotSignedIn:
                    if request.method in SAFE and "hx-request" not in request.headers:
                        return redirect(f"/console/sign-in?next={quote(request.full_path.rstrip('?'))}")
                    raise
                if allow not in (EVERYONE, Permission.ACCOUNT) and _must_change_first():
                    return redirect("/console/account")
                return await view(**path_values)

            answer.route = Route(allow)  # type: ignore[attr-defined]
            self.add_url_rule(path, view.__name__, answer, methods=list(methods))
            return view

        return declare


class Api(Blueprint):
    """JSON routes below /api/v1: ``@api.route_to("POST", "/rooms", body=NewRoom, answers=OpenedRoom, ...)``.

    What a viewer asks of a room is for who may enter it. Raises TooLarge for a body beyond `bodies.measure`.
    """

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name, url_prefix="/api/v1")

    def route_to(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        allow: Permission = EVERYONE,
        body: type[msgspec.Struct] | None = None,
        answers: Any = None,
        status: int = 200,
        viewer: bool = False,
        headers: Mapping[str, str] | None = None,
        files: bool = False,
    ) -> Callable[[View], View]:
        route = Route(allow, body, answers, status, summary, viewer, headers or {}, files)
        in_a_room = "<room>" in path

        def declare(view: View) -> View:
            @functools.wraps(view)
            async def answer(**values: Any) -> Response:
                await admit(allow)
                if viewer:
                    claims = values["viewer"] = the_viewer()
                    if in_a_room:
                        await let_in(values["room"], claims.viewer)
                    if files:
                        expect_files()
                if body is not None:
                    raw = await request.get_data()
                    measure(raw)
                    values["body"] = decode(raw, body)
                return json_answer(await view(**values), status)

            answer.route = route  # type: ignore[attr-defined]
            self.add_url_rule(path, view.__name__, answer, methods=[method])
            return view

        return declare


async def let_in(room: str, viewer: str = "") -> None:
    """For what is told of a room at an address that does not name it.

    Raises RoomNotFound, SentOut, InvitedOnly to who shows no ticket of a private room.
    """
    await current_app.extensions["enter"](room, viewer)


async def may_enter(room: str, viewer: str) -> bool:
    """Whether what a room has for who is in it is for this viewer; not where it is gone or they were sent out."""
    try:
        await let_in(room, viewer)
    except (NotAllowed, NotFound):
        return False
    return True


async def admit(allow: Permission) -> None:
    """Let the sender of the current request in, or raise NotSignedIn or NotAllowed."""
    await _recognise()
    if allow is not EVERYONE:
        colleague = staff()
        if colleague is None:
            raise NotSignedIn
        if not colleague.may(allow):
            raise NotAllowed
        if request.method not in SAFE:
            await _check_csrf()


def staff() -> SignedIn | None:
    """The colleague who sent the current request, if one did."""
    found: SignedIn | None = g.get("staff")
    return found


def signed() -> SignedIn:
    """The colleague who sent the current request. Raises NotSignedIn."""
    found = staff()
    if found is None:
        raise NotSignedIn
    return found


def language() -> Language:
    """What the sender reads: the `language` cookie, else Accept-Language, else the house's default."""
    chosen = request.cookies.get("language") or request.accept_languages.best_match(["zh", "en"])
    return "en" if (chosen or house().config.language).startswith("en") else "zh"


def host() -> str:
    """The name by which the sender reached this box: without the port, an IPv6 address without its brackets.

    A phone is told addresses by it, so that it can reach them.
    """
    name, colon, port = request.host.rpartition(":")
    return (name if colon and port.isdecimal() else request.host).strip("[]")


def csrf_token() -> str:
    """Bound to the session, so that it is good in every tab and ends with it."""
    return house().keys.fingerprint("csrf", request.cookies.get(COOKIE, ""))[:40]


async def form(kind: type[Body]) -> Body:
    """The posted form as a `kind`. Raises BadInput whose facts name the `field`."""
    posted = await request.form
    names = kind.__struct_fields__
    return _convert({name: posted[name].replace("\0", "") for name in names if name in posted}, kind)


def decode(raw: bytes | str, kind: type[Body]) -> Body:
    """Raises BadInput; for a NUL too, which PostgreSQL does not take in a text."""
    if has_nul(raw if isinstance(raw, bytes) else raw.encode()):
        raise BadInput(why="a NUL in the text")
    try:
        return msgspec.json.decode(raw, type=kind)
    except UNREADABLE as error:
        raise BadInput(why=str(error)) from error


def json_answer(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def remember(answer: Response | WerkzeugResponse, cookie: str) -> None:
    answer.set_cookie(
        COOKIE, cookie, max_age=SESSION_DAYS * 86400, httponly=True, samesite="Lax", secure=request.is_secure
    )


def forget(answer: Response | WerkzeugResponse) -> None:
    answer.delete_cookie(COOKIE)


def the_viewer() -> tokens.Claims:
    """The viewer whose token the current request bears. Raises NotSignedIn."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn
    claims = tokens.read(house().keys.derive("tokens"), token, "viewer", house().clock.now())
    if claims.viewer in current_app.extensions["gone"]:
        raise tokens.TokenRefused
    return claims


def _must_change_first() -> bool:
    """The password was handed over by somebody else, who still knows it."""
    colleague = staff()
    return colleague is not None and colleague.must_change


async def _recognise() -> None:
    acting.set("")
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return
    async with house().db.read() as session:
        found = await reads.by_session(session, house().door.fingerprint(cookie), house().clock.now())
    if found is not None:
        g.staff = SignedIn(found.id, found.login, found.name, Role(found.role), found.must_change)
        acting.set(found.id)


async def _check_csrf() -> None:
    token = request.headers.get("x-csrf-token") or (await request.form).get("csrf", "")
    if not hmac.compare_digest(token.encode(), csrf_token().encode()):
        raise NotAllowed


def _convert(values: dict[str, str], kind: type[Body]) -> Body:
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        why = str(error)
        field = why.partition("`$.")[2].partition("`")[0] or why.partition("required field `")[2].partition("`")[0]
        raise BadInput(why=why, field=field) from error
