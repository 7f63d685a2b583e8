"""Rows and facts in one commit: the only way to the database.

Writing goes through `Database.write(action, ...)`, reading through `Database.read()`.
"""

from appliance.db.batches import Batch, go_through, let_go, some
from appliance.db.database import Database
from appliance.db.migrate import DatabaseTooNew, migrate
from appliance.db.models import Cursor, Fen, Instant, JournalRow, Json, Model
from appliance.db.opened import opened
from appliance.db.prepared import Prepared
from appliance.db.sqlite import DatabaseDamaged, DatabaseOnNetwork
from appliance.db.transaction import Transaction, acting

__all__ = [
    "Batch",
    "Cursor",
    "Database",
    "DatabaseDamaged",
    "DatabaseOnNetwork",
    "DatabaseTooNew",
    "Fen",
    "Instant",
    "JournalRow",
    "Json",
    "Model",
    "Prepared",
    "Transaction",
    "acting",
    "go_through",
    "let_go",
    "migrate",
    "opened",
    "some",
]
