"""Coming in: the first owner, signing in and out."""

import msgspec
from quart import redirect, request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import COOKIE, Pages, forget, form, remember, staff
from appliance.identity import actions, reads
from appliance.identity.permissions import EVERYONE, Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from media.broadcasts import reads as broadcasts

pages = Pages("console_doors", __name__)
INSIDE = "/console/rooms"


class FirstRun(msgspec.Struct, frozen=True):
    code: str
    login: str
    password: str
    name: str = ""


class SignIn(msgspec.Struct, frozen=True):
    login: str
    password: str
    next: str = INSIDE


@pages.page("/console", allow=EVERYONE)
async def console() -> ResponseReturnValue:
    if staff() is not None:
        return redirect(INSIDE)
    return redirect("/console/first-run" if await _nobody_here() else "/console/sign-in")


@pages.page("/console/", allow=EVERYONE)
async def console_with_a_slash() -> ResponseReturnValue:
    """As it is typed often."""
    return redirect("/console")


@pages.page("/console/first-run", allow=EVERYONE)
async def first_run() -> ResponseReturnValue:
    if not await _nobody_here():
        return redirect("/console/sign-in")
    return await page("doors/first_run.html", entered={"code": request.args.get("code", "")})


@pages.page("/console/first-run", allow=EVERYONE, methods=("POST",))
async def found_house() -> ResponseReturnValue:
    try:
        given = await form(FirstRun)
        cookie = await house().door.first_run(
            given.code, given.login.strip(), given.name, given.password, _address(), _agent()
        )
    except Problem as problem:
        return await again("doors/first_run.html", problem)
    async with house().db.read() as session:
        rooms = await broadcasts.rooms(session)
    answer = went(INSIDE, _("欢迎！") if rooms else _("欢迎！先开一个直播间吧"))
    remember(answer, cookie)
    return answer


@pages.page("/console/sign-in", allow=EVERYONE)
async def sign_in_form() -> ResponseReturnValue:
    if await _nobody_here():
        return redirect("/console/first-run")
    return await page("doors/sign_in.html", entered={"next": request.args.get("next", INSIDE)})


@pages.page("/console/sign-in", allow=EVERYONE, methods=("POST",))
async def sign_in() -> ResponseReturnValue:
    try:
        given = await form(SignIn)
        cookie = await house().door.sign_in(given.login.strip(), given.password, _address(), _agent())
    except Problem as problem:
        return await again("doors/sign_in.html", problem)
    answer = redirect(_ours(given.next), 303)
    remember(answer, cookie)
    return answer


@pages.page("/console/sign-out", allow=Permission.ACCOUNT, methods=("POST",))
async def sign_out() -> ResponseReturnValue:
    await house().db.write(actions.sign_out, house().door.fingerprint(request.cookies[COOKIE]))
    answer = went("/console/sign-in", _("已退出"))
    forget(answer)
    return answer


def _ours(address: str) -> str:
    """Only a path of the console is followed, so that a crafted link cannot lead a colleague elsewhere."""
    ours = address.startswith("/console/") and "\\" not in address and address.isprintable()
    return address if ours else INSIDE


async def _nobody_here() -> bool:
    async with house().db.read() as session:
        return await reads.is_first_run(session)


def _address() -> str:
    return request.remote_addr or ""


def _agent() -> str:
    return request.headers.get("user-agent", "")
