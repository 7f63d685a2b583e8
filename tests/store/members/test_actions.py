from datetime import timedelta

import pytest

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Event, MemberDeleted, MemberJoined, MembersMerged
from appliance.keys import Keys
from store.members import actions, contact, keepsakes, places, reads

WANG = contact.contact("王芳", "13800138000", "滨江道88号")


async def test_a_guest_becomes_known_with_the_first_thing_worth_keeping(database: Database, bus: LocalBus, eventually):
    facts: list[Event] = []
    bus.listen(facts.append, MemberJoined, name="test")
    await database.write(actions.know, "guest")
    await database.write(actions.know, "guest")
    await database.write(actions.know, "other")
    await eventually(lambda: len(facts) == 2)
    assert [(fact.member, fact.provider) for fact in facts] == [("guest", "guest"), ("other", "guest")]
    async with database.read() as session:
        assert (await reads.member(session, "guest")).personalised
        with pytest.raises(actions.MemberNotFound):
            await reads.member(session, "nobody")


async def test_a_log_in_keeps_the_guest_that_one_has_been(database: Database):
    assert await database.write(actions.recognise, "wechat-mini", "openid-1", guest="guest") == "guest"
    assert await database.write(actions.recognise, "wechat-mini", "openid-1", guest="later-guest") == "guest"
    async with database.read() as session:
        assert await reads.openid(session, "guest") == "openid-1"


async def test_one_person_who_comes_by_two_doors_is_one_member(database: Database):
    first = await database.write(actions.recognise, "wechat-mini", "mini-1", "union-1")
    second = await database.write(actions.recognise, "wechat-web", "web-1", "union-1", guest="fresh")
    assert first == second


async def test_somebody_elses_id_is_never_taken_over_by_a_log_in(database: Database):
    mine = await database.write(actions.recognise, "wechat-mini", "openid-1", guest="guest")
    other = await database.write(actions.recognise, "wechat-mini", "openid-2", guest="guest")
    assert other != mine


async def test_what_a_guest_left_is_the_members_after_a_merge(
    database: Database, keys: Keys, bus: LocalBus, eventually
):
    member = await database.write(actions.recognise, "wechat-mini", "openid-1")
    await database.write(keepsakes.like, member, "tea")
    await database.write(keepsakes.like, "guest", "tea")
    await database.write(keepsakes.like, "guest", "cake")
    await database.write(keepsakes.pass_by, "guest", "cake")
    await database.write(places.add, keys, member, region="天津市 和平区", person=WANG)
    await database.write(places.add, keys, "guest", region="天津市 河西区", person=WANG)
    await database.write(actions.consent, "guest", "privacy", "2026-11", given=True)
    facts: list[Event] = []
    bus.listen(facts.append, MembersMerged, name="test")
    assert await database.write(actions.merge, "guest", member)
    async with database.read() as session:
        assert sorted(await reads.favourites(session, member)) == ["cake", "tea"]
        assert [one.product for one in await reads.footprints(session, member)] == ["cake"]
        assert [(one.region, one.usual) for one in await reads.places(session, member)] == [
            ("天津市 和平区", True),
            ("天津市 河西区", False),
        ]
        assert len(await reads.consents(session, member)) == 1
        assert await reads.favourites(session, "guest") == []
    await eventually(lambda: len(facts) == 1)


async def test_a_merged_guest_keeps_nothing_more_and_merges_once(database: Database):
    await database.write(actions.know, "guest")
    await database.write(actions.know, "member")
    assert await database.write(actions.merge, "guest", "member")
    assert not await database.write(actions.merge, "guest", "member")
    with pytest.raises(actions.MemberGone):
        await database.write(keepsakes.like, "guest", "tea")


async def test_a_person_who_can_log_in_is_not_merged_into_another(database: Database):
    mine = await database.write(actions.recognise, "wechat-mini", "openid-1")
    other = await database.write(actions.recognise, "wechat-mini", "openid-2")
    assert not await database.write(actions.merge, mine, other)
    assert not await database.write(actions.merge, mine, mine)


async def test_a_guest_whom_only_other_features_know_is_merged_too(database: Database, bus: LocalBus, eventually):
    member = await database.write(actions.recognise, "wechat-mini", "openid-1")
    facts: list[Event] = []
    bus.listen(facts.append, (MemberJoined, MembersMerged), name="test")
    assert await database.write(actions.merge, "only-talked", member)
    assert not await database.write(actions.merge, "only-talked", member)
    with pytest.raises(actions.MemberGone):
        await database.write(actions.know, "only-talked")
    await eventually(lambda: len(facts) == 1)
    assert facts == [MembersMerged(guest="only-talked", member=member)]


async def test_a_guest_who_was_deleted_is_merged_into_nobody(database: Database):
    member = await database.write(actions.recognise, "wechat-mini", "openid-1")
    await database.write(actions.forget, "guest")
    assert not await database.write(actions.merge, "guest", member)


async def test_a_profile_keeps_what_is_not_named(database: Database):
    await database.write(actions.change, "m", nickname=" 小\x00王 ", birthday="02-29", personalised=False)
    await database.write(actions.change, "m", avatar="face.jpg")
    async with database.read() as session:
        known = await reads.member(session, "m")
    assert (known.nickname, known.birthday, known.avatar, known.personalised) == ("小王", "02-29", "face.jpg", False)


@pytest.mark.parametrize("birthday", ["02-30", "13-01", "00-10", "1-1", "11/23", "０１-０２", "2000-01-01", ""])
async def test_a_birthday_is_a_day_of_the_year(sqlite_database: Database, birthday: str):
    with pytest.raises(actions.BirthdayUnusable):
        await sqlite_database.write(actions.change, "m", birthday=birthday)


async def test_a_nickname_fits_beside_a_comment(sqlite_database: Database):
    with pytest.raises(actions.NicknameUnusable):
        await sqlite_database.write(actions.change, "m", nickname="长" * 25)


async def test_a_phone_number_belongs_to_one_member_and_is_kept_sealed(database: Database, keys: Keys):
    await database.write(actions.bind_phone, keys, "m", "138 0013 8000")
    await database.write(actions.bind_phone, keys, "m", "13800138000")
    with pytest.raises(actions.PhoneTaken):
        await database.write(actions.bind_phone, keys, "other", "13800138000")
    async with database.read() as session:
        known = await reads.member(session, "m")
    assert "138" not in (known.phone_sealed or "")[:3]
    assert reads.phone(keys, known) == "13800138000"


async def test_consents_are_added_and_never_changed(database: Database, clock: ManualClock):
    await database.write(actions.consent, "m", "privacy", "2026-11", given=True)
    await clock.advance(1)
    await database.write(actions.consent, "m", "privacy", "2026-11", given=False)
    async with database.read() as session:
        assert [one.given for one in await reads.consents(session, "m")] == [False, True]


async def test_who_wants_to_be_forgotten_leaves_no_name_phone_or_address(
    database: Database, keys: Keys, bus: LocalBus, eventually
):
    member = await database.write(actions.recognise, "wechat-mini", "openid-1")
    await database.write(actions.change, member, nickname="小王", birthday="11-23")
    await database.write(actions.bind_phone, keys, member, "13800138000")
    await database.write(places.add, keys, member, region="天津市 和平区", person=WANG)
    await database.write(keepsakes.like, member, "tea")
    await database.write(actions.consent, member, "privacy", "2026-11", given=True)
    facts: list[Event] = []
    bus.listen(facts.append, MemberDeleted, name="test")
    await database.write(actions.forget, member)
    await database.write(actions.forget, member)
    await eventually(lambda: len(facts) == 1)
    async with database.read() as session:
        left = await reads.everything(session, keys, member)
    assert left["addresses"] == left["identities"] == left["favourites"] == []
    assert (left["member"]["nickname"], left["member"]["birthday"], left["member"]["phone"]) == ("", None, "")
    assert len(left["consents"]) == 1
    with pytest.raises(actions.MemberGone):
        await database.write(actions.know, member)
    assert await database.write(actions.recognise, "wechat-mini", "openid-1") != member


async def test_a_forgotten_number_is_free_for_its_next_owner(database: Database, keys: Keys):
    await database.write(actions.bind_phone, keys, "m", "13800138000")
    await database.write(actions.forget, "m")
    await database.write(actions.bind_phone, keys, "n", "13800138000")


async def test_only_the_latest_footprints_are_kept(database: Database, clock: ManualClock, monkeypatch):
    monkeypatch.setattr(keepsakes, "MOST_FOOTPRINTS", 3)
    for product in ("a", "b", "c", "a", "d"):
        await database.write(keepsakes.pass_by, "m", product)
        await clock.advance(1)
    async with database.read() as session:
        assert [one.product for one in await reads.footprints(session, "m")] == ["d", "a", "c"]
    await database.write(keepsakes.wipe_footprints, "m")
    async with database.read() as session:
        assert await reads.footprints(session, "m") == []


async def test_a_favourite_is_kept_once_and_taken_back(database: Database):
    await database.write(keepsakes.like, "m", "tea")
    await database.write(keepsakes.like, "m", "tea")
    async with database.read() as session:
        assert await reads.favourites(session, "m") == ["tea"]
        assert await reads.likes(session, "m", "tea")
    await database.write(keepsakes.unlike, "m", "tea")
    async with database.read() as session:
        assert not await reads.likes(session, "m", "tea")


async def test_a_joining_day_is_the_first_visits(database: Database, clock: ManualClock):
    then = clock.now()
    await database.write(actions.know, "m")
    await clock.advance(timedelta(days=1).total_seconds())
    await database.write(actions.know, "m")
    async with database.read() as session:
        assert (await reads.member(session, "m")).joined_at == then
