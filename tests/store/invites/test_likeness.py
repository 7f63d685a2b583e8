"""A friend who is the inviter under another name brings nothing, and staff read why."""

import pytest
from sqlalchemy import delete

from store.invites import actions
from store.invites.terms import WHY
from store.members import actions as members
from store.members.contact import contact, seal
from store.members.models import Place
from store.risk.models import Sighting
from tests.store.invites.conftest import KEYS

PHONE, STREET = "13800000001", "南京路 1 号楼 2 单元 301"


@pytest.fixture
def ends(database, code, pays, sweeps, invite):
    """Ben comes by the link and pays; why it is void, empty while it is not."""

    async def end(friend: str = "ben", opened_on: str = "", **more: str) -> str:
        await database.write(actions.bind, code, friend, opened_on)
        await pays(friend, **more)
        await sweeps()
        return (await invite(friend)).reason

    return end


async def test_a_stranger_is_a_friend(ends, pays):
    await pays("anna", phone=PHONE, payer="oAnna", street=STREET, device="d1")
    assert await ends(phone="13800000002", payer="oBen", street="滨江道 9 号", device="d2") == ""


async def test_the_inviters_device_is_known_from_the_link_and_from_orders(ends, pays):
    await pays("anna", device="d1")
    assert await ends("ben", device="d1") == "device"
    assert await ends("cleo", device="phone-of-anna") == "device"


async def test_the_inviters_phone_number_is_known_from_orders_and_from_the_account(ends, pays, database):
    await pays("anna", phone=PHONE)
    await database.write(members.bind_phone, KEYS, "anna", "13800000009")
    assert await ends("ben", phone=PHONE) == "phone"
    assert await ends("cleo", phone="13800000009") == "phone"


async def test_the_inviters_address_is_known_however_it_is_written(ends, pays, database):
    await pays("anna", street=STREET)
    assert await ends("ben", street="南京路1-2-301") == "address"
    kept = seal(KEYS, contact("安", "13900000000", "滨江道 200 号"))
    place = {"id": "a1", "member": "anna", "region": "", "sealed": kept, "usual": True}
    await database.write(lambda tx: tx.add_once(Place, **place, changed_at=tx.now))
    assert await ends("cleo", street="滨江道200号") == "address"


async def test_who_pays_from_the_inviters_account_is_the_inviter(ends, pays):
    await pays("anna", payer="oAnna")
    assert await ends(payer="oAnna") == "payer"


async def test_one_person_is_one_friend_whatever_they_call_themselves(ends):
    assert await ends("ben", phone=PHONE, payer="oBen", opened_on="d7") == ""
    assert await ends("cleo", phone=PHONE) == "again"
    assert await ends("dora", payer="oBen") == "again"
    assert await ends("ed", opened_on="d7") == "again"


async def test_the_one_who_came_first_stays_a_friend_when_another_name_of_theirs_did_not_count(
    ends, completes, sweeps, invite
):
    await ends("ben", phone=PHONE, payer="oBen", opened_on="d7")
    assert await ends("cleo", phone=PHONE, payer="oBen", opened_on="d7") == "again"
    await completes((await invite("ben")).order)
    await sweeps()
    assert ((await invite("ben")).state, (await invite("ben")).reason) == ("rewarded", "")


async def test_who_bought_before_under_another_name_is_no_newcomer(ends, pays):
    await pays("old", phone=PHONE, payer="oOld")
    assert await ends("ben", phone=PHONE) == "old-buyer"
    assert await ends("cleo", payer="oOld") == "old-buyer"


async def test_what_comes_out_before_the_reward_counts_though_sightings_are_gone(
    ends, pays, database, sweeps, completes, invite, points
):
    assert await ends("ben", phone=PHONE) == ""
    await database.write(lambda tx: tx.execute(delete(Sighting)) and None)
    await pays("anna", phone=PHONE)
    await completes((await invite()).order)
    await sweeps()
    assert ((await invite()).reason, await points("anna")) == ("phone", 0)


async def test_every_reason_has_words_in_both_languages():
    assert all(zh and en and zh != en for zh, en in WHY.values())
