"""A round that is entered by saying its keyword in the room."""

import asyncio

from appliance.events import CommentHeld, CommentRecalled, CommentSaid, Speaker
from appliance.identity.seats import Seat
from store.play.problems import KeywordHeld, SayKeyword

ROOM = "room"


async def test_who_says_the_keyword_is_in_without_asking(play, live, joins, bus, eventually, clock):
    lottery = await play.open(rule="keyword", keyword="Go 麻花")
    await live.reread()
    for number, (text, role, room) in enumerate(
        [("我要go 麻花！", "", ROOM), ("麻花", "", ROOM), ("Go 麻花", "host", ROOM), ("Go 麻花", "", "elsewhere")]
    ):
        speaker = Speaker(f"m{number}", f"名{number}", role=role)
        bus.publish(CommentSaid(room=room, comment=f"c{number}", speaker=speaker, text=text, at=clock.now()))
    await eventually(lambda: "m0" in live._tables[lottery].said)
    await live.write()
    assert await play.members(lottery) == ["m0"]
    assert (await joins(lottery, "m0"))[0].state == "in"


async def test_the_keyword_alone_enters_where_nothing_may_be_said(play, live, joins, clock):
    lottery = await play.open(rule="keyword", keyword="Go 麻花")
    await live.reread()
    heard = [
        live.enters(Seat(room, member, 0, name="名"), text)
        for member, room, text in [
            ("m0", ROOM, "go 麻花"), ("m1", ROOM, "Go 麻花！"), ("m2", "elsewhere", "Go 麻花"), ("m3", ROOM, "")
        ]
    ]  # fmt: skip
    assert heard == [True, False, False, False]
    assert (await joins(lottery, "m0"))[0].state == "in"
    assert live.enters(Seat(ROOM, "m0", 0, name="名"), "Go 麻花")
    await live.write()
    assert await play.members(lottery) == ["m0"]
    await clock.advance(60)
    assert not live.enters(Seat(ROOM, "m4", 0, name="名"), "Go 麻花")


async def test_who_asks_without_the_keyword_is_told_it(play, live, joins):
    lottery = await play.open(rule="keyword", keyword="麻花")
    await live.reread()
    (refused,) = await joins(lottery, "m1")
    assert isinstance(refused, SayKeyword)


async def test_whose_keyword_waits_for_a_colleague_is_told_so_and_is_in_when_it_is_let_through_in_time(
    play, live, joins, bus, eventually, clock
):
    lottery = await play.open(rule="keyword", keyword="麻花")
    await live.reread()
    who = {"room": ROOM, "comment": "c1", "speaker": Speaker("m1", "名m1"), "text": "麻花！", "at": clock.now()}
    bus.publish(CommentHeld(**who, why="review"))
    await eventually(lambda: live._tables[lottery].holds("m1"))
    assert isinstance((await joins(lottery, "m1"))[0], KeywordHeld)
    await clock.advance(20)
    bus.publish(CommentSaid(**who))
    await eventually(lambda: "m1" in live._tables[lottery].said)
    await live.write()
    assert await play.members(lottery) == ["m1"]
    assert (await joins(lottery, "m1"))[0].state == "in"


async def test_a_keyword_that_is_not_let_through_was_not_said(play, live, joins, bus, eventually, clock):
    lottery = await play.open(rule="keyword", keyword="麻花")
    await live.reread()
    speaker = Speaker("m1", "名m1")
    bus.publish(CommentHeld(room=ROOM, comment="c1", speaker=speaker, text="麻花", at=clock.now(), why="review"))
    await eventually(lambda: live._tables[lottery].holds("m1"))
    bus.publish(CommentRecalled(room=ROOM, comment="c1"))
    await eventually(lambda: not live._tables[lottery].holds("m1"))
    (refused,) = await joins(lottery, "m1")
    assert isinstance(refused, SayKeyword)


async def test_a_comment_before_it_begins_counts_for_nothing(play, live, bus, clock, told, eventually):
    lottery = await play.open(rule="keyword", keyword="麻花", opens_in=10)
    await live.reread()
    bus.publish(CommentSaid(room=ROOM, comment="c", speaker=Speaker("m1", "名"), text="麻花", at=clock.now()))
    await eventually(lambda: [fact for fact in told if isinstance(fact, CommentSaid)])
    await asyncio.sleep(0)
    await live.write()
    assert await play.members(lottery) == []
