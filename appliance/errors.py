"""What a caller is told when something cannot be done.

Problem                      the root: RFC 9457 problem+json, in Chinese and English
├── BadInput          400    a body, a query or a parameter that does not decode
│   └── TooLarge     413    more of it than is read
├── NotSignedIn       401    no session, or one that has ended
├── NotAllowed        403    the role may not do this, or the CSRF token is missing
├── NotFound          404    the address or the thing is not there
├── Conflict          409    the state has moved on
├── TooMany           429    a limit on tries or requests; carries `retry_after`
└── Unavailable       503    a part of the house is down; carries `retry_after`

A feature's own problems subclass one of these beside their actions, e.g. ``RoomNotFound(NotFound)``.
"""

import re
from typing import ClassVar, Literal

Language = Literal["zh", "en"]


class Problem(Exception):
    """A refusal with a stable type and a sentence a person understands.

    Subclasses set `status`, `zh` and `en`; the sentences may name values in braces which are given
    as keyword arguments and also stand in the answer: ``KeyRefused(room="r1")``.
    """

    status: ClassVar[int] = 500
    zh: ClassVar[str] = "出了点问题，请稍后再试"
    en: ClassVar[str] = "Something went wrong, please try again"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence("en"))

    @property
    def type(self) -> str:
        """The stable name of this kind of problem: ``urn:jinbo:problem:room-not-found``."""
        return "urn:jinbo:problem:" + re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

    def sentence(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en).format_map(_Spoken(self.facts))

    def document(self, language: Language) -> dict[str, object]:
        """The problem+json object (RFC 9457 section 3)."""
        return {
            **self.facts,
            "type": self.type,
            "title": self.sentence(language),
            "status": self.status,
        }


class BadInput(Problem):
    status = 400
    zh = "内容有误：{why}"
    en = "This cannot be read: {why}"


class TooLarge(BadInput):
    status = 413
    zh = "内容太大了，请删减后再提交"
    en = "That is too large, please send less"


class NotSignedIn(Problem):
    status = 401
    zh = "请先登录"
    en = "Please sign in first"


class NotAllowed(Problem):
    status = 403
    zh = "您的账号没有这项权限"
    en = "Your account may not do this"


class NotFound(Problem):
    status = 404
    zh = "没有找到"
    en = "Not found"


class Conflict(Problem):
    status = 409
    zh = "情况已经变了，请刷新后再试"
    en = "This has changed meanwhile, please reload"


class TooMany(Problem):
    status = 429
    zh = "操作太频繁，请 {retry_after} 秒后再试"
    en = "Too many tries, please wait {retry_after} seconds"


class Unavailable(Problem):
    status = 503
    zh = "服务暂时不可用，请稍后再试"
    en = "Not available for the moment, please try again"


class _Spoken(dict[str, object]):
    """A sentence never fails for want of a value."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
