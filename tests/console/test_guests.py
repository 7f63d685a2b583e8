"""Who agreed to be shown stands in the show's report and goes into a table, with the words that were agreed to."""

import hashlib

import pytest

from appliance.identity import reads as identity
from appliance.identity.permissions import Role
from console import consent
from media.broadcasts import actions as broadcasts
from media.stage.seats import actions

FIXED = {"1": "1c6651aaf40e895b", actions.STORE: "276e1954cf67b925"}
"""What each version said when it was first asked for: who changes a word makes a new version."""


@pytest.fixture
def seat(house, room):
    """``await seat("吴掌柜")``: agreed from the phone's network, and is let in."""

    async def come(name, network="117.136.1.9", *, let_in=True):
        async with house.db.read() as session:
            colleagues = await identity.colleagues(session)
        made, _ = await house.db.write(actions.invite, room, colleagues[0].id if colleagues else "")
        await house.db.write(actions.agree, made, name, actions.CONSENT, network)
        if let_in:
            await house.db.write(actions.admit, made)
        return made

    return come


async def test_a_report_says_who_agreed_when_to_what_and_from_where(owner, house, room, seat, clock):
    show = await house.db.write(broadcasts.air, room)
    assert 'id="guests"' not in await owner.read(f"/console/shows/{show}/report")
    await seat("吴掌柜")
    await seat("路人", let_in=False)
    await house.db.write(actions.seat_store, room, "海河书屋", "lin")
    await clock.advance(60)
    await house.db.write(broadcasts.end, show)
    await house.db.write(actions.clear, room)
    text = (await owner.read(f"/console/shows/{show}/report")).partition('id="guests"')[2]
    for words in ("吴掌柜", "117.136.1.9", "第 1 版", "王店长", "没有上台", "海河书屋", "对方店同意", "要保存三年"):
        assert words in text, words


async def test_the_table_holds_the_words_that_were_agreed_to(owner, house, room, seat):
    show = await house.db.write(broadcasts.air, room)
    await seat("=吴掌柜")
    answer = await owner.get(f"/console/shows/{show}/guests.csv")
    text = (await answer.get_data()).decode("utf-8-sig")
    assert "attachment" in answer.headers["content-disposition"]
    assert "'=吴掌柜," in text, "no cell is a formula"
    assert ",1,117.136.1.9," in text
    assert "我已年满 18 周岁，同意这样出镜" in text


async def test_a_guest_stands_in_the_report_of_his_own_show_alone(owner, house, room, seat, clock):
    first = await house.db.write(broadcasts.air, room)
    await seat("吴掌柜")
    await clock.advance(60)
    await house.db.write(actions.clear, room)
    await house.db.write(broadcasts.end, first)
    await clock.advance(60)
    second = await house.db.write(broadcasts.air, room)
    assert "吴掌柜" in await owner.read(f"/console/shows/{first}/report")
    assert "吴掌柜" not in await owner.read(f"/console/shows/{second}/report")


async def test_who_looks_at_figures_alone_sees_no_guest_and_takes_no_table_away(house, room, seat, colleague):
    show = await house.db.write(broadcasts.air, room)
    await seat("吴掌柜")
    for role, sees in ((Role.HOST, True), (Role.OPERATOR, True), (Role.SCREEN, False)):
        theirs = await colleague(role)
        assert ("吴掌柜" in await theirs.read(f"/console/shows/{show}/report")) is sees
        assert (await theirs.get(f"/console/shows/{show}/guests.csv")).status_code == (200 if sees else 403)


async def test_a_show_that_was_never_on_air_had_no_guests(owner, house, room, clock):
    planned = await house.db.write(broadcasts.schedule, room, "以后", clock.now())
    assert (await owner.get(f"/console/shows/{planned}/guests.csv")).status_code == 404


async def test_what_was_agreed_to_never_changes_under_its_version(app):
    async with app.test_request_context("/stage", headers={"accept-language": "zh-CN"}):
        said = {one: hashlib.sha256("\n".join(consent.words(one)).encode()).hexdigest()[:16] for one in FIXED}
    assert said == FIXED
    assert actions.CONSENT in FIXED
