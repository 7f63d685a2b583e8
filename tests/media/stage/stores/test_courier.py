"""What `live` does while a contest with another store goes on: it tells, hears, and sends its host's picture again."""

import pytest

from media.stage.battles import actions as battles
from media.stage.battles import between
from media.stage.battles.actions import Scored
from media.stage.seats import actions as seats
from media.stage.seats import reads as stage
from media.stage.stores.courier import Courier
from tests.media.stage.stores.paired import taken_up


@pytest.fixture
async def couriers(paired):
    """Of both boxes, at work."""
    made = []
    for box in paired:
        house = box.house
        made.append(Courier(house.db, house.bus, house.clock, house.keys, box.live))
        await made[-1].start()
    yield made
    for courier in made:
        await courier.stop()


@pytest.fixture
def pass_by(clock, eventually):
    """``await pass_by(true)``: time goes by until it is."""

    async def passed(true) -> None:
        async def step() -> bool:
            await clock.advance(0.5)
            return await true()

        await eventually(step)

    return passed


async def points(box) -> tuple[int, int]:
    battle = await box.battle()
    return battle["left_points"], battle["right_points"]


async def test_points_go_over_and_pictures_are_sent(paired, couriers, clock, pass_by):
    tea, shoe = paired
    battle = await taken_up(paired)
    for courier in couriers:
        await courier.look()
    await clock.advance(8)
    await tea.write(battles.score, battle, [Scored("likes", "1", "left", 7, clock.now())])

    async def both_know() -> bool:
        return await points(tea) == (7, 0) and await points(shoe) == (0, 7)

    await pass_by(both_know)
    assert tea.live.sent == [f"{tea.room} 0"]
    assert shoe.live.sent == [f"{shoe.room} 0"]


async def test_a_picture_that_breaks_off_is_sent_again_and_is_taken_back_with_the_seat(paired, couriers, pass_by):
    tea, _ = paired
    await taken_up(paired)
    await couriers[0].look()

    async def sent(times: int) -> bool:
        return len(tea.live.sent) == times

    await pass_by(lambda: sent(1))
    tea.live.standing = ""
    await pass_by(lambda: sent(2))
    async with tea.house.db.read() as session:
        (seat,) = await stage.on_stage(session, tea.room)
    await tea.write(seats.dismiss, seat.id)

    async def taken_back() -> bool:
        return tea.live.standing == ""

    await pass_by(taken_back)


async def test_no_picture_is_sent_while_the_host_has_none(paired, couriers, clock, pass_by):
    tea, shoe = paired
    await taken_up(paired)
    tea.live.pushed = False
    for courier in couriers:
        await courier.look()

    async def the_other_sends() -> bool:
        return bool(shoe.live.sent)

    await pass_by(the_other_sends)
    assert tea.live.sent == []


async def test_the_one_that_is_left_ends_it_by_itself(paired, couriers, cable, clock, pass_by):
    tea, _ = paired
    await taken_up(paired)
    await couriers[0].look()
    cable.cut.add("shoe")

    async def given_up() -> bool:
        await tea.write(between.move_on)
        return (await tea.battle())["reason"] == "forfeit"

    for _ in range(8):
        await clock.advance(4)
    await pass_by(given_up)
    assert (await tea.battle())["winner"] == "left"
