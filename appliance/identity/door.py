"""The door: how a person becomes a signed-in colleague. Slow hashing happens here, outside every transaction."""

import hmac
import secrets
from pathlib import Path

from appliance.db import Database
from appliance.errors import BadInput
from appliance.identity import actions, reads
from appliance.identity.passwords import hashed, matches, new_password
from appliance.identity.permissions import Role
from appliance.keys import Keys


class LoginUnusable(BadInput):
    zh = "账号名用 2 到 32 个字母、数字或汉字，中间不留空格"
    en = "An account name has 2 to 32 letters or digits and no spaces"


class NameUnusable(BadInput):
    zh = "称呼最多 32 个字，写在一行里"
    en = "A name has at most 32 characters, on one line"


class Door:
    """Cookies are random; the database keeps only their fingerprints."""

    def __init__(self, db: Database, keys: Keys, secrets_folder: Path) -> None:
        self._db = db
        self._keys = keys
        self._code_file = secrets_folder / "first-run-code"

    def fingerprint(self, cookie: str) -> str:
        return self._keys.fingerprint("session", cookie)

    def code(self) -> str:
        """The one-time code of an empty house, the same until it is used."""
        if not self._code_file.exists():
            self._code_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._code_file.touch(mode=0o600)
            self._code_file.write_text(new_password(), encoding="ascii")
        return self._code_file.read_text(encoding="ascii")

    async def first_run(  # noqa: PLR0917 - a form's fields in its order
        self, code: str, login: str, name: str, password: str, address: str, agent: str
    ) -> str:
        """Make the first owner and sign in; the cookie.

        Raises WrongCode, TooMany, FirstRunOver, LoginUnusable, NameUnusable.
        """
        _check_login(login)
        _check_name(name)
        await self._db.write(actions.admit_try, "", address)
        if not hmac.compare_digest(_heard(code), _heard(self.code())):
            raise actions.WrongCode(field="code")
        kept = await hashed(password)
        staff = await self._db.write(actions.found, login, name.strip() or login, kept)
        self._code_file.unlink(missing_ok=True)
        return await self._enter(staff, kept, address, agent)

    async def sign_in(self, login: str, password: str, address: str, agent: str) -> str:
        """The cookie. Raises WrongPassword, TooMany."""
        if not _is_login(login):  # nobody's, and nothing to keep a note of: it may be half a megabyte
            raise actions.WrongPassword(field="password")
        await self._db.write(actions.admit_try, login, address)
        async with self._db.read() as session:
            staff = await reads.by_login(session, login)
        if not await matches(password, staff.password if staff else None) or staff is None:
            await self._db.write(actions.note_failure, login, address)
            raise actions.WrongPassword(field="password")
        await self._db.write(actions.forgive_tries, login, address)
        return await self._enter(staff.id, staff.password, address, agent)

    async def invite(self, login: str, name: str, role: Role) -> str:
        """A one-time password to hand over. Raises LoginTaken, LoginUnusable, NameUnusable."""
        _check_login(login)
        _check_name(name)
        password = new_password()
        await self._db.write(actions.join, login, name.strip() or login, role, await hashed(password), must_change=True)
        return password

    async def reset_password(self, staff: str, by: str) -> str:
        """A one-time password to hand over. Raises StaffNotFound."""
        password = new_password()
        await self._db.write(actions.reset_password, staff, by, await hashed(password))
        return password

    async def change_password(self, staff: str, cookie: str, old: str, new: str) -> None:
        """Raises OldPasswordWrong, PasswordTooShort."""
        async with self._db.read() as session:
            known = await reads.colleague(session, staff)
        if not await matches(old, known.password):
            raise actions.OldPasswordWrong(field="old")
        await self._db.write(
            actions.change_password, staff, known.password, await hashed(new), self.fingerprint(cookie)
        )

    async def _enter(self, staff: str, proven: str, address: str, agent: str) -> str:
        cookie = secrets.token_urlsafe(32)
        await self._db.write(actions.enter, staff, proven, self.fingerprint(cookie), address, agent)
        return cookie


def _heard(code: str) -> bytes:
    """However it was typed: dashes, spaces and capitals do not matter."""
    return "".join(letter for letter in code.lower() if letter.isalnum()).encode()


def _check_login(login: str) -> None:
    if not _is_login(login):
        raise LoginUnusable(field="login")


def _is_login(login: str) -> bool:
    return 2 <= len(login) <= 32 and all(letter.isalnum() or letter in "._-@" for letter in login)


def _check_name(name: str) -> None:
    if len(name) > 32 or not name.isprintable():
        raise NameUnusable(field="name")
