"""WHIP (RFC 9725) and WHEP: pictures and sound in and out by WebRTC, for OBS and browsers.

    POST /whip/KEY          or /whip with the key as bearer; 201 with the answer, all candidates in it
    POST /whep/ROOM         for colleagues, by their session; /whep/ROOM/host without the host's voice
    POST /whip/stage        for a guest, with the ticket of the seat as bearer; /whep/stage is what the guest hears
    DELETE Location         200

aiortc restarts no connection and takes no late candidates, so PATCH is refused: a peer that was cut off posts anew.
"""

from collections.abc import Awaitable, Callable

from quart import Blueprint, Response, request

from appliance.errors import Problem, TooLarge
from appliance.house import house
from appliance.http import Route, admit, json_answer, language
from appliance.identity.permissions import EVERYONE, Permission
from appliance.refusals import WrongMethod, refusal
from media.stage.presence import is_here
from media.stage.seats.api import own as own_seat
from media.stage.stores.api import seat_for
from media.webrtc import signalling
from media.webrtc.problems import KeyMissing, NotAnOffer, SessionOver

api = Blueprint("webrtc", __name__)

SDP = "application/sdp"
LONGEST_OFFER = 64 * 1024
_PUSHED = ("/whip", "/whip/<key>")
_WATCHED = ("/whep/<room>",)
_SESSIONS = ("/whip/sessions/<session>", "/whep/sessions/<session>")

View = Callable[..., Awaitable[Response]]


def _route(*methods: str, at: tuple[str, ...], allow: Permission = EVERYONE) -> Callable[[View], View]:
    """As `Pages.page` does it, but a program that is refused hears a Problem and is sent nowhere."""

    def declare(view: View) -> View:
        async def answer(**values: str) -> Response:
            try:
                await admit(allow)
                told: Response = await view(**values)
            except Problem as problem:
                told = refusal(problem, language())
            return _open_to_scripts(told)

        answer.route = Route(allow)  # type: ignore[attr-defined]
        for path in at:
            api.add_url_rule(path, f"{view.__name__} {path}", answer, methods=methods, provide_automatic_options=False)
        return view

    return declare


@_route("POST", at=_PUSHED)
async def push(key: str = "") -> Response:
    key = _bearer() or key
    if not key:
        raise KeyMissing
    return _created(await _ask(signalling.Push(key, await _offer(), request.remote_addr or "")), "/whip")


@_route("POST", at=_WATCHED, allow=Permission.ROOMS_SEE)
async def watch(room: str) -> Response:
    return _created(await _ask(signalling.Watch(room, await _offer())), "/whep")


@_route("POST", at=("/whip/stage",))
async def join() -> Response:
    """A guest, with the ticket of the seat as bearer."""
    seat = await own_seat()
    return _created(await _ask(signalling.Join(seat.id, await _offer())), "/whip")


@_route("POST", at=("/whip/store",))
async def show_here() -> Response:
    """Another store's box, in a contest with us: its host's picture, with a letter of its own as bearer."""
    offer = await _offer()
    return _created(await _ask(signalling.Join(await seat_for(offer), offer)), "/whip")


@_route("POST", at=("/whep/stage",))
async def listen() -> Response:
    """The show as that guest hears it: without the own voice."""
    seat = await own_seat()
    return _created(await _ask(signalling.Listen(seat.id, await _offer())), "/whep")


@_route("POST", at=("/whep/<room>/host",), allow=Permission.STAGE_RUN)
async def listen_as_host(room: str) -> Response:
    """The show as the host hears it."""
    return _created(await _ask(signalling.Hear(room, await _offer())), "/whep")


@_route("GET", at=("/whep/<room>/possible",), allow=Permission.ROOMS_SEE)
async def possible(room: str) -> Response:
    """So that a page need not try, and be refused, where the host pushes by RTMP."""
    return json_answer({"possible": await is_here(room)})


@_route("DELETE", at=_SESSIONS)
async def hang_up(session: str) -> Response:
    """Whoever knows its name, which nobody guesses, may end it."""
    await signalling.ask(house().config.run, signalling.HangUp(session))
    return Response(b"", 200)


@_route("GET", "PATCH", "POST", "PUT", at=_SESSIONS)
async def is_over(session: str) -> Response:
    """Nothing else is done with a session; who asks is told why it is over, if it is."""
    told = await signalling.ask(house().config.run, signalling.AskWhy(session))
    if isinstance(told, signalling.Said) and told.text:
        raise SessionOver(why=told.text, final=told.final)
    return _not_so("DELETE, OPTIONS")


@_route("DELETE", "GET", "PATCH", "PUT", at=_PUSHED + _WATCHED)
async def only_offers(**_: str) -> Response:
    return _not_so("OPTIONS, POST")


@_route("OPTIONS", at=_PUSHED + _WATCHED + _SESSIONS)
async def preflight(**_: str) -> Response:
    answer = Response(b"", 204)
    answer.headers["access-control-allow-methods"] = "POST, DELETE, OPTIONS"
    answer.headers["access-control-allow-headers"] = "authorization, content-type, if-match"
    answer.headers["access-control-max-age"] = "86400"
    answer.headers["accept-post"] = SDP
    return answer


def _not_so(allowed: str) -> Response:
    answer = refusal(WrongMethod(), language())
    answer.headers["allow"] = allowed
    return answer


async def _offer() -> str:
    if request.mimetype != SDP:
        raise NotAnOffer
    offer = str(await request.get_data(as_text=True))
    if len(offer) > LONGEST_OFFER:
        raise TooLarge
    return offer


async def _ask(question: signalling.Question) -> signalling.Answered:
    told = await signalling.ask(house().config.run, question)
    assert isinstance(told, signalling.Answered)  # noqa: S101 - the answer to an offer
    return told


def _created(answered: signalling.Answered, at: str) -> Response:
    answer = Response(answered.sdp, 201, content_type=SDP)
    answer.headers["location"] = f"{at}/sessions/{answered.session}"
    answer.headers["etag"] = f'"{answered.session}"'
    for link in _links():
        answer.headers.add("link", link)
    return answer


def _links() -> list[str]:
    """Who helps a peer to reach us (RFC 9725, section 4.6)."""
    config = house().config
    links = [f'<stun:{config.stun}>; rel="ice-server"'] if config.stun else []
    if config.turn:
        links.append(
            f'<{config.turn}>; rel="ice-server"; username="{config.turn_user}"; '
            f'credential="{config.turn_password}"; credential-type="password"'
        )
    return links


def _bearer() -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _open_to_scripts(answer: Response) -> Response:
    """Of any origin: a page elsewhere may push with a key that it was given."""
    answer.headers["access-control-allow-origin"] = "*"
    answer.headers["access-control-expose-headers"] = "Location, Link, ETag"
    answer.headers["cache-control"] = "no-store"
    return answer
