"""What api.weixin.qq.com remembers between calls."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from appliance.simulator.moments import Moments

CODE_LIFE = timedelta(minutes=5)
TOKEN_LIFE = timedelta(hours=2)
RENEWAL = timedelta(minutes=5)
"""A token is replaced this long before its end, and the old one stays good until then."""
FORCED_APART = timedelta(seconds=30)


CodeKind = Literal["login", "phone", "page"]
"""page: what a browser comes back with from the door of an official account."""


class Code(msgspec.Struct, kw_only=True):
    kind: CodeKind
    openid: str
    unionid: str = ""
    phone: str = ""
    until: datetime


class WeixinState:
    def __init__(self, moments: Moments) -> None:
        self._moments = moments
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, datetime] = {}
        self.subscriptions: dict[tuple[str, str], int] = {}
        """Messages that (openid, template) still allows."""
        self.messages: list[dict[str, object]] = []
        self.templates: dict[str, list[str]] = {}
        """The fields of each template of the mini-program; while there is none, any template is known."""
        self.pages: set[str] = set()
        """What the mini-program has published; while there is none, any page has been."""
        self.strangers: set[str] = set()
        """Openids that are no longer anybody's."""
        self.opinions: dict[str, str] = {}
        """What the text check says of a text that holds these words: pass, review or risky."""
        self._current = ""
        self._forced_at: datetime | None = None

    def mint(self, kind: CodeKind, openid: str, unionid: str = "", phone: str = "") -> str:
        """What `wx.login` or the phone button would hand to the page."""
        code = secrets.token_hex(16)
        until = self._moments.due() + CODE_LIFE
        self.codes[code] = Code(kind=kind, openid=openid, unionid=unionid, phone=phone, until=until)
        return code

    def spend(self, kind: str, code: str) -> Code | None:
        """Once, and within five minutes."""
        found = self.codes.pop(code, None)
        return found if found is not None and found.kind == kind and found.until > self._moments.due() else None

    def token(self, *, force: bool) -> tuple[str, int] | None:
        """The stable token and its seconds; None when it was forced again too soon."""
        now = self._moments.due()
        if force:
            if self._forced_at is not None and now - self._forced_at < FORCED_APART:
                return None
            self._forced_at = now
            self.tokens.clear()
        until = self.tokens.get(self._current)
        if until is None or until - now <= RENEWAL:
            self._current = secrets.token_urlsafe(96)
            until = self.tokens[self._current] = now + TOKEN_LIFE
        return self._current, int((until - now).total_seconds())

    def good(self, token: str) -> bool:
        until = self.tokens.get(token)
        return until is not None and until > self._moments.due()

    def expire_tokens(self) -> None:
        """As when somebody else forced a new one."""
        self.tokens.clear()
