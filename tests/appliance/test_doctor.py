"""What the doctor says of two boxes that share a shop."""

import asyncio
import re

import msgspec
import pytest

from appliance import doctor
from appliance.clock import SystemClock
from appliance.config import Config, Proxies
from appliance.db import Database, migrate
from appliance.lease import actions
from tests.appliance.lease.test_actions import A, B, silent


@pytest.fixture
def shop(tmp_path, postgresql_url) -> Config:
    return Config(data=tmp_path, database=postgresql_url, redis="redis://127.0.0.1", box="a")


async def write(config: Config, *works) -> None:
    migrate(config.database_url)
    db = Database(config.database_url, clock=SystemClock())
    await db.start()
    for action, *words in works:
        await db.write(action, *words)
    await db.stop()


def said(config: Config) -> list[tuple[str, str]]:
    """Without the seconds, which a busy machine takes."""
    return [(finding.state, re.sub(r", \d s ago", "", finding.en)) for finding in doctor._two_boxes(config)]


def test_a_box_that_is_alone_is_asked_nothing(shop):
    assert said(msgspec.structs.replace(shop, box="")) == []


def test_two_boxes_are_told_with_their_terms(shop):
    asyncio.run(write(shop, (actions.arrive, A), (actions.take, "live", "a"), (actions.arrive, B)))
    (live, standing_by, storage) = said(shop)
    assert live == ("good", "a live, term 1")
    assert standing_by == ("good", "b standing by")
    assert storage == ("fair", "no object storage to share files by")
    asyncio.run(write(shop, (silent, 70), (actions.arrive, A)))
    assert [state for state, told in said(shop) if told.startswith("b standing by, 7")] == ["bad"]


def test_a_proxy_before_two_boxes_has_to_be_named(shop):
    asyncio.run(write(shop, (actions.arrive, A), (actions.arrive, B)))
    fronted = msgspec.structs.replace(shop, domain="shop.example.cn")
    (bad,) = (told for state, told in said(fronted) if state == "bad")
    assert bad.startswith("a domain without proxies")
    named = msgspec.structs.replace(fronted, proxies=Proxies("192.168.1.10"))
    assert not [state for state, _ in said(named) if state == "bad"]
