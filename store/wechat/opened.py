"""The shop's WeChat account as it is at this moment."""

from appliance import outside
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Conflict
from appliance.keys import Keys
from store.accounts import reads as accounts
from store.accounts.records import WeChat, WeChatOfficial
from store.wechat.client import Client
from store.wechat.door import PageDoor

PATIENCE = 8.0
"""Seconds for an answer; a buyer waits for it."""


class WeChatNotSet(Conflict):
    zh = "本店还没有接入微信小程序"
    en = "This shop has no WeChat mini-program yet"


class Weixin:
    """Opened again when the account was changed; `aclose` it."""

    def __init__(self, db: Database, keys: Keys, clock: Clock) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._http = outside.client(PATIENCE)
        self._client: Client | None = None

    async def client(self) -> Client:
        """Raises WeChatNotSet."""
        async with self._db.read() as session:
            account = await accounts.account(session, self._keys, WeChat)
        if account is None:
            raise WeChatNotSet
        if self._client is None or self._client.account != account:
            self._client = Client(account, self._http, self._clock)
        return self._client

    async def door(self) -> PageDoor | None:
        """The official account; None while the shop has none."""
        async with self._db.read() as session:
            account = await accounts.account(session, self._keys, WeChatOfficial)
        return None if account is None else PageDoor(account, self._http)

    async def aclose(self) -> None:
        await self._http.aclose()
