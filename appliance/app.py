"""The only wiring of the web process: what the console, the viewers' page and the API are made of."""

import re
from contextlib import AsyncExitStack
from pathlib import Path

from quart import Quart, Response, request, send_from_directory
from sqlalchemy.ext.asyncio import AsyncSession

import console
from appliance import deeds, last_show, lively, openapi, refusals, seating
from appliance.blobs import DiskBlobs
from appliance.bodies import Asked
from appliance.bus import Bus, open_bus
from appliance.clock import Clock, SystemClock
from appliance.cloud.far import Far, far_of
from appliance.cloud.shared import SharedBlobs
from appliance.config import Config
from appliance.db import Database, opened
from appliance.errors import NotFound
from appliance.house import House, house
from appliance.http import json_answer
from appliance.identity.door import Door
from appliance.identity.gone import Gone
from appliance.keys import Keys
from appliance.lease.board import Boxes
from appliance.metrics import CONTENT_TYPE, Metrics, is_near
from appliance.posters import api as posters_api
from appliance.posters.maker import Maker
from appliance.routing import Rule
from appliance.sending import Sending
from appliance.talking import HOLDING as COMMENTS
from appliance.talking import REPORTS, VISITS, show_on_air
from appliance.tasks import Tasks
from chat.comments import api as comments_api
from chat.comments import restraining, settling
from chat.moderation import decency
from chat.reports import api as reports_api
from media.broadcasts import api as broadcasts_api
from media.broadcasts import reads as broadcasts
from media.broadcasts.actions import BroadcastNotFound
from media.broadcasts.board import Board
from media.control import api as control_api
from media.mirror.board import MirrorBoard
from media.recording import api as replays_api
from media.recording.clips import api as clips_api
from media.recording.clips import reads as clips
from media.recording.views import Views
from media.relay import api as relay_api
from media.relay.board import RelayBoard
from media.stage.battles import api as battles_api
from media.stage.seats import api as seats_api
from media.stage.stores import api as stores_api
from media.webrtc import api as webrtc_api
from store.after_sales import api as after_sales_api
from store.after_sales.holding import HOLDING as AFTER_SALES
from store.catalogue import adlaw
from store.catalogue import api as catalogue_api
from store.catalogue.promoted import Promotions
from store.checkout import api as checkout_api
from store.checkout.holding import HOLDING as CART
from store.checkout.numbers import Numbers
from store.gifts import api as gifts_api
from store.gifts.holding import HOLDING as GIFTS
from store.invites import api as invites_api
from store.invites.holding import HOLDING as INVITES
from store.members import api as members_api
from store.members import departures
from store.orders import api as orders_api
from store.orders.holding import HOLDING as ORDERS
from store.payments import api as payments_api
from store.payments.cashier import Cashier
from store.payments.holding import HOLDING as PAYMENTS
from store.payments.providers import Providers
from store.play import api as play_api
from store.play.holding import HOLDING as PLAY
from store.promotions import api as promotions_api
from store.promotions import reads as promotions
from store.promotions.bargains import api as bargains_api
from store.promotions.bargains.holding import HOLDING as BARGAINS
from store.promotions.flash_sales import api as flash_sales_api
from store.promotions.flash_sales.holding import HOLDING as FLASH_SALES
from store.promotions.group_buys import api as group_buys_api
from store.promotions.group_buys.holding import HOLDING as GROUP_BUYS
from store.promotions.holding import HOLDING as PROMOTIONS
from store.promotions.mall import offered
from store.reach import api as reach_api
from store.reach.holding import HOLDING as MESSAGES
from store.shelf import api as shelf_api
from store.shelf import chapters
from store.shelf import reads as shelves
from store.shelf.holding import HOLDING as WISHES
from store.shelf.in_hand import InHands
from store.shelf.showing import Showing
from store.shop import api as shop_api
from store.stage import Show
from store.wechat.opened import Weixin

VIEWER = Path(__file__).parents[1] / "miniprogram" / "h5" / "dist"
VIEWER_ADDRESSES = (
    *("/", "/rooms/<room>", "/replays/<show>", "/shop", "/shop/about", "/goods", "/products/<product>", "/cart"),
    *("/orders", "/orders/<order>", "/orders/<order>/payment", "/orders/<order>/after-sale"),
    *("/after-sales", "/after-sales/<after_sale>", "/me", "/me/addresses", "/me/addresses/<place>"),
    *("/bargains/<haggle>", "/teams/<team>", "/me/deals", "/me/invites"),
    *("/me/coupons", "/me/points", "/me/wins", "/me/kept/<kind>", "/me/settings", "/rounds/<round_id>/proof"),
)
"""As in miniprogram/h5/routes.js."""
FOR_EVER = "public, max-age=31536000, immutable"
BLOBS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "mp4": "video/mp4"}
LONGEST_BODY = 16 * 1024 * 1024
APIS = (
    *(broadcasts_api.api, control_api.api, seats_api.api, battles_api.api, stores_api.api, webrtc_api.api),
    *(deeds.api, last_show.api, replays_api.api, clips_api.api, lively.api, chapters.api, relay_api.api, seating.api),
    posters_api.api,
    *(comments_api.api, restraining.api, settling.api, reports_api.api),
    *(members_api.api, catalogue_api.api, shop_api.api, promotions_api.api, orders_api.api, shelf_api.api),
    *(flash_sales_api.api, checkout_api.api, after_sales_api.api, payments_api.api, payments_api.callbacks),
    *(play_api.api, gifts_api.api, bargains_api.api, group_buys_api.api, reach_api.api),
    invites_api.api,
)
HOLDINGS = (
    COMMENTS,
    VISITS,
    REPORTS,
    AFTER_SALES,
    ORDERS,
    PAYMENTS,
    PROMOTIONS,
    FLASH_SALES,
    BARGAINS,
    GROUP_BUYS,
    INVITES,
    WISHES,
    CART,
    PLAY,
    GIFTS,
    MESSAGES,
)
"""What features keep of a person, in the order in which a merge, a copy and a deletion reach it."""


def create_app(config: Config, *, bus: Bus | None = None, clock: Clock | None = None, name: str = "web") -> Quart:
    """The web process's application; database and bus are opened while it serves. `name`: the process's own."""
    app = Quart("jinbo", static_folder=None)
    app.url_rule_class = Rule
    app.request_class = Asked
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    clock = clock or SystemClock()
    bus = bus or open_bus(config, name)
    keys = Keys.of(config.data)
    db = Database(config.database_url, bus=bus, clock=clock)
    disk, far = DiskBlobs(config.data / "blobs", reserve=config.orders_only), far_of(config, db, keys, clock)
    app.extensions["jinbo"] = House(
        config=config,
        db=db,
        bus=bus,
        clock=clock,
        keys=keys,
        blobs=SharedBlobs(disk, far) if config.box else disk,
        door=Door(db, keys, config.data / "secrets"),
    )
    app.extensions["gone"] = Gone()
    app.extensions["weixin"] = Weixin(db, keys, clock)
    app.extensions["board"] = Board(clock)
    app.extensions["boxes"] = Boxes(db, clock)
    app.extensions["relays"] = RelayBoard(clock)
    app.extensions["mirrors"] = MirrorBoard(clock)
    app.extensions["enter"] = seating.enter
    app.extensions["stage"] = _show
    app.extensions["awaited"] = _awaited
    app.extensions["public-rooms"] = broadcasts.public
    app.extensions["show-on-air"] = show_on_air
    app.extensions["adverts"] = adlaw.named
    app.extensions["decent"] = decency()
    app.extensions["audience"] = app.extensions["board"].viewers
    app.extensions["promotions"] = Promotions(
        promotions.rules, promotions.buyer, promotions.claimable, shelves.prices_of, promotions.takeable, offered
    )
    app.extensions["in-hand"] = InHands(db, clock)
    app.extensions["showing"] = Showing(db, clock, clips.explained)
    app.extensions["cashier"] = Cashier(db, clock, Providers(db, keys, clock, config))
    app.extensions["posters"] = Maker(config.data / "cache" / "posters", clock, reserve=config.orders_only)
    app.extensions["sending"] = Sending(clock)
    app.extensions["numbers"] = Numbers(clock)
    app.extensions["views"] = Views(clock)
    app.extensions["holdings"] = HOLDINGS
    for api in APIS:
        app.register_blueprint(api)
    posters_api.mount(app)
    console.mount(app)
    refusals.mount(app)
    _mount_viewer(app)
    _mount_the_rest(app)
    _open_while_serving(app, db, bus, clock, far)
    return app


async def _show(session: AsyncSession, room: str) -> Show:
    """What goods may know of a room. Raises RoomNotFound."""
    await broadcasts.room(session, room)
    found = await broadcasts.on_air(session, room)
    return Show() if found is None else Show(found.id, found.aired_at or found.starts_at)


async def _awaited(session: AsyncSession, broadcast: str) -> None:
    """Raises BroadcastNotFound."""
    if (await broadcasts.show(session, broadcast)).state != "scheduled":
        raise BroadcastNotFound


def _open_while_serving(app: Quart, db: Database, bus: Bus, clock: Clock, far: Far) -> None:
    """Not `while_serving`: where hypercorn cannot listen, it never ends that one, and the loop trips over the rest."""
    open_now = AsyncExitStack()

    @app.before_serving
    async def begin() -> None:
        await open_now.enter_async_context(opened(db, bus))
        open_now.push_async_callback(far.aclose)
        if app.extensions["jinbo"].config.box:
            await app.extensions["boxes"].look()
            tasks = await open_now.enter_async_context(Tasks(clock))
            tasks.start("boxes", app.extensions["boxes"].run, restart="always")
        app.extensions["board"].listen(bus)
        app.extensions["relays"].listen(bus)
        app.extensions["mirrors"].listen(bus)
        await departures.follow(app.extensions["gone"], db, bus, clock.now())

    @app.after_serving
    async def end() -> None:
        await app.extensions["in-hand"].stop()
        await app.extensions["showing"].stop()
        await app.extensions["posters"].aclose()
        await app.extensions["weixin"].aclose()
        await app.extensions["cashier"].providers.aclose()
        await open_now.aclose()


def _mount_viewer(app: Quart) -> None:
    async def viewer(**_: str) -> Response:
        """The page reads its own address."""
        answer = await send_from_directory(VIEWER, "index.html")
        answer.headers["cache-control"] = "no-cache"
        answer.headers["content-security-policy"] = _policy()
        # By the address it comes from WeChat knows whose page began an H5 payment.
        answer.headers["referrer-policy"] = "strict-origin-when-cross-origin"
        return answer

    for address in VIEWER_ADDRESSES:
        app.add_url_rule(address, view_func=viewer)

    @app.get("/viewer/<path:file>")
    async def viewer_file(file: str) -> Response:
        answer = await send_from_directory(VIEWER, file)
        named_by_content = re.fullmatch(r"\w+\.\w{8,12}\.(js|css|json)", file)
        answer.headers["cache-control"] = FOR_EVER if named_by_content else "public, max-age=3600"
        return answer


def _mount_the_rest(app: Quart) -> None:
    metrics = Metrics()

    @app.get("/blobs/<name>")
    async def blob(name: str) -> Response:
        kind = BLOBS.get(name.rpartition(".")[2])
        if kind is None:
            raise NotFound
        content = await house().blobs.get(name)
        answer = Response(content, content_type=kind)
        answer.headers["cache-control"] = FOR_EVER
        await answer.make_conditional(request, accept_ranges=True, complete_length=len(content))
        return answer

    @app.get("/api/v1/openapi.json")
    async def api_document() -> Response:
        return json_answer(openapi.document(app, house().version))

    @app.get("/healthz")
    async def healthz() -> Response:
        healthy = await house().db.healthy()
        return json_answer({"healthy": healthy, "process": "web"}, 200 if healthy else 503)

    @app.get("/metrics")
    async def metrics_text() -> Response:
        if not is_near(request.remote_addr or ""):
            raise NotFound
        return Response(metrics.render(), content_type=CONTENT_TYPE)

    @app.after_request
    async def harden(answer: Response) -> Response:
        answer.headers["x-content-type-options"] = "nosniff"
        answer.headers.setdefault("referrer-policy", "same-origin")
        return answer


def _policy() -> str:
    """The viewers' page may fetch the picture from the edge, and run nothing but its own files."""
    return (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "media-src * blob:; connect-src *; worker-src blob:; frame-ancestors 'self'; base-uri 'self'"
    )
