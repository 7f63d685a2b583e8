"""An address is spelled out when somebody asks for it."""

import pytest
from quart import Quart
from werkzeug.routing import BuildError

from appliance.routing import Rule


@pytest.fixture
def shop() -> Quart:
    app = Quart("shop")
    app.url_rule_class = Rule
    app.add_url_rule("/rooms/<room>/goods/<int:good>", "good", lambda room, good: f"{room} {good}")
    return app


async def test_addresses_are_built_as_ever(shop: Quart):
    async with shop.test_request_context("/"):
        for _ in range(2):
            assert shop.url_for("good", room="津味", good=7) == "/rooms/%E6%B4%A5%E5%91%B3/goods/7"
        assert shop.url_for("good", room="a?b", good=7, page=2) == "/rooms/a%3Fb/goods/7?page=2"
        with pytest.raises(BuildError):
            shop.url_for("good", room="津味")


async def test_they_are_found_as_ever(shop: Quart):
    answer = await shop.test_client().get("/rooms/r1/goods/7")
    assert await answer.get_data(as_text=True) == "r1 7"


def test_nothing_is_compiled_before(shop: Quart, monkeypatch):
    compiled = []
    monkeypatch.setattr("werkzeug.routing.rules.compile", lambda *_: compiled.append(1), raising=False)
    shop.add_url_rule("/me", "me", str)
    assert compiled == []
