"""The database and the bus of a process, from its first moment to its last."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from appliance.bus import Bus
from appliance.db.database import Database
from appliance.db.migrate import migrate


@asynccontextmanager
async def opened(db: Database, bus: Bus | None = None) -> AsyncIterator[None]:
    """Bring `db` to this version's schema and open it and the `bus` that hears its facts, until the block ends.

    Raises what `migrate` and `Database.start` raise.
    """
    migrate(db.url)
    async with AsyncExitStack() as open_now:
        for one in (db, bus):
            if one is not None:
                await one.start()
                open_now.push_async_callback(one.stop)
        yield
