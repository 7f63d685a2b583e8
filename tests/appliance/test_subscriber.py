"""Limits per address see one line of a provider as one, however many addresses it has."""

import pytest

from appliance.subscriber import is_public, subscriber


def test_all_addresses_of_one_ipv6_line_are_one():
    first, last = "2a01:4f8:1:2::1", "2A01:4F8:1:2:ffff:ffff:ffff:ffff"
    assert subscriber(first) == subscriber(last) == "2a01:4f8:1:2::/64"
    assert subscriber("2a01:4f8:1:3::1") != subscriber(first)


def test_an_ipv4_address_is_its_own_however_it_is_written():
    assert subscriber("203.0.113.7") == subscriber("::ffff:203.0.113.7") == "203.0.113.7"
    assert subscriber("203.0.113.8") != subscriber("203.0.113.7")


@pytest.mark.parametrize("inside", ["::1", "fe80::1", "fe80::1%eth0", "fd00::7", "127.0.0.1"])
def test_inside_the_house_each_address_is_somebodys_own(inside: str):
    assert subscriber(inside) == inside


@pytest.mark.parametrize("text", ["", "unknown", "[2a01:4f8:1:2::1]:443", "a:b", "1:2:3:4:5:6:7:8:9"])
def test_what_is_no_address_stays_as_it_is(text: str):
    assert subscriber(text) == text


@pytest.mark.parametrize("out", ["8.8.8.8", "::ffff:8.8.8.8", "2a01:4f8:1:2::1"])
def test_an_address_out_on_the_internet_is_public(out: str):
    assert is_public(out)


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "192.168.1.9", "172.17.0.1", "100.64.0.1", "::1", "fd00::7", "", "unknown"]
)
def test_an_address_inside_a_house_or_none_at_all_is_not_public(inside: str):
    assert not is_public(inside)
