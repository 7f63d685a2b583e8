"""What a buyer is offered, by where they are (pure)."""

import pytest

from store.payments.ways import CLIENTS, Way, ways

ALL = ("wechat", "alipay", "counter")


@pytest.mark.parametrize("client", CLIENTS)
def test_the_counter_is_open_to_everybody_and_stands_last(client):
    assert ways(client, ALL)[-1] == Way("counter", "counter")
    assert ways(client, ("counter",)) == [Way("counter", "counter")]


@pytest.mark.parametrize("client", CLIENTS)
def test_who_has_it_sent_is_not_called_to_the_counter_unless_nothing_else_is_there(client):
    assert ways(client, ALL, comes=False) == ways(client, ALL)[:-1]
    assert ways(client, ("counter",), comes=False) == [Way("counter", "counter")]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_shop_without_any_way_offers_none(client):
    assert ways(client, ()) == []


@pytest.mark.parametrize("client", ["mini", "wechat"])
def test_alipay_is_not_offered_where_it_cannot_be_opened(client):
    assert "alipay" not in {way.provider for way in ways(client, ALL)}


@pytest.mark.parametrize("client", CLIENTS)
def test_who_is_not_known_to_wechat_is_not_offered_jsapi(client):
    offered = ways(client, ALL, known_to_wechat=False)
    assert "jsapi" not in {way.way for way in offered}
    assert offered == [way for way in ways(client, ALL) if way.way != "jsapi"]


@pytest.mark.parametrize(
    ("client", "first"),
    [
        ("mini", Way("wechat", "jsapi")),
        ("wechat", Way("wechat", "jsapi")),
        ("browser", Way("wechat", "h5")),
        ("desktop", Way("wechat", "native")),
    ],
)
def test_the_best_way_stands_first(client, first):
    assert ways(client, ALL)[0] == first


def test_a_phone_opens_pages_and_a_desktop_shows_codes():
    assert {way.way for way in ways("browser", ALL)} == {"h5", "wap", "counter"}
    assert {way.way for way in ways("desktop", ALL)} == {"native", "precreate", "counter"}
