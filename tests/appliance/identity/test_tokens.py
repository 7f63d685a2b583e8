import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.clock import ManualClock
from appliance.identity import tokens

KEY = bytes(range(32))
NOW = ManualClock().now()
LATER = int(NOW.timestamp()) + 60
CLAIMS = tokens.Claims("play", "v1", LATER, "r1")


def test_what_was_signed_is_read_back_and_fits_in_a_path():
    token = tokens.sign(KEY, CLAIMS)
    assert tokens.read(KEY, token, "play", NOW) == CLAIMS
    assert len(token) < 120
    assert "/" not in token
    assert "?" not in token


def test_an_old_token_is_told_from_a_wrong_one():
    old = tokens.sign(KEY, tokens.Claims("play", "v1", int(NOW.timestamp())))
    with pytest.raises(tokens.TokenExpired):
        tokens.read(KEY, old, "play", NOW)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "a.b",
        "é.é",
        tokens.sign(bytes(32), CLAIMS),
        tokens.sign(KEY, CLAIMS) + "A",
        tokens.sign(KEY, CLAIMS)[1:],
    ],
)
def test_what_this_house_did_not_sign_is_refused(token: str):
    with pytest.raises(tokens.TokenRefused):
        tokens.read(KEY, token, "play", NOW)


def test_a_token_is_good_for_its_purpose_only():
    with pytest.raises(tokens.TokenRefused):
        tokens.read(KEY, tokens.sign(KEY, CLAIMS), "viewer", NOW)


@given(st.text(max_size=200))
def test_junk_is_refused_and_nothing_else_happens(junk: str):
    with pytest.raises(tokens.TokenRefused):
        tokens.read(KEY, junk, "viewer", NOW)
