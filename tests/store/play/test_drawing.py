"""A draw is reckoned beside the writer, written in pieces, and true all at once."""

import asyncio

import pytest
from sqlalchemy import select

from appliance.events import PrizeWon, RoundEnded
from store.members import actions as members
from store.play import actions, draw, drawing, reads
from store.play.actions.drawing import WinsMissing
from store.play.actions.opening import SEED
from store.play.draw import Drawn
from store.play.models import Round
from store.play.problems import RoundOver, WinNotFound
from store.play.spec import PrizeWanted

MANY = PrizeWanted(kind="points", points=1, count=250)


@pytest.fixture
def lots(play, keys):
    """``await lots(round)``: what its draw has to give, by rank."""

    async def reckon(round_id: str) -> list[draw.Lot]:
        found = await play.round(round_id)
        entries = [Drawn(one.place, one.mark, one.choice) for one in await play.entries(round_id)]
        return draw.lots(keys.unseal(SEED, found.seed_sealed), entries, actions.spec_of(found.spec))

    return reckon


async def crowd(play, round_id: str, size: int = 300, **more) -> None:
    for start in range(0, size, 100):
        await play.enter(round_id, *(f"m{n}" for n in range(start, start + 100)), **more)


async def test_a_round_that_closed_takes_no_entry_and_tells_nothing_before_its_draw(play, database, keys, told):
    lottery = await play.open()
    await play.enter(lottery, "m1")
    assert await database.write(actions.end, keys, lottery, "closed")
    found = await play.round(lottery)
    assert (found.state, found.seed, found.won) == ("drawing", "", 0)
    (late,) = await play.enter(lottery, "m2")
    assert isinstance(late, RoundOver)
    with pytest.raises(RoundOver):
        await database.write(actions.cancel, keys, lottery)
    assert not [fact for fact in told if isinstance(fact, RoundEnded)]


async def test_who_is_killed_in_the_middle_is_taken_up_and_the_same_win(play, database, keys, lots, told, eventually):
    lottery = await play.open("lottery", MANY)
    await crowd(play, lottery)
    await database.write(actions.end, keys, lottery, "closed")
    expected = await lots(lottery)
    await database.write(actions.note_wins, lottery, expected[:100])
    await drawing.draw_all(database, keys)
    wins = await play.wins(lottery)
    assert [(win.rank, win.mark, win.prize, win.points) for win in wins] == [tuple(lot) for lot in expected]
    assert (await play.round(lottery)).won == 250
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundEnded)])
    (ended,) = [fact for fact in told if isinstance(fact, RoundEnded)]
    assert (ended.won, ended.entries, len(ended.winners)) == (250, 300, 50)


async def test_a_win_that_is_not_true_yet_is_nobodys(play, database, keys, lots, told):
    lottery = await play.open("lottery", MANY)
    await crowd(play, lottery)
    await database.write(actions.end, keys, lottery, "closed")
    first, *_ = await lots(lottery)
    await database.write(actions.note_wins, lottery, [first])
    (win,) = await play.wins(lottery)
    assert not [win for win in await play.enter(lottery, win.member) if win.state == "won"]
    async with database.read() as session:
        found = await reads.round_of(session, lottery)
        played = await reads.played(session, found, win.member)
        assert (played.win, played.winners) == (None, ())
        assert await reads.won_by(session, win.member) == []
        assert await reads.winners(session, lottery) == []
    with pytest.raises(WinNotFound):
        await database.write(actions.claim, win.id, win.member, actions.Sending(delivery="express"))
    await play.hand_out()
    assert await play.points(win.member) == 0
    assert not [fact for fact in told if isinstance(fact, PrizeWon)]


async def test_two_processes_that_draw_at_once_draw_once(play, database, keys, lots, told, eventually):
    lottery = await play.open("lottery", MANY)
    await crowd(play, lottery)
    await database.write(actions.end, keys, lottery, "closed")
    await asyncio.gather(*(drawing.draw_one(database, keys, lottery) for _ in range(3)))
    assert [win.mark for win in await play.wins(lottery)] == [lot.mark for lot in await lots(lottery)]
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundEnded)])
    assert len([fact for fact in told if isinstance(fact, RoundEnded)]) == 1
    assert not await database.write(actions.settle, keys, lottery, 250)


async def test_a_draw_of_which_something_is_missing_does_not_become_true(play, database, keys, lots):
    lottery = await play.open("lottery", MANY)
    await crowd(play, lottery)
    await database.write(actions.end, keys, lottery, "closed")
    await database.write(actions.note_wins, lottery, (await lots(lottery))[:249])
    with pytest.raises(WinsMissing):
        await database.write(actions.settle, keys, lottery, 250)
    assert (await play.round(lottery)).state == "drawing"
    assert {win.state for win in await play.wins(lottery)} == {"drawing"}


async def test_nothing_is_written_in_one_go_that_would_keep_buyers_waiting(play, database, keys, monkeypatch):
    """A quiz that three hundred get right: each of them has a share."""
    quiz = await play.open("quiz", PrizeWanted(kind="points", points=900), answer=1, shared=True)
    await crowd(play, quiz, choice=1)
    written = []
    write = database.write

    async def spy(action, *args, **named):
        if action is actions.note_wins:
            written.append(len(args[1]))
        return await write(action, *args, **named)

    monkeypatch.setattr(database, "write", spy)
    await drawing.end(database, keys, quiz)
    assert written == [100, 100, 100]
    assert sum(win.points for win in await play.wins(quiz)) == 900


async def test_who_goes_or_turns_out_to_be_another_during_the_draw_is_so_in_its_result(play, database, keys, lots):
    lottery = await play.open("lottery", PrizeWanted(kind="points", points=5, count=2))
    await play.enter(lottery, "m1", "m2")
    await database.write(actions.end, keys, lottery, "closed")
    expected = await lots(lottery)
    await database.write(actions.note_wins, lottery, expected)
    await database.write(members.know, "m9")
    await database.write(actions.adopt, "m1", "m9")
    await database.write(actions.forget, "m2")
    await database.write(actions.settle, keys, lottery, 2)
    await play.hand_out()
    assert {(win.member, win.state) for win in await play.wins(lottery)} == {("m9", "claimed"), (None, "lapsed")}
    assert await play.points("m9") == 5


async def test_one_draw_that_cannot_be_made_holds_up_no_other(play, database, keys, caplog):
    broken, sound = await play.open("quiz", MANY, answer=0), await play.open("lottery", MANY)
    for one in (broken, sound):
        await play.enter(one, "m1", choice=0)
        await database.write(actions.end, keys, one, "closed")

    def spoil(tx) -> None:
        tx.execute(Round.__table__.update().where(Round.id == broken).values(seed_sealed="junk"))

    await database.write(spoil)
    await drawing.draw_all(database, keys)
    assert "a draw could not be made" in caplog.text
    async with database.read() as session:
        states = (await session.scalars(select(Round.state).order_by(Round.id))).all()
    assert sorted(states) == ["drawing", "ended"]
