"""Two boxes: they pair by a code, one calls and the other takes it up, and both count, end and survive alike."""

import msgspec
import pytest

from media.stage.battles import actions as battles
from media.stage.battles import between
from media.stage.battles.actions import Scored
from media.stage.battles.standing import Standing
from media.stage.seats import reads as seats
from media.stage.stores import actions, codes, letters, reads
from media.stage.stores.letters import Own
from media.stage.stores.mail import Addressee, Mail, digest_of
from media.stage.stores.messages import Feed, Hello, Pair
from media.stage.stores.problems import CodeRefused, StoreInContest, StoreNotFound, StoreOutOfReach, StoreRefused
from tests.media.stage.stores.paired import called, pair, taken_up, use


async def exchange(sender, hearer, battle) -> None:
    """What the courier in `live` does every half second."""
    async with sender.house.db.read() as session:
        store = (await reads.stores(session))[0]
    async with Mail(sender.house.keys, sender.house.clock) as mail:
        said = await mail.ask(Addressee(store.address, store.key), await sender.write(between.told, battle))
    assert isinstance(said, Standing)
    assert said.side == await_side(hearer, sender)
    await sender.write(between.hear, store.id, said)


def await_side(hearer, sender) -> str:
    return "inviter" if hearer.name == "tea" else "invited"


async def test_a_code_pairs_once_and_both_know_each_other(boxes):
    tea, shoe = boxes
    code, _ = await tea.write(actions.make_code, tea.house.keys, "茶铺", tea.address, "lin")
    await use(shoe, code)
    (known,) = (await tea.stores())["stores"]
    assert known["name"] == "鞋店"
    others = ("别家", shoe.address, Own(type(shoe.house.keys)(b"t" * 32)).key)
    with pytest.raises(CodeRefused):
        await tea.write(actions.pair_by_code, tea.house.keys, Pair(code.id, *others, codes.proof(code.secret, *others)))


async def test_a_code_of_yesterday_or_that_was_tampered_with_pairs_nobody(boxes, clock):
    tea, shoe = boxes
    code, _ = await tea.write(actions.make_code, tea.house.keys, "茶铺", tea.address, "lin")
    with pytest.raises(StoreRefused):
        await use(shoe, msgspec.structs.replace(code, secret="guessed"))
    await clock.advance(15 * 60)
    with pytest.raises(StoreRefused):
        await use(shoe, code)
    own = Own(shoe.house.keys).key
    with pytest.raises(CodeRefused):
        await tea.write(actions.pair_by_code, tea.house.keys, Pair("none", "鞋店", shoe.address, own, "none"))
    assert (await tea.stores())["stores"] == []


async def test_a_store_whose_pairing_ended_is_a_stranger(paired):
    tea, shoe = paired
    (store,) = (await tea.stores())["stores"]
    await tea.write(actions.remove, store["store"])
    with pytest.raises(StoreNotFound):
        await tea.write(actions.remove, store["store"])
    async with shoe.house.db.read() as session:
        known = (await reads.stores(session))[0]
    async with Mail(shoe.house.keys, shoe.house.clock) as mail:
        with pytest.raises(StoreRefused, match="没有配对"):
            await mail.ask(Addressee(known.address, known.key), Hello())
    await pair(paired)
    assert len((await tea.stores())["stores"]) == 1, "they may find each other again"


async def test_a_call_rings_there_is_taken_up_and_begins_on_both(paired, clock):
    tea, shoe = paired
    call = await called(tea)
    (ours,), (theirs,) = (await tea.stores())["calls"], (await shoe.stores())["calls"]
    assert (ours["mine"], ours["store"]) == (True, "鞋店")
    assert (theirs["mine"], theirs["store"], theirs["host"]) == (False, "茶铺", "茶铺")
    await shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{call}/acceptance")
    here, there = await tea.battle(), await shoe.battle()
    assert (here["left"], here["right"], here["store"] != "") == ("茶铺", "鞋店", True)
    assert (there["left"], there["right"], there["punishment"]) == ("鞋店", "茶铺", "唱一首歌")
    assert (here["begins_at"], here["ends_at"]) == (there["begins_at"], there["ends_at"])
    for box in paired:
        async with box.house.db.read() as session:
            (seat,) = await seats.on_stage(session, box.room)
        assert seat.consent == "store"
        assert (await box.stores())["calls"] == []
    with pytest.raises(StoreInContest):
        await tea.write(actions.remove, (await tea.stores())["stores"][0]["store"])


async def test_a_call_is_refused_taken_back_or_rings_out(paired, clock):
    tea, shoe = paired
    call = await called(tea)
    status, told = await tea.ask(
        "POST", f"/rooms/{tea.room}/stores/{(await tea.stores())['stores'][0]['store']}/calls", {}
    )
    assert (status, told["type"].rpartition(":")[2]) == (409, "already-calling")
    assert (await shoe.ask("DELETE", f"/store-calls/{call}"))[0] == 200
    assert (await tea.stores())["calls"] == []
    call = await called(tea)
    assert (await tea.ask("DELETE", f"/store-calls/{call}"))[0] == 200
    assert (await shoe.stores())["calls"] == []
    assert (await shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{call}/acceptance"))[0] == 409
    call = await called(tea)
    await clock.advance(33)
    assert (await shoe.stores())["calls"] == []
    assert (await shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{call}/acceptance"))[0] == 409


async def test_who_is_not_there_is_said_to_be_not_there(paired, cable):
    tea, shoe = paired
    path = f"/rooms/{tea.room}/stores/{(await tea.stores())['stores'][0]['store']}/calls"
    shoe.live.pushed = False
    status, told = await tea.ask("POST", path, {})
    assert (status, told["title"]) == (409, "友店说：没有用浏览器开播的直播间，接不了 PK")
    cable.cut.add("shoe")
    assert (await tea.ask("POST", path, {}))[0] == 503
    assert (await tea.stores())["calls"] == []
    tea.live.pushed = False
    status, told = await tea.ask("POST", path, {})
    assert (status, told["type"].rpartition(":")[2]) == (409, "host-not-here")


async def test_both_count_their_own_and_end_with_the_same_totals(paired, clock):
    tea, shoe = paired
    battle = await taken_up(paired)
    await clock.advance(8)
    await tea.write(battles.score, battle, [Scored("likes", "1", "left", 7, clock.now())])
    await shoe.write(battles.score, battle, [Scored("gift", "1", "left", 12, clock.now())])
    await exchange(tea, shoe, battle)
    here, there = await tea.battle(), await shoe.battle()
    assert (here["left_points"], here["right_points"]) == (7, 12)
    assert (there["left_points"], there["right_points"]) == (12, 7)
    for _ in range(4):
        await clock.advance(16)
        await exchange(tea, shoe, battle)
    await clock.advance(1)
    await exchange(shoe, tea, battle)
    for box in paired:
        await box.write(between.move_on)
    here, there = await tea.battle(), await shoe.battle()
    assert (here["reason"], here["winner"], here["left_points"], here["right_points"]) == ("time", "right", 7, 12)
    assert (there["reason"], there["winner"], there["left_points"], there["right_points"]) == ("time", "left", 12, 7)


async def test_a_stop_on_one_side_is_a_stop_on_both(paired, clock):
    tea, shoe = paired
    battle = await taken_up(paired)
    await clock.advance(9)
    await exchange(tea, shoe, battle)
    assert (await shoe.ask("DELETE", f"/battles/{battle}"))[0] == 200
    await clock.advance(1)
    await exchange(shoe, tea, battle)
    assert (await tea.battle())["reason"] == "stopped"


async def test_the_box_that_was_away_too_long_learns_that_it_lost(paired, clock, cable):
    tea, shoe = paired
    battle = await taken_up(paired)
    await clock.advance(9)
    await exchange(tea, shoe, battle)
    cable.cut.add("shoe")
    await clock.advance(30)
    with pytest.raises(StoreOutOfReach):
        await exchange(tea, shoe, battle)
    await tea.write(between.move_on)
    assert ((await tea.battle())["reason"], (await tea.battle())["winner"]) == ("forfeit", "left")
    cable.cut.clear()
    await clock.advance(1)
    await exchange(shoe, tea, battle)
    assert ((await shoe.battle())["reason"], (await shoe.battle())["winner"]) == ("forfeit", "right")


async def test_only_the_store_that_we_are_in_a_contest_with_brings_a_picture_and_for_one_offer(paired):
    tea, shoe = paired
    battle = await taken_up(paired)
    offer, now = "v=0\r\n", tea.house.clock.now()
    own = Own(shoe.house.keys)
    here = Own(tea.house.keys).id

    async def post(bearer: str, sdp: str = offer) -> int:
        headers = {"authorization": bearer, "content-type": "application/sdp"}
        return (await tea.app.test_client().post("/whip/store", data=sdp, headers=headers)).status_code

    fresh = own.write(here, Feed(battle, digest_of(offer)), now)
    assert await post(f"Bearer {fresh}", "v=1\r\n") == 401, "the letter is for another offer"
    assert await post(f"Bearer {own.write(here, Hello(), now)}") == 401
    assert await post(f"Bearer {own.write(here, Feed('another', digest_of(offer)), now)}") == 404
    assert await post("Basic x") == 401
    thief = Own(type(tea.house.keys)(b"t" * 32))
    assert await post(f"Bearer {thief.write(here, Feed(battle, digest_of(offer)), now)}") == 401
    assert await post(f"Bearer {fresh}") == 500, "let in: this box has no live process that would take it"


async def test_a_letter_that_is_sent_once_more_changes_nothing(paired, cable, clock):
    tea, shoe = paired
    battle = await taken_up(paired)
    await clock.advance(9)
    await exchange(tea, shoe, battle)
    await tea.write(battles.score, battle, [Scored("likes", "1", "left", 7, clock.now())])
    name, content = cable.posted[-1]
    assert name == "shoe"
    await clock.advance(1)
    await exchange(tea, shoe, battle)
    before = await shoe.battle()
    answer = await shoe.app.test_client().post("/api/v1/stores/letters", data=content)
    assert answer.status_code == 200
    assert await shoe.battle() == before
    await clock.advance(60)
    answer = await shoe.app.test_client().post("/api/v1/stores/letters", data=content)
    assert answer.status_code == 401
    assert letters.LONGEST < 1 << 14
