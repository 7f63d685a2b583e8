"""The `back` process: what can wait."""

import asyncio
import contextlib
import shutil
from datetime import timedelta

from appliance.alarms.lookout import Lookout
from appliance.blobs import DiskBlobs
from appliance.bus import Bus, open_bus
from appliance.clipping import Clipping
from appliance.clock import Clock, SystemClock
from appliance.cloud.far import far_of
from appliance.cloud.reads import has_storage
from appliance.config import Config
from appliance.db import Database, let_go, opened
from appliance.events import ShowMirrored
from appliance.journal import Follower
from appliance.keys import Keys
from appliance.lease.holding import holding
from appliance.pruning import Pruning
from appliance.tasks import Tasks
from appliance.text_check import text_check
from appliance.vital_signs import look_after
from appliance.watchdog import READY, notify
from chat.comments.checking import Checking
from chat.likes import sweeping as likes
from chat.visits import sweeping as visits
from media.broadcasts import actions
from media.broadcasts.reads import on_air_anywhere
from media.recording.clips.watching import Watching
from media.recording.clips.workshop import Workshop
from media.recording.elsewhere import Elsewhere
from media.recording.keeper import Keeper
from media.recording.outbound import Outbound
from media.recording.places import Shelf
from media.recording.pruning import Pruning as LettingGo
from media.recording.returning import Returning
from media.recording.twin import Twin
from media.stage import sweeping as stage
from store.after_sales.sweeping import sweep as sweep_after_sales
from store.catalogue.reads import shelved
from store.catalogue.sweeping import sweep as sweep_goods
from store.checkout.sweeping import sweep as sweep_orders
from store.invites.sweeping import sweep as sweep_invites
from store.members.pictures import sweep as sweep_pictures
from store.orders.standing import sweep as sweep_levels
from store.payments.cashier import Cashier
from store.payments.providers import Providers
from store.payments.reconciling import reconcile_missing
from store.payments.sweeping import sweep as sweep_payments
from store.payments.uploads import Uploads
from store.play.sweeping import sweep as sweep_play
from store.promotions.sweeping import sweep as sweep_promotions
from store.reach.actions.sending import KEPT as MESSAGES_KEPT
from store.reach.actions.sending import prune as prune_messages
from store.reach.hearing import Ear
from store.reach.sending import Sender
from store.wechat.opened import Weixin

SWEEP_SECONDS = 30.0
REPORTED_AFTER = timedelta(seconds=105)
"""With half a sweep's pause that is two minutes after a show's end: late payments and last stays are in."""
RECONCILE_SECONDS = 600.0
LEVELS_SECONDS = 60.0
MONEY_SECONDS = 5.0
"""Between looks at payments and refunds that are due; each of them has a longer pause of its own."""


async def serve(config: Config, stop: asyncio.Event) -> None:
    clock, blobs = SystemClock(), DiskBlobs(config.data / "blobs")
    bus = open_bus(config, "back")
    db = Database(config.database_url, bus=bus, clock=clock)
    keys = Keys.of(config.data)

    async def sweep() -> None:
        while True:
            await db.write(actions.end_forsaken, timedelta(minutes=config.slate_minutes))
            await db.write(actions.report, REPORTED_AFTER)
            await let_go(db, visits.sweep_page, timedelta(days=config.journal_days))
            await let_go(db, likes.sweep_page, timedelta(days=config.journal_days))
            await let_go(db, stage.sweep_page, stage.AGREED_FOR)
            await sweep_goods(db)
            await sweep_promotions(db)
            await sweep_orders(db)
            await sweep_invites(db, keys)
            await sweep_play(db, keys)
            await sweep_after_sales(db)
            await sweep_payments(db)
            await sweep_pictures(db, blobs, clock.now())
            await let_go(db, prune_messages, MESSAGES_KEPT)
            await clock.sleep(SWEEP_SECONDS)

    lease = holding(config, "back", db, keys, ("", "", ""))
    weixin, far = Weixin(db, keys, clock), far_of(config, db, keys, clock)
    cashier, uploads = Cashier(db, clock, Providers(db, keys, clock, config)), Uploads(db, keys, clock, weixin)

    async with (
        opened(db, bus),
        contextlib.aclosing(cashier.providers),
        contextlib.aclosing(weixin),
        contextlib.aclosing(far),
        Tasks(clock) as tasks,
    ):
        look_after(tasks, "back", db, bus, box=config.box)
        lent = config.data / "cache" / "lent"
        shutil.rmtree(lent, ignore_errors=True)  # of a process that was killed
        elsewhere = Elsewhere(far, lent, config.live_first)
        twin = Twin(db, elsewhere, clock, config.box, lambda: lease.term > 0) if config.box else None
        shelf, law = Shelf(config.data / "recordings"), timedelta(days=config.recording_days)
        keeper = Keeper(db, shelf, blobs, clock, law, elsewhere=elsewhere, twin=twin)
        tasks.start("recordings", keeper.run, restart="always")
        tasks.start("recordings from afar", keeper.run_afar, restart="always")
        tasks.start("cloud", lambda: _sync(config, db, bus, keys, clock), restart="always")
        notify(READY)
        # what lies on this disk is closed, told and sent, though another box does the rest
        if not await lease.taken(stop):
            return
        lookout = Lookout(db, clock, config.data, webs=config.web_processes, box=config.box)
        lookout.listen(bus)
        clips = Workshop(
            db,
            shelf,
            config.data / "clips",
            blobs,
            clock,
            reserve=config.orders_only,
            elsewhere=Elsewhere(far, lent, config.orders_only),
        )
        tasks.start("lease", lease.run)
        for name, work in {
            "sweep": sweep,
            "money": lambda: _look_after_money(cashier, uploads, clock),
            "levels": lambda: _keep_levels(db, clock),
            "reconcile": lambda: _reconcile(db, cashier, clock),
            "text check": Checking(db, clock, text_check(db, weixin)).run,
            "reach": Follower(db, "reach", Ear(db).hear, clock, bus).run,
            "messages": Sender(db, clock, weixin).run,
            "lookout": lookout.run,
            "pruning": Pruning(db, clock, timedelta(days=config.journal_days)).run,
            "letting go": LettingGo(db, shelf, clock, config, keys).run,
            "coming back": Returning(db, shelf, clock, config, keys).run,
            "clips": clips.run,
            "clips from afar": clips.run_afar,
            "upright clips": clips.run_upright,
            "clips seen": Watching(db, clock, shelved).run,
            "clipping": Clipping(db, bus, clock).run,
        }.items():
            tasks.start(name, work, restart="always")
        await stop.wait()


async def _look_after_money(cashier: Cashier, uploads: Uploads, clock: Clock) -> None:
    while True:
        await cashier.sweep()
        await uploads.sweep()
        await clock.sleep(MONEY_SECONDS)


async def _keep_levels(db: Database, clock: Clock) -> None:
    while True:
        await sweep_levels(db, clock.now())
        await clock.sleep(LEVELS_SECONDS)


async def _sync(config: Config, db: Database, bus: Bus, keys: Keys, clock: Clock) -> None:
    """Nothing of it is loaded while the shop has no storage."""
    while not await has_storage(db):
        await clock.sleep(SWEEP_SECONDS)
    from appliance.cloud.sync import Sync  # noqa: PLC0415

    sync = Sync(config, db, bus, keys, clock, on_air=on_air_anywhere, finders=(Outbound(),))
    with contextlib.closing(bus.listen(sync.hear, ShowMirrored, name="sync")):
        await sync.run()


async def _reconcile(db: Database, cashier: Cashier, clock: Clock) -> None:
    while True:
        await reconcile_missing(db, cashier, clock)
        await clock.sleep(RECONCILE_SECONDS)
