"""What changes about staff: joining, signing in and out, roles, passwords."""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound, NotSignedIn, TooMany
from appliance.events import PasswordChanged, SignInFailed, StaffChanged, StaffJoined, StaffSignedIn
from appliance.identity.models import FailedSignIn, Staff, StaffSession
from appliance.identity.permissions import Role
from appliance.ids import new_id
from appliance.subscriber import subscriber

SESSION_DAYS = 14
WINDOW = timedelta(minutes=15)
TRIES_PER_LOGIN = 10
TRIES_PER_ADDRESS = 50


class WrongPassword(NotSignedIn):
    zh = "账号或密码不对"
    en = "The account or the password is wrong"


class OldPasswordWrong(BadInput):
    zh = "原密码不对"
    en = "The present password is wrong"


class WrongCode(BadInput):
    zh = "初始码不对，请看安装时打印的那一行"
    en = "That is not the one-time code; it was printed at installation"


class FirstRunOver(Conflict):
    zh = "店铺已经设置好了，请直接登录"
    en = "This shop is set up already, please sign in"


class LoginTaken(Conflict):
    zh = "这个账号名已经有人用了"
    en = "This account name is taken"


class StaffNotFound(NotFound):
    zh = "没有这位同事"
    en = "There is no such colleague"


class LastOwner(Conflict):
    zh = "店里至少要有一位店主"
    en = "A shop keeps at least one owner"


def found(tx: Transaction, login: str, name: str, password_hash: str) -> str:
    """The first owner of an empty house. Raises FirstRunOver."""
    if tx.scalar(select(func.count()).select_from(Staff)):
        raise FirstRunOver
    return join(tx, login, name, Role.OWNER, password_hash, must_change=False)


def join(tx: Transaction, login: str, name: str, role: Role, password_hash: str, *, must_change: bool) -> str:
    """Raises LoginTaken."""
    if tx.scalar(select(Staff.id).where(Staff.login == login)):
        raise LoginTaken(field="login")
    staff = new_id(tx.now)
    tx.execute(
        insert(Staff).values(
            id=staff,
            login=login,
            name=name,
            role=role,
            password=password_hash,
            must_change=must_change,
            joined_at=tx.now,
        )
    )
    tx.record(StaffJoined(staff=staff, login=login, role=role))
    return staff


def enter(  # noqa: PLR0917 - begin_session's, and the proof
    tx: Transaction, staff: str, proven: str, fingerprint: str, address: str, agent: str
) -> None:
    """Begin a session for who knows the password behind the hash `proven`.

    Comparing takes its time. Raises WrongPassword when the password was changed or the account shut meanwhile.
    """
    still = select(Staff.id).where(Staff.id == staff, Staff.password == proven, Staff.shut_at.is_(None))
    if tx.scalar(still) is None:
        raise WrongPassword(field="password")
    begin_session(tx, staff, fingerprint, address, agent)


def begin_session(tx: Transaction, staff: str, fingerprint: str, address: str, agent: str) -> None:
    tx.execute(delete(StaffSession).where(StaffSession.ends_at <= tx.now))
    tx.execute(
        insert(StaffSession).values(
            fingerprint=fingerprint,
            staff=staff,
            address=address,
            agent=agent[:200],
            begun_at=tx.now,
            ends_at=tx.now + timedelta(days=SESSION_DAYS),
        )
    )
    tx.record(StaffSignedIn(staff=staff, address=address))


def sign_out(tx: Transaction, fingerprint: str) -> None:
    tx.execute(delete(StaffSession).where(StaffSession.fingerprint == fingerprint))


def admit_try(tx: Transaction, login: str, address: str) -> None:
    """Count a try as failed before it is made, so that parallel guesses count too. Raises TooMany.

    The limits are per account *and* address, then per address: nobody can lock the owner out from elsewhere.
    """
    tx.execute(delete(FailedSignIn).where(FailedSignIn.at <= tx.now - WINDOW))
    line = subscriber(address)
    here = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.address == line)
    if (tx.scalar(here) or 0) >= TRIES_PER_ADDRESS or (
        tx.scalar(here.where(FailedSignIn.login == login)) or 0
    ) >= TRIES_PER_LOGIN:
        raise TooMany(retry_after=int(WINDOW.total_seconds()))
    tx.execute(insert(FailedSignIn).values(id=new_id(tx.now), login=login, address=line, at=tx.now))


def forgive_tries(tx: Transaction, login: str, address: str) -> None:
    tx.execute(delete(FailedSignIn).where(FailedSignIn.login == login, FailedSignIn.address == subscriber(address)))


def note_failure(tx: Transaction, login: str, address: str) -> None:
    tx.record(SignInFailed(login=login, address=address))


def change_staff(tx: Transaction, staff: str, by: str, role: Role, *, shut: bool) -> None:
    """A new role, or an account shut or opened; its sessions end. Raises StaffNotFound, LastOwner."""
    changed = tx.execute(
        update(Staff).where(Staff.id == staff).values(role=role, shut_at=tx.now if shut else None)
    ).rowcount
    if not changed:
        raise StaffNotFound
    owners = select(func.count()).select_from(Staff).where(Staff.role == Role.OWNER, Staff.shut_at.is_(None))
    if not tx.scalar(owners):
        raise LastOwner
    _end_sessions(tx, staff)
    tx.record(StaffChanged(staff=staff, by=by, role=role, shut=shut))


def reset_password(tx: Transaction, staff: str, by: str, password_hash: str) -> None:
    """One that is handed over and changed at once; every session of the account ends. Raises StaffNotFound."""
    changed = tx.execute(
        update(Staff).where(Staff.id == staff).values(password=password_hash, must_change=True)
    ).rowcount
    if not changed:
        raise StaffNotFound
    _end_sessions(tx, staff)
    tx.record(PasswordChanged(staff=staff, by=by))


def change_password(tx: Transaction, staff: str, proven: str, password_hash: str, keep_session: str) -> None:
    """One's own; every other session ends. Raises OldPasswordWrong when the hash `proven` holds no longer."""
    changed = tx.execute(
        update(Staff)
        .where(Staff.id == staff, Staff.password == proven)
        .values(password=password_hash, must_change=False)
    ).rowcount
    if not changed:
        raise OldPasswordWrong(field="old")
    _end_sessions(tx, staff, but=keep_session)
    tx.record(PasswordChanged(staff=staff, by=staff))


def _end_sessions(tx: Transaction, staff: str, but: str = "") -> None:
    tx.execute(delete(StaffSession).where(StaffSession.staff == staff, StaffSession.fingerprint != but))
