import socket

import pytest
from pytest_socket import socket_allow_hosts

from appliance.config import Address, Config
from media.broadcasts.addresses import edge_origin, own_name, play_url, push_url, reachable, web_origin


def config(**settings: object) -> Config:
    return Config(**{"http": Address(":8080"), "edge": Address(":8081"), "rtmp": Address(":1935"), **settings})


def test_addresses_use_the_name_the_sender_reached_us_by():
    assert push_url(config(), "192.0.2.7") == "rtmp://192.0.2.7/live"
    assert play_url(edge_origin(config(), "192.0.2.7"), "r1") == "http://192.0.2.7:8081/live/r1/index.m3u8"
    assert web_origin(config(), "192.0.2.7") == "http://192.0.2.7:8080"


def test_a_name_that_was_set_wins():
    assert push_url(config(host="box.local"), "192.0.2.7") == "rtmp://box.local/live"


def test_behind_a_domain_there_is_one_origin_over_https():
    shop = config(domain="shop.example")
    assert edge_origin(shop) == web_origin(shop) == "https://shop.example"
    assert play_url(edge_origin(shop), "r1", "T") == "https://shop.example/play/T/live/r1/index.m3u8"


def test_another_port_is_named_and_ipv6_is_bracketed():
    assert push_url(config(rtmp=Address("[::1]:1936"))) == "rtmp://[::1]:1936/live"


@pytest.mark.parametrize("listener", ["127.0.0.1:1", "192.0.2.9:1"])
def test_a_listener_on_one_address_is_reached_there(listener: str):
    assert reachable(Address(listener)) == listener.rpartition(":")[0]


def test_a_listener_on_every_address_is_reached_by_one_of_the_boxs_own():
    socket_allow_hosts(["192.0.2.1"])  # where the way out is asked for; nothing is sent there
    assert reachable(Address(":8080")) not in ("", "0.0.0.0")


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7", "localhost", "Jinbo.shop.example", "nas.local"])
def test_a_box_goes_by_addresses_and_by_its_own_names(monkeypatch: pytest.MonkeyPatch, host: str):
    monkeypatch.setattr(socket, "gethostname", lambda: "jinbo.shop.example")
    assert own_name(host) == host


@pytest.mark.parametrize("host", ["", "evil.example", "shop.example", "192.0.2.7.evil.example", "local"])
def test_a_name_that_anybody_may_write_is_not_its_own(monkeypatch: pytest.MonkeyPatch, host: str):
    monkeypatch.setattr(socket, "gethostname", lambda: "jinbo.shop.example")
    assert own_name(host) == ""
