"""The shop's providers as its accounts are at this moment."""

from sqlalchemy.ext.asyncio import AsyncSession

from appliance import outside
from appliance.clock import Clock
from appliance.config import Config
from appliance.db import Database
from appliance.keys import Keys
from store.accounts import reads as accounts
from store.accounts.records import Alipay, WeChatPay
from store.payments.alipay.client import Client as AlipayClient
from store.payments.alipay.provider import AlipayProvider
from store.payments.counter import Counter
from store.payments.problems import WayUnavailable
from store.payments.provider import Provider, ProviderUnreachable
from store.payments.wechatpay.client import Client as WeChatPayClient
from store.payments.wechatpay.provider import WeChatPayProvider

PATIENCE = 8.0
"""Seconds for an answer; a buyer waits for it."""
ACCOUNTS = {"wechat": "wechat-pay", "alipay": "alipay"}


class Providers:
    """Opened again when an account was changed; `aclose` it."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, config: Config) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._origin = origin(config)
        self._http = outside.client(PATIENCE)
        self._seals: dict[str, str] = {}
        self._known: dict[str, Provider] = {"counter": Counter()}

    async def get(self, name: str) -> Provider:
        """wechat, alipay or counter. Raises WayUnavailable when the shop has no such account."""
        await self._refresh()
        if name not in self._known:
            raise WayUnavailable
        return self._known[name]

    async def names(self) -> list[str]:
        await self._refresh()
        return sorted(self._known)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _refresh(self) -> None:
        async with self._db.read() as session:
            seals = await accounts.seals(session)
            for name, kind in ACCOUNTS.items():
                if seals.get(kind, "") != self._seals.get(kind, ""):
                    await self._open(session, name)
        self._seals = seals

    async def _open(self, session: AsyncSession, name: str) -> None:
        provider = await (self._wechat(session) if name == "wechat" else self._alipay(session))
        self._known.pop(name, None)
        if provider is not None:
            self._known[name] = provider

    async def _wechat(self, session: AsyncSession) -> Provider | None:
        account = await accounts.account(session, self._keys, WeChatPay)
        if account is None:
            return None
        client = WeChatPayClient(account, self._http, self._clock)
        return WeChatPayProvider(client, f"{self._origin}/callbacks/wechat-pay")

    async def _alipay(self, session: AsyncSession) -> Provider | None:
        account = await accounts.account(session, self._keys, Alipay)
        if account is None:
            return None
        return AlipayProvider(AlipayClient(account, self._http, self._clock), f"{self._origin}/callbacks/alipay")


async def works(provider: Provider) -> str:
    """Ask about a payment that cannot be: empty when a believable answer came, else what went wrong instead."""
    try:
        await provider.ask("JINBO0ACCOUNT0TRIAL0")
    except ProviderUnreachable as unreachable:
        return unreachable.said or "no answer"
    return ""


def origin(config: Config) -> str:
    """Where providers reach the shop: its domain; without one only what runs on this box can."""
    if config.domain:
        return f"https://{config.domain}"
    host = "127.0.0.1" if config.http.host in ("0.0.0.0", "::") else config.http.host  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{config.http.port}" if ":" in host else f"http://{host}:{config.http.port}"
