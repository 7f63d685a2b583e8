"""Others read enough of a name to know a friend by it, and no more."""

import pytest

from appliance.keys import Keys
from store.members.names import called, guest_name


@pytest.fixture
def keys() -> Keys:
    return Keys(bytes(range(32)))


def test_of_a_nickname_others_read_the_first_letter(keys):
    assert called(keys, "m1", "小明同学") == "小**"


def test_who_has_none_is_a_guest_with_a_mark_of_their_own(keys):
    assert called(keys, "m1", "") == guest_name(keys, "m1")
    assert guest_name(keys, "m1").startswith("游客")
    assert guest_name(keys, "m1") != guest_name(keys, "m2")
    assert "m1" not in guest_name(keys, "m1")
