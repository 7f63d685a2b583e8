"""What viewers say is read strictly, limited, and answered in their language; a fault is nobody else's."""

import asyncio

import msgspec
import pytest

from chat.limits import Limits


class Grab(msgspec.Struct):
    sale: str


class Done(msgspec.Struct):
    state: str


@pytest.fixture
def answered(eventually):
    async def wait(viewer, *refs):
        await eventually(lambda: set(refs) <= set(viewer.answers))
        return [viewer.answers[ref] for ref in refs]

    return wait


async def test_nobody_understands_a_kind_that_was_not_registered(box, answered):
    viewer = await box.sit("m1", additional_headers={"Accept-Language": "en"})
    await viewer.say("dance" * 20, ref="1")
    (told,) = await answered(viewer, "1")
    assert told["problem"]["status"] == 404
    assert told["problem"]["title"] == "Nobody here understands " + "dance" * 8


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", '{"ref":"1"}', '{"type":7}', "no JSON", '{"type":"ping"', "\0", '{"type":"ping","x":"\\ud8"}'],
)
async def test_what_is_no_frame_of_ours_ends_the_socket(box, eventually, text):
    viewer = await box.sit("m1")
    await viewer.socket.send(text)
    await eventually(lambda: viewer.code == 1007)


async def test_a_frame_that_is_deeper_than_anybody_can_read_ends_the_socket_and_is_no_fault(box, eventually, caplog):
    viewer = await box.sit("m1")
    await viewer.socket.send('{"type":"ping","extra":' + "[" * 3000)
    await eventually(lambda: viewer.code == 1007)
    assert not caplog.records


@pytest.mark.parametrize("extra", ['"a\\u0000b"', '{"deep": ["\\u0000"]}'])
async def test_a_nul_reaches_no_handler(box, answered, extra):
    """PostgreSQL takes none in a text, and refuses what others asked for in the same write."""

    async def grab(seat, body):
        return Done("heard")

    box.hub.hear("grab", grab, per_second=9, burst=9)
    viewer = await box.sit("m1")
    await viewer.socket.send('{"type":"grab","ref":"1","sale":' + extra + "}")
    await viewer.say("grab", sale="\\u0000 in letters", ref="2")
    wrong, right = await answered(viewer, "1", "2")
    assert wrong["problem"]["status"] == 400
    assert right["ok"] == {"state": "heard"}


async def test_a_frame_with_the_wrong_fields_is_refused_and_the_socket_stays(box, answered):
    async def grab(seat, body):
        return Done(msgspec.json.decode(body, type=Grab).sale)

    box.hub.hear("grab", grab, per_second=9, burst=9)
    viewer = await box.sit("m1")
    await viewer.say("grab", sale=7, ref="1")
    await viewer.say("grab", sale="s1", ref="2")
    wrong, right = await answered(viewer, "1", "2")
    assert wrong["problem"]["status"] == 400
    assert right["ok"] == {"state": "s1"}


async def test_a_fault_of_a_handler_is_told_as_one_and_is_nobody_elses(box, answered, caplog):
    async def broken(seat, body):
        raise RuntimeError("a bad day")

    box.hub.hear("grab", broken, per_second=9, burst=9)
    viewer = await box.sit("m1")
    await viewer.say("grab", ref="1")
    await viewer.say("ping", ref="2")
    fault, fine = await answered(viewer, "1", "2")
    assert fault["problem"]["status"] == 500
    assert "ok" in fine
    assert "a bad day" in caplog.text


async def test_handlers_begin_in_the_order_in_which_viewers_spoke(box, eventually):
    order = []

    async def grab(seat, body):
        order.append(msgspec.json.decode(body, type=Grab).sale)
        await asyncio.sleep(0)

    box.hub.hear("grab", grab, per_second=99, burst=99)
    viewer = await box.sit("m1")
    for number in range(12):
        await viewer.say("grab", sale=f"{number}")
    await eventually(lambda: len(order) == 12)
    assert order == [f"{number}" for number in range(12)]


async def test_one_kind_used_up_leaves_the_others(box, answered):
    async def grab(seat, body):
        return None

    box.hub.hear("grab", grab, per_second=1, burst=2)
    viewer = await box.sit("m1")
    for number in range(3):
        await viewer.say("grab", ref=f"{number}")
    await viewer.say("ping", ref="p")
    told = await answered(viewer, "0", "1", "2", "p")
    assert [one.get("problem", {}).get("status") for one in told] == [None, None, 429, None]
    assert told[2]["problem"]["retry_after"] == 1
    await box.clock.advance(1)
    await viewer.say("grab", ref="3")
    assert "ok" in (await answered(viewer, "3"))[0]


async def test_all_together_may_say_so_many_too(box, answered):
    async def grab(seat, body):
        return None

    box.hub.hear("grab", grab, per_second=9, burst=9, house=2)
    told = []
    for number in range(3):
        viewer = await box.sit(f"m{number}")
        await viewer.say("grab", ref="1")
        told += await answered(viewer, "1")
    assert [one.get("problem", {}).get("status") for one in told] == [None, None, 429]


async def test_who_waits_for_too_many_answers_waits(box, answered):
    gate = asyncio.Event()

    async def slow(seat, body):
        await gate.wait()

    box.hub.hear("grab", slow, per_second=99, burst=99)
    viewer = await box.sit("m1")
    for number in range(Limits().answers_awaited + 1):
        await viewer.say("grab", ref=f"{number}")
    (last,) = await answered(viewer, f"{Limits().answers_awaited}")
    assert last["problem"]["status"] == 429
    gate.set()
    assert "ok" in (await answered(viewer, "0"))[0]
    await viewer.say("grab", ref="again")
    assert "ok" in (await answered(viewer, "again"))[0]


async def test_an_answer_to_who_has_left_is_nobodys(box, eventually):
    gate = asyncio.Event()

    async def slow(seat, body):
        await gate.wait()

    box.hub.hear("grab", slow, per_second=9, burst=9)
    viewer = await box.sit("m1")
    await viewer.say("grab", ref="1")
    await viewer.say("ping", ref="2")
    await eventually(lambda: viewer.answers)
    await viewer.leave()
    gate.set()
    await eventually(lambda: not box.hub._hearing._tasks)


async def test_a_kind_is_heard_by_one_only(box):
    async def nothing(seat, body):
        return None

    with pytest.raises(ValueError, match="ping"):
        box.hub.hear("ping", nothing, per_second=1, burst=1)


async def test_a_reference_is_short(box, answered):
    viewer = await box.sit("m1")
    await viewer.say("ping", ref="x" * 65)
    (told,) = await answered(viewer, "x" * 64)
    assert told["problem"]["status"] == 400
