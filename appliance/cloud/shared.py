"""Pictures of a shop that two boxes share: one that was put on the other is read from the storage, and kept here."""

from contextlib import suppress

from appliance.blobs import Blobs, NoRoomForFiles, is_name, name_of
from appliance.cloud.far import Far
from appliance.cloud.finding import PICTURES
from appliance.errors import NotFound, Unavailable


class SharedBlobs:
    """What is put here goes to the storage by the sync of this box, some seconds later."""

    def __init__(self, here: Blobs, far: Far) -> None:
        self._here = here
        self._far = far

    async def put(self, content: bytes, suffix: str) -> str:
        return await self._here.put(content, suffix)

    async def get(self, name: str) -> bytes:
        """Raises NotFound."""
        try:
            return await self._here.get(name)
        except NotFound as missing:
            if not is_name(name):
                raise
            try:
                content = await self._far.whole(f"{PICTURES}/{name[:2]}/{name}")
            except Unavailable:
                raise missing from None
        suffix = name[name.index(".") :]
        if name_of(content, suffix) != name:
            raise NotFound
        with suppress(NoRoomForFiles):
            await self._here.put(content, suffix)
        return content
