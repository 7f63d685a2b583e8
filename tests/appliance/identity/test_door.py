import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.errors import TooMany
from appliance.identity import actions, reads
from appliance.identity import door as door_module
from appliance.identity.actions import OldPasswordWrong
from appliance.identity.door import Door, LoginUnusable, NameUnusable
from appliance.identity.models import FailedSignIn, StaffSession
from appliance.identity.passwords import PasswordTooShort, matches
from appliance.identity.permissions import Role
from appliance.keys import Keys

PASSWORD = "a long evening"


@pytest.fixture
def door(database: Database, tmp_path: Path) -> Door:
    return Door(database, Keys.of(tmp_path), tmp_path / "secrets")


async def founded(door: Door) -> str:
    return await door.first_run(door.code(), "lin", "林", PASSWORD, "10.0.0.2", "browser")


async def whose(door: Door, database: Database, clock: ManualClock, cookie: str):
    async with database.read() as session:
        return await reads.by_session(session, door.fingerprint(cookie), clock.now())


async def test_the_first_owner_needs_the_code_that_was_printed(door: Door, database: Database, clock: ManualClock):
    with pytest.raises(actions.WrongCode):
        await door.first_run("guess-guess-gues", "lin", "林", PASSWORD, "10.0.0.2", "")
    cookie = await founded(door)
    owner = await whose(door, database, clock, cookie)
    assert (owner.login, owner.name, owner.role, owner.must_change) == ("lin", "林", Role.OWNER, False)


async def test_the_code_may_be_typed_without_its_dashes(door: Door):
    assert await door.first_run(door.code().upper().replace("-", " "), "lin", "林", PASSWORD, "10.0.0.2", "browser")


async def test_first_run_happens_once(door: Door):
    code = door.code()
    await founded(door)
    with pytest.raises(actions.WrongCode):
        await door.first_run(code, "eve", "", PASSWORD, "10.0.0.3", "")
    with pytest.raises(actions.FirstRunOver):
        await door.first_run(door.code(), "eve", "", PASSWORD, "10.0.0.3", "")


async def test_two_first_runs_at_once_make_one_owner(door: Door):
    code = door.code()
    outcomes = await asyncio.gather(
        *(door.first_run(code, f"owner{number}", "", PASSWORD, "10.0.0.2", "") for number in range(3)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1


async def test_a_password_is_kept_as_argon2id_only(door: Door, database: Database):
    await founded(door)
    async with database.read() as session:
        (owner,) = await reads.colleagues(session)
    assert owner.password.startswith("$argon2id$")
    assert PASSWORD not in owner.password


async def test_a_wrong_password_and_an_unknown_account_sound_alike(door: Door):
    await founded(door)
    with pytest.raises(actions.WrongPassword) as known:
        await door.sign_in("lin", "wrong password", "10.0.0.9", "")
    with pytest.raises(actions.WrongPassword) as unknown:
        await door.sign_in("nobody", "wrong password", "10.0.0.9", "")
    assert known.value.document("zh") == unknown.value.document("zh")


async def test_guessing_is_stopped_without_locking_the_owner_out_elsewhere(door: Door, clock: ManualClock):
    await founded(door)
    for _ in range(actions.TRIES_PER_LOGIN):
        with pytest.raises(actions.WrongPassword):
            await door.sign_in("lin", "a wrong guess", "10.0.0.9", "")
    with pytest.raises(TooMany):
        await door.sign_in("lin", PASSWORD, "10.0.0.9", "")
    assert await door.sign_in("lin", PASSWORD, "10.0.0.2", "")
    await clock.advance(actions.WINDOW.total_seconds() + 1)
    assert await door.sign_in("lin", PASSWORD, "10.0.0.9", "")


async def test_a_guess_at_what_is_no_account_name_is_not_kept(door: Door, database: Database):
    await founded(door)
    for login in ("x" * 500_000, "lin\0"):
        with pytest.raises(actions.WrongPassword):
            await door.sign_in(login, "a wrong guess", "10.0.0.9", "")
    async with database.read() as session:
        assert set(await session.scalars(select(FailedSignIn.login))) == {""}  # the first run's own try


@pytest.mark.parametrize("name", ["长" * 33, "小\0李", "小\n李"])
async def test_a_name_fits_the_line_it_stands_on(door: Door, name: str):
    with pytest.raises(NameUnusable):
        await door.first_run(door.code(), "lin", name, PASSWORD, "10.0.0.2", "")
    await founded(door)
    with pytest.raises(NameUnusable):
        await door.invite("li", name, Role.HOST)


async def test_one_address_cannot_try_many_accounts(door: Door, database: Database):
    for number in range(actions.TRIES_PER_ADDRESS):
        await database.write(actions.admit_try, f"account{number}", "10.0.0.9")
    with pytest.raises(TooMany):
        await door.sign_in("another", "a wrong guess", "10.0.0.9", "")


async def test_one_line_cannot_try_many_accounts_from_its_many_addresses(door: Door, database: Database):
    for number in range(actions.TRIES_PER_ADDRESS):
        await database.write(actions.admit_try, f"account{number}", f"2a01:4f8:1:2::{number:x}")
    with pytest.raises(TooMany):
        await door.sign_in("another", "a wrong guess", "2a01:4f8:1:2:ffff::1", "")
    with pytest.raises(actions.WrongPassword):
        await door.sign_in("another", "a wrong guess", "2a01:4f8:1:3::1", "")


async def test_a_session_ends_by_time_by_signing_out_and_by_shutting_the_account(
    door: Door, database: Database, clock: ManualClock
):
    owner_cookie = await founded(door)
    owner = await whose(door, database, clock, owner_cookie)
    password = await door.invite("wang", "王", Role.HOST)
    cookie = await door.sign_in("wang", password, "10.0.0.5", "")
    wang = await whose(door, database, clock, cookie)
    assert wang.must_change
    await database.write(actions.change_staff, wang.id, owner.id, Role.HOST, shut=True)
    assert await whose(door, database, clock, cookie) is None
    with pytest.raises(actions.WrongPassword):
        await door.sign_in("wang", password, "10.0.0.5", "")
    await database.write(actions.sign_out, door.fingerprint(owner_cookie))
    assert await whose(door, database, clock, owner_cookie) is None
    cookie = await door.sign_in("lin", PASSWORD, "10.0.0.2", "")
    await clock.advance(actions.SESSION_DAYS * 86400 + 1)
    assert await whose(door, database, clock, cookie) is None


async def test_a_new_password_ends_the_other_sessions_only(door: Door, database: Database, clock: ManualClock):
    here = await founded(door)
    there = await door.sign_in("lin", PASSWORD, "10.0.0.7", "")
    owner = await whose(door, database, clock, here)
    with pytest.raises(OldPasswordWrong):
        await door.change_password(owner.id, here, "not the old one", "another evening")
    with pytest.raises(PasswordTooShort):
        await door.change_password(owner.id, here, PASSWORD, "short")
    await door.change_password(owner.id, here, PASSWORD, "another evening")
    assert await whose(door, database, clock, here)
    assert await whose(door, database, clock, there) is None


@pytest.fixture
def while_comparing(monkeypatch: pytest.MonkeyPatch):
    """What happens between reading an account's hash and the end of the slow comparison with it."""

    def happens(what: Callable[[], Awaitable[object]]) -> None:
        async def compare(password: str, known: str | None) -> bool:
            monkeypatch.setattr(door_module, "matches", matches)
            await what()
            return await matches(password, known)

        monkeypatch.setattr(door_module, "matches", compare)

    return happens


async def test_a_sign_in_that_a_reset_overtakes_is_no_sign_in(door: Door, database: Database, while_comparing):
    await founded(door)
    async with database.read() as session:
        lin = await reads.by_login(session, "lin")
    while_comparing(lambda: door.reset_password(lin.id, lin.id))
    with pytest.raises(actions.WrongPassword):
        await door.sign_in("lin", PASSWORD, "10.0.0.66", "")
    async with database.read() as session:
        assert list(await session.scalars(select(StaffSession))) == []


async def test_a_sign_in_that_a_closed_account_overtakes_is_no_sign_in(door: Door, database: Database, while_comparing):
    owner = await founded(door)
    password = await door.invite("wang", "王", Role.OPERATOR)
    async with database.read() as session:
        wang = await reads.by_login(session, "wang")
    while_comparing(lambda: database.write(actions.change_staff, wang.id, "lin", Role.OPERATOR, shut=True))
    with pytest.raises(actions.WrongPassword):
        await door.sign_in("wang", password, "10.0.0.5", "")
    async with database.read() as session:
        assert [kept.fingerprint for kept in await session.scalars(select(StaffSession))] == [door.fingerprint(owner)]


async def test_a_new_password_that_a_reset_overtakes_does_not_undo_it(door: Door, database: Database, while_comparing):
    cookie = await founded(door)
    async with database.read() as session:
        lin = await reads.by_login(session, "lin")
    handed: list[str] = []

    async def reset() -> None:
        handed.append(await door.reset_password(lin.id, lin.id))

    while_comparing(reset)
    with pytest.raises(actions.OldPasswordWrong):
        await door.change_password(lin.id, cookie, PASSWORD, "another evening")
    assert await door.sign_in("lin", handed[0], "10.0.0.2", "")


async def test_a_shop_keeps_an_owner(door: Door, database: Database, clock: ManualClock):
    owner = await whose(door, database, clock, await founded(door))
    for change in ({"role": Role.HOST, "shut": False}, {"role": Role.OWNER, "shut": True}):
        with pytest.raises(actions.LastOwner):
            await database.write(actions.change_staff, owner.id, owner.id, change["role"], shut=change["shut"])


async def test_a_login_is_taken_once_and_can_be_typed(door: Door):
    await founded(door)
    with pytest.raises(actions.LoginTaken):
        await door.invite("lin", "", Role.HOST)
    for login in ("", "x", "with space", "x" * 33, "a/b"):
        with pytest.raises(LoginUnusable):
            await door.invite(login, "", Role.HOST)
