import pytest

from appliance.clock import ManualClock
from appliance.identity import tokens
from media.on_air.gate import Gate

KEY = bytes(32)


@pytest.fixture
def gate(clock: ManualClock) -> Gate:
    gate = Gate(KEY, clock)
    gate.admit("open", public=True)
    gate.admit("private", public=False)
    return gate


def ticket(clock: ManualClock, room: str, purpose: tokens.Purpose = "play", seconds: int = 60) -> str:
    return tokens.sign(KEY, tokens.Claims(purpose, "v", int(clock.now().timestamp()) + seconds, room))


def test_a_public_room_is_open_and_a_private_one_is_not(gate):
    assert gate.allows("open", None) == "yes"
    assert gate.allows("private", None) == "no"


def test_a_ticket_opens_the_room_it_names(gate, clock):
    assert gate.allows("private", ticket(clock, "private")) == "yes"
    assert gate.allows("private", ticket(clock, "open")) == "no"
    assert gate.allows("private", ticket(clock, "")) == "yes"


def test_it_tells_when_a_room_was_closed_or_opened_and_only_then(gate):
    turned = []
    gate.turned = lambda: turned.append([gate.private(room) for room in ("open", "private", "unheard of")])
    gate.admit("open", public=True)
    gate.admit("a third", public=False)
    assert turned == []
    gate.admit("open", public=False)
    assert gate.allows("open", None) == "no"
    gate.admit("private", public=True)
    assert turned == [[True, True, False], [True, False, False]]


@pytest.mark.parametrize("room", ["open", "private"])
def test_staffs_own_look_is_let_in_and_not_counted(gate, clock, room):
    ends = int(clock.now().timestamp()) + 60
    look = tokens.sign(KEY, tokens.Claims("play", tokens.PREVIEW, ends, room))
    assert gate.allows(room, look) == "unseen"
    assert gate.allows("another", look) == "no"


def test_an_old_ticket_is_told_from_a_false_one(gate, clock):
    assert gate.allows("private", ticket(clock, "private", seconds=-1)) == "expired"
    assert gate.allows("private", "junk") == "no"
    assert gate.allows("private", ticket(clock, "private", "viewer")) == "no"


def test_a_room_can_be_closed_to_the_public_later(gate):
    gate.admit("open", public=False)
    assert gate.allows("open", None) == "no"
    assert gate.knows("open")
    assert not gate.knows("nothing")
