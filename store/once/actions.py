"""The guard around an action that costs money."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from appliance.db import Prepared, Transaction
from appliance.errors import BadInput, Conflict
from store.once.models import Answered

KEPT = timedelta(days=2)


_ANSWER = Prepared(
    update(Answered.__table__)  # type: ignore[arg-type]
    .where(Answered.sender == bindparam("by"), Answered.key == bindparam("under"))
    .values(result=bindparam("answer"))
)


class KeyMissing(BadInput):
    zh = "这个请求要带 Idempotency-Key"
    en = "This request needs an Idempotency-Key"


class KeyReused(Conflict):
    zh = "同一个 Idempotency-Key 已经用在另一个请求上"
    en = "This Idempotency-Key was used for another request"


def digest(method: str, path: str, body: bytes) -> str:
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def once(
    tx: Transaction, sender: str, key: str, request: str, action: Callable[..., Any], *args: Any, **named: Any
) -> Any:
    """Do `action(tx, *args, **named)` unless `sender` has done it under this `key`; then give what it gave.

    `request` is the `digest`; the result must be JSON (text, numbers, lists, dicts). A failing action is not kept: the
    same key may try again. Raises KeyReused when the key came with another request.
    """
    if tx.add_once(Answered, sender=sender, key=key, digest=request, result=None, at=tx.now):
        result = action(tx, *args, **named)
        tx.change(_ANSWER, by=sender, under=key, answer=result)
        return result
    mine = (Answered.sender == sender, Answered.key == key)
    known = tx.execute(select(Answered.digest, Answered.result).where(*mine)).one()
    if known.digest != request:
        raise KeyReused
    return known.result


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """A guest's request that is sent again after logging in is the same; what the member asked for is theirs."""
    own = select(Answered.key).where(Answered.sender == member)
    tx.execute(update(Answered).where(Answered.sender == guest, Answered.key.not_in(own)).values(sender=member))


def forget_old(tx: Transaction) -> None:
    """Answers older than `KEPT`."""
    tx.execute(delete(Answered).where(Answered.at < tx.now - KEPT))
