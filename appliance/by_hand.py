"""What the `jinbo` command does to rooms and accounts, beside whatever else runs."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from appliance.clock import SystemClock
from appliance.cloud import reads as cloud_reads
from appliance.config import Config
from appliance.db import Database, opened
from appliance.identity import reads as identity_reads
from appliance.identity.actions import StaffNotFound
from appliance.identity.door import Door
from appliance.keys import Keys
from media.broadcasts import actions, reads
from media.broadcasts.addresses import edge_origin, play_url, push_url
from media.recording.places import Shelf
from media.recording.verifying import verify
from store.payments import reconciling
from store.payments.cashier import Cashier
from store.payments.providers import Providers
from store.payments.reconciling import Reconciled

T = TypeVar("T")


def create_room(config: Config, title: str, *, public: bool) -> dict[str, str]:
    """The room, its key and its addresses. Raises TitleUnusable."""

    async def create(db: Database) -> actions.Opened:
        return await db.write(actions.open_room, Keys.of(config.data), title, public=public)

    made = _with_database(config, create)
    return {
        "room": made.room,
        "stream_key": made.stream_key,
        "push_url": push_url(config),
        "play_url": play_url(edge_origin(config), made.room),
    }


def list_rooms(config: Config) -> list[dict[str, str]]:
    async def all_rooms(db: Database) -> list[dict[str, str]]:
        async with db.read() as session:
            return [{"room": room.id, "title": room.title} for room in await reads.rooms(session)]

    return _with_database(config, all_rooms)


def verify_recordings(config: Config, shows: Sequence[str]) -> dict[str, list[str]]:
    """For each complete recording what is wrong with it; what lies in the cloud is read from there.

    Raises Unavailable where the storage does not answer.
    """

    async def check(db: Database) -> dict[str, list[str]]:
        shelf = Shelf(config.data / "recordings")
        async with db.read() as session:
            terms = await cloud_reads.terms(session, Keys.of(config.data))
            if terms is None:
                return await verify(session, shelf, shows)
            from appliance.cloud.bucket import Bucket  # noqa: PLC0415 - most boxes have none

            async with Bucket(terms.storage, SystemClock()) as bucket:
                return await verify(session, shelf, shows, bucket)

    return _with_database(config, check)


def first_run_code(config: Config) -> str:
    """The one-time code of a new shop; empty when it is set up."""

    async def needed(db: Database) -> str:
        async with db.read() as session:
            return _door(db, config).code() if await identity_reads.is_first_run(session) else ""

    return _with_database(config, needed)


def reset_password(config: Config, login: str) -> str:
    """A one-time password. Raises StaffNotFound."""

    async def reset(db: Database) -> str:
        async with db.read() as session:
            staff = await identity_reads.by_login(session, login)
        if staff is None:
            raise StaffNotFound
        return await _door(db, config).reset_password(staff.id, "box")

    return _with_database(config, reset)


def reconcile(config: Config, day: str) -> list[Reconciled]:
    """Our books beside every provider's bill of that day. Raises DayUnusable, ProviderUnreachable."""

    async def compare(db: Database) -> list[Reconciled]:
        clock = SystemClock()
        providers = Providers(db, Keys.of(config.data), clock, config)
        async with contextlib.aclosing(providers):
            return await reconciling.reconcile(db, Cashier(db, clock, providers), day)

    return _with_database(config, compare)


def _door(db: Database, config: Config) -> Door:
    return Door(db, Keys.of(config.data), config.data / "secrets")


def _with_database(config: Config, work: Callable[[Database], Awaitable[T]]) -> T:
    """What happens reaches the other processes by the journal alone."""

    async def working() -> T:
        db = Database(config.database_url, clock=SystemClock())
        async with opened(db):
            return await work(db)

    return asyncio.run(working())
