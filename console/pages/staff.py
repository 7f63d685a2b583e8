"""Colleagues: who may come in and what they may do."""

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity import actions, reads
from appliance.identity.models import Staff
from appliance.identity.permissions import Permission, Role
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went

pages = Pages("console_staff", __name__)
LIST = "/console/staff"


class Invitation(msgspec.Struct, frozen=True):
    login: str
    role: Role
    name: str = ""


class NewRole(msgspec.Struct, frozen=True):
    role: Role


@pages.page(LIST, allow=Permission.STAFF_MANAGE)
async def colleagues() -> ResponseReturnValue:
    search, role = request.args.get("search", "").strip(), request.args.get("role", "")
    async with house().db.read() as session:
        found = await reads.colleagues(session)
    shown = [
        one
        for one in found
        if search.casefold() in f"{one.name} {one.login}".casefold() and (not role or one.role == role)
    ]
    return await page("staff/list.html", colleagues=shown, search=search, role=role, roles=list(Role))


@pages.page("/console/staff/new", allow=Permission.STAFF_MANAGE)
async def new_colleague() -> ResponseReturnValue:
    return await page("staff/new.html", roles=list(Role), entered={"role": Role.OPERATOR})


@pages.page(LIST, allow=Permission.STAFF_MANAGE, methods=("POST",))
async def invite() -> ResponseReturnValue:
    try:
        given = await form(Invitation)
        password = await house().door.invite(given.login.strip(), given.name, given.role)
    except Problem as problem:
        return await again("staff/new.html", problem, roles=list(Role))
    return await page("staff/password.html", login=given.login.strip(), password=password, fresh=True)


@pages.page("/console/staff/<colleague>", allow=Permission.STAFF_MANAGE)
async def colleague(colleague: str) -> ResponseReturnValue:
    return await page("staff/edit.html", colleague=await _colleague(colleague), roles=list(Role))


@pages.page("/console/staff/<colleague>", allow=Permission.STAFF_MANAGE, methods=("POST",))
async def change_role(colleague: str) -> ResponseReturnValue:
    found = await _colleague(colleague)
    try:
        given = await form(NewRole)
        await house().db.write(actions.change_staff, colleague, signed().id, given.role, shut=found.shut_at is not None)
    except Problem as problem:
        return await again("staff/edit.html", problem, colleague=found, roles=list(Role))
    return went(LIST, _("{name} 的角色改好了，下次登录生效").format(name=found.name))


@pages.page("/console/staff/<colleague>/shut", allow=Permission.STAFF_MANAGE, methods=("POST",))
async def shut(colleague: str) -> ResponseReturnValue:
    found = await _colleague(colleague)
    try:
        await house().db.write(actions.change_staff, colleague, signed().id, Role(found.role), shut=True)
    except Problem as problem:
        return await again("staff/edit.html", problem, colleague=found, roles=list(Role))
    said = _("{name} 的账号已停用").format(name=found.name)
    return went(LIST, said, undo=f"/console/staff/{colleague}/open")


@pages.page("/console/staff/<colleague>/open", allow=Permission.STAFF_MANAGE, methods=("POST",))
async def open_again(colleague: str) -> ResponseReturnValue:
    found = await _colleague(colleague)
    await house().db.write(actions.change_staff, colleague, signed().id, Role(found.role), shut=False)
    return went(LIST, _("{name} 可以登录了").format(name=found.name))


@pages.page("/console/staff/<colleague>/password", allow=Permission.STAFF_MANAGE, methods=("POST",))
async def reset_password(colleague: str) -> ResponseReturnValue:
    found = await _colleague(colleague)
    password = await house().door.reset_password(colleague, signed().id)
    return await page("staff/password.html", login=found.login, password=password, fresh=False)


async def _colleague(staff: str) -> Staff:
    async with house().db.read() as session:
        return await reads.colleague(session, staff)
