"""An account is set, or given up."""

import msgspec
from sqlalchemy import delete

from appliance.db import Transaction
from appliance.keys import Keys
from store.accounts import records
from store.accounts.models import Account
from store.accounts.records import Record

PURPOSE = "accounts"


def set_account(tx: Transaction, keys: Keys, record: Record, by: str) -> None:
    """Sealed as it is kept. Raises AccountUnusable naming the field."""
    records.check(record)
    kind = records.kind(record)
    tx.execute(delete(Account).where(Account.kind == kind))
    sealed = keys.seal(PURPOSE, msgspec.json.encode(record).decode())
    tx.add_once(Account, kind=kind, sealed=sealed, changed_by=by, changed_at=tx.now)


def give_up(tx: Transaction, kind: str) -> None:
    tx.execute(delete(Account).where(Account.kind == kind))
