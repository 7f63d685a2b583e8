"""A store that means ill, or whose box is ill: it is refused in words, and costs neither the show nor the shop."""

import asyncio
import base64
import gzip
from datetime import timedelta

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from appliance import outside
from media.stage.battles import actions as battles
from media.stage.battles import between
from media.stage.battles.standing import Standing
from media.stage.stores import actions, codes, letters, reads
from media.stage.stores.letters import Own
from media.stage.stores.mail import Addressee, Mail
from media.stage.stores.messages import Accept, Agreed, Fine, Hello, Invite, Pair, Paired
from media.stage.stores.models import StoreCall
from media.stage.stores.problems import CodeRefused, LetterRefused, StoreOutOfReach, StoreRefused
from tests.media.stage.stores.paired import called, taken_up, use


async def write_to(box, says, by) -> tuple[int, dict]:
    """What the box answers to a letter of the store `by`."""
    letter = (
        says if isinstance(says, str) else Own(by.house.keys).write(Own(box.house.keys).id, says, box.house.clock.now())
    )
    answer = await box.app.test_client().post("/api/v1/stores/letters", json={"letter": letter})
    return answer.status_code, await answer.get_json()


def raw(own: Own, content: bytes) -> str:
    """A letter with that content, rightly signed."""
    signature = own._private.sign(letters._HEAD + content)
    return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in (content, signature))


def invite(call, **other) -> Invite:
    return msgspec.structs.replace(Invite(call, "鞋店", 60, 30, "唱一首歌"), **other)


async def store_of(box):
    async with box.house.db.read() as session:
        return (await reads.stores(session))[0]


# -- pairing ----------------------------------------------------------------------------------------------------------


async def test_a_proof_that_is_no_proof_is_refused_whatever_letters_it_has(boxes):
    tea, shoe = boxes
    status, told = await write_to(tea, Pair("none", "鞋店", shoe.address, Own(shoe.house.keys).key, "é"), by=shoe)
    assert (status, told["type"].rpartition(":")[2]) == (401, "code-refused")


async def test_whose_answer_was_lost_on_the_way_pairs_with_the_same_code_again(boxes):
    tea, shoe = boxes
    code, _ = await tea.write(actions.make_code, tea.house.keys, "茶铺", tea.address, "lin")
    await use(shoe, code)
    assert await use(shoe, code) == Paired("茶铺")
    assert len((await tea.stores())["stores"]) == 1


async def test_a_code_that_was_used_pairs_nobody_else_nor_whoever_was_sent_away(boxes):
    tea, shoe = boxes
    code, _ = await tea.write(actions.make_code, tea.house.keys, "茶铺", tea.address, "lin")
    await use(shoe, code)
    said = ("别家", shoe.address, Own(type(shoe.house.keys)(b"t" * 32)).key)
    with pytest.raises(CodeRefused):
        await tea.write(actions.pair_by_code, tea.house.keys, Pair(code.id, *said, codes.proof(code.secret, *said)))
    await tea.write(actions.remove, (await tea.stores())["stores"][0]["store"])
    with pytest.raises(StoreRefused, match="用过了"):
        await use(shoe, code)


@pytest.mark.parametrize(
    "host",
    [
        "2852039166",
        "0xa9.0xfe.43518",
        "0",
        "[::ffff:169.254.169.254]",
        "[::ffff:0.0.0.0]",
        "100.100.100.200",
        "169.254.1",
    ],
)
def test_an_address_in_disguise_is_known_for_what_it_is(host):
    with pytest.raises(codes.AddressUnusable):
        codes.address(f"http://{host}:8080")


# -- letters ----------------------------------------------------------------------------------------------------------


async def test_what_nests_without_end_is_no_letter(paired):
    tea, shoe = paired
    own = Own(shoe.house.keys)
    deep = b"[" * 2800 + b"]" * 2800
    content = b'["%s","%s",1,"",{"type":"Hello","x":%s}]' % (own.id.encode(), Own(tea.house.keys).id.encode(), deep)
    assert (await write_to(tea, raw(own, content), by=shoe))[0] == 401


async def test_a_time_without_a_zone_is_no_time(paired, clock):
    tea, shoe = paired
    battle = await taken_up(paired)
    now = clock.now()
    said = Standing(battle, "invited", 1, 1 << 45, now.replace(tzinfo=None), "on", 0)
    assert (await write_to(tea, said, by=shoe))[0] == 401


# -- calls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["../rooms/1", "a/b", "a?b", "pk\n", "%2e%2e", ".."])
async def test_a_call_has_no_name_that_leads_a_colleagues_tap_elsewhere(paired, call):
    tea, shoe = paired
    assert (await write_to(tea, invite(call), by=shoe))[0] == 401
    assert (await tea.stores())["calls"] == []


async def test_a_call_by_the_name_of_a_contest_that_was_is_not_heard(paired, clock):
    tea, shoe = paired
    battle = await taken_up(paired)
    for _ in range(2):
        await tea.write(battles.stop, battle)
    await tea.write(lambda tx: tx.execute(update(StoreCall).values(id="another")) and None)
    status, told = await write_to(tea, invite(battle), by=shoe)
    assert (status, told["type"].rpartition(":")[2]) == (409, "call-over")


async def test_a_store_that_calls_and_calls_rings_once(paired):
    tea, shoe = paired
    for number in range(5):
        assert (await write_to(tea, invite(f"pk{number}"), by=shoe))[0] == 200
    assert [call["call"] for call in (await tea.stores())["calls"]] == ["pk4"]


async def test_calls_without_end_are_not_heard_and_old_ones_are_not_kept(paired, clock, monkeypatch):
    monkeypatch.setattr(actions, "MOST_CALLS", 3)
    tea, shoe = paired
    said = [(await write_to(tea, invite(f"pk{number}"), by=shoe))[0] for number in range(5)]
    assert said == [200, 200, 200, 409, 409]
    await clock.advance(2 * 24 * 3600)
    assert (await write_to(tea, invite("late"), by=shoe))[0] == 200
    async with tea.house.db.read() as session:
        assert [call.id for call in await session.scalars(select(StoreCall))] == ["late"]


async def test_a_host_without_a_visible_name_is_called_as_the_store_is(paired):
    tea, shoe = paired
    assert (await write_to(tea, invite("pk", host=" \u200b "), by=shoe))[0] == 200
    assert (await tea.stores())["calls"][0]["host"] == "鞋店"


async def test_whose_yes_was_heard_though_its_answer_was_lost_says_it_once_more(paired):
    tea, shoe = paired
    call = await called(tea)
    status, _ = await write_to(tea, Accept(call, "鞋店"), by=shoe)
    assert status == 200
    assert (await shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{call}/acceptance"))[0] == 200
    here, there = await tea.battle(), await shoe.battle()
    assert (here["battle"], here["begins_at"]) == (there["battle"], there["begins_at"])


async def test_a_colleague_who_refuses_has_refused_whatever_the_other_store_says_to_that(paired, cable):
    tea, shoe = paired
    call = await called(tea)

    class Junk:
        async def __call__(self, scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b'{"letter":"junk"}'})

    cable.apps["tea"] = Junk()
    assert (await shoe.ask("DELETE", f"/store-calls/{call}"))[0] == 200
    assert (await shoe.stores())["calls"] == []


@pytest.fixture
def agrees(monkeypatch, clock):
    """``agrees(seconds)``: the inviter says that it begins so long from now."""

    def said(begins_in: timedelta, zone=True):
        async def heed(self, store, says):
            now = clock.now() if zone else clock.now().replace(tzinfo=None)
            return Agreed(now + begins_in, now) if isinstance(says, Accept) else Fine()

        monkeypatch.setattr("media.stage.stores.hearing.Hearing._heed", heed)

    return said


@pytest.mark.parametrize(("days", "zone"), [(4000, True), (-4000, True), (0, False), (1_000_000, True)])
async def test_a_contest_that_begins_in_years_is_not_agreed_to(paired, agrees, days, zone):
    tea, shoe = paired
    call = await called(tea)
    agrees(timedelta(days=days), zone)
    status, told = await shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{call}/acceptance")
    assert status < 500, told
    assert await shoe.battle() is None


async def test_a_store_that_never_counts_out_does_not_keep_a_contest_from_its_end(paired, clock):
    tea, _ = paired
    battle = await taken_up(paired)
    store = (await store_of(tea)).id
    for seq in range(1, 24):
        await clock.advance(5)
        await tea.write(between.hear, store, Standing(battle, "invited", seq, seq, clock.now(), "on", 0))
        await tea.write(between.move_on)
    told = await tea.battle()
    assert (told["reason"], told["winner"]) == ("time", "right")


# -- the line ---------------------------------------------------------------------------------------------------------


async def test_a_store_that_answers_a_byte_at_a_time_is_out_of_reach(boxes, monkeypatch):
    tea, shoe = boxes

    class Dripping(httpx.AsyncByteStream):
        async def __aiter__(self):
            for _ in range(500):
                await asyncio.sleep(0.02)
                yield b" "

    await answered(tea, shoe, monkeypatch, lambda: httpx.Response(200, stream=Dripping()))


async def test_an_answer_that_unpacks_to_much_more_is_not_unpacked(boxes, monkeypatch):
    tea, shoe = boxes
    bomb = gzip.compress(b" " * (1 << 24))
    headers = {"content-encoding": "gzip"}

    class Packed(httpx.AsyncByteStream):
        async def __aiter__(self):
            yield bomb

    unpacked = []
    original = httpx.Response.aiter_bytes

    async def counted(self, size=None):
        async for piece in original(self, size):
            unpacked.append(len(piece))
            yield piece

    monkeypatch.setattr(httpx.Response, "aiter_bytes", counted)
    await answered(tea, shoe, monkeypatch, lambda: httpx.Response(200, headers=headers, stream=Packed()))
    assert sum(unpacked) <= 1 << 17


async def answered(tea, shoe, monkeypatch, answer) -> None:
    """The other store's box answers so, and is out of reach in time."""
    transport = httpx.MockTransport(lambda request: answer())
    monkeypatch.setattr(outside, "client", lambda patience: httpx.AsyncClient(transport=transport, timeout=patience))
    to = Addressee(shoe.address, Own(shoe.house.keys).key)
    async with asyncio.timeout(2), Mail(tea.house.keys, tea.house.clock, patience=0.3) as mail:
        with pytest.raises((StoreOutOfReach, LetterRefused)):
            await mail.ask(to, Hello())


async def test_an_address_that_no_resolver_reads_is_out_of_reach(boxes):
    tea, shoe = boxes
    to = Addressee(codes.address("http://xn--a.test:8080"), Own(shoe.house.keys).key)
    async with Mail(tea.house.keys, tea.house.clock) as mail:
        with pytest.raises(StoreOutOfReach):
            await mail.ask(to, Hello())


async def test_two_that_call_each_other_and_both_say_yes_at_once_meet_in_one_contest(paired):
    tea, shoe = paired
    theirs, ours = await called(shoe), await called(tea)
    said = await asyncio.gather(
        tea.ask("PUT", f"/rooms/{tea.room}/store-calls/{theirs}/acceptance"),
        shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{ours}/acceptance"),
    )
    here, there = await tea.battle(), await shoe.battle()
    assert sorted(status for status, _ in said) == [200, 409], said
    assert here["battle"] == there["battle"] == min(theirs, ours)
