from datetime import UTC, datetime, timedelta

import pytest

from appliance.identity import seats, tokens
from appliance.identity.seats import Seat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = int((NOW + timedelta(minutes=5)).timestamp())
KEY = b"k" * 32
SEAT = Seat("room1", "m1", LATER, "小满", "gold", True, "")


def test_a_seat_comes_back_as_it_was_given():
    assert seats.read(KEY, seats.sign(KEY, SEAT), "room1", NOW) == SEAT


def test_a_seat_tells_of_its_speaker_what_everybody_may_know():
    assert SEAT.speaker.name == "小满"
    assert SEAT.speaker.buyer


def test_a_seat_is_good_in_its_own_room_only():
    with pytest.raises(tokens.TokenRefused):
        seats.read(KEY, seats.sign(KEY, SEAT), "room2", NOW)


def test_a_seat_that_was_not_taken_in_time_is_gone():
    with pytest.raises(tokens.TokenExpired):
        seats.read(KEY, seats.sign(KEY, SEAT), "room1", NOW + timedelta(minutes=6))


def test_a_seat_and_a_viewers_token_are_not_taken_for_each_other():
    viewer = tokens.sign(KEY, tokens.Claims("viewer", "m1", LATER))
    with pytest.raises(tokens.TokenRefused):
        seats.read(KEY, viewer, "room1", NOW)
    with pytest.raises(tokens.TokenRefused):
        tokens.read(KEY, seats.sign(KEY, SEAT), "viewer", NOW)


@pytest.mark.parametrize("token", ["", ".", "a.b", "AAAA.AAAA", "é.é"])
def test_junk_is_refused(token):
    with pytest.raises(tokens.TokenRefused):
        seats.read(KEY, token, "room1", NOW)
