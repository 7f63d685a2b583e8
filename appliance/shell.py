"""How a person at this box types a `jinbo` command, so that it works on the house that asks."""

import os
import pwd
import shlex
import shutil
import sys
from pathlib import Path

_NO_SHELLS = ("nologin", "false")


def typed(data: Path, *words: str) -> str:
    """``sudo -u jinbo /opt/jinbo/.venv/bin/jinbo admin code --data /var/lib/jinbo``, or from the account's own home."""
    account = _account()
    home = Path(account.pw_dir) if account and not _needs_sudo(account) else None
    paths = _written(_command(), home), "--data", _written(data, home)
    return " ".join([*_prefix(account), paths[0], shlex.join(words), *paths[1:]])


def _account() -> pwd.struct_passwd | None:
    """Whose processes these are; a container may run under a number that has no name."""
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        return None


def _needs_sudo(account: pwd.struct_passwd) -> bool:
    """Nobody signs in as the server's own account; and who is root at times may not be so now."""
    return account.pw_uid == 0 or Path(account.pw_shell).name in _NO_SHELLS


def _prefix(account: pwd.struct_passwd | None) -> list[str]:
    if account is None or not _needs_sudo(account) or not shutil.which("sudo"):
        return []
    return ["sudo"] if account.pw_uid == 0 else ["sudo", "-u", shlex.quote(account.pw_name)]


def _command() -> Path:
    """As it was called: ``/opt/jinbo`` is a link to the release that runs, and outlives it."""
    called = Path(sys.argv[0])
    return called if called.is_absolute() and called.name == "jinbo" else Path(sys.prefix) / "bin" / "jinbo"


def _written(path: Path, home: Path | None) -> str:
    """From the home where it is in one: a page that strangers see names no account."""
    if home is not None and path.is_relative_to(home) and path != home:
        return f"~/{shlex.quote(str(path.relative_to(home)))}"
    return shlex.quote(str(path))
