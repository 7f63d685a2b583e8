"""One file that holds the shop: saved while it runs, checked before it is trusted, brought back onto any database.

The file is a .tar.gz of ``data/...`` (settings, secrets, pictures), ``database/TABLE.jsonl`` (rows in a form that
SQLite and PostgreSQL both take back) and, last, ``manifest.json`` with the SHA-256 of each. A password seals it as a
whole. Recordings are left out.
"""

from appliance.backup.archive import BackupDamaged, Manifest, verify
from appliance.backup.restoring import BoxNotEmpty, StillRunning, restore
from appliance.backup.saving import backup
from appliance.backup.sealed import password_in

__all__ = ["BackupDamaged", "BoxNotEmpty", "Manifest", "StillRunning", "backup", "password_in", "restore", "verify"]
