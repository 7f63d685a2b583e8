"""The owner promises something for friends, at a desk and on a phone."""

import os
from pathlib import Path

import pytest

from store.invites import actions
from store.invites.terms import Promise
from store.members import actions as members

pytestmark = pytest.mark.journey


@pytest.fixture
async def friends(house) -> None:
    """One waits, one does not count."""

    def come(tx) -> None:
        actions.set_terms(tx, Promise(), 100, "wang", enabled=True)
        code = actions.code_for(tx, "anna", "d1")
        for friend, device in (("ben", "d2"), ("cleo", "d1")):
            actions.bind(tx, code, friend, device)
        members.change(tx, "anna", nickname="安安")
        members.change(tx, "ben", nickname="小本")

    await house.db.write(come)


async def look(page, name: str) -> None:
    """For whoever makes the pages: JINBO_PICTURES=directory."""
    if folder := os.environ.get("JINBO_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
async def test_terms_are_set_with_what_they_cost_before_ones_eyes(in_charge, width):
    wang = await in_charge(width=width)
    await wang.goes("/console/promotions")
    await wang.page.get_by_role("link", name="邀请有礼").click()
    await wang.page.get_by_text("还没有邀请来的朋友").wait_for()
    await wang.page.get_by_label("买家可以邀请朋友").check()
    await wang.page.get_by_label("邀请人得积分").fill("200")
    await wang.page.get_by_label("全店一共最多奖励几位朋友").fill("400")
    await wang.page.get_by_text("一共最多送出 100000 积分").wait_for()
    assert await wang.violations() == []
    assert await wang.overflow() <= 0
    await look(wang.page, f"terms-{width}")
    await wang.page.get_by_role("button", name="保存").click()
    await wang.page.get_by_text("邀请有礼开着").wait_for()
    assert wang.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_list_says_who_brought_whom_and_why_one_does_not_count(in_charge, friends, width):
    wang = await in_charge(width=width)
    await wang.goes("/console/promotions/invites")
    await wang.page.get_by_text("和邀请人是同一台设备").wait_for()
    assert await wang.violations() == []
    assert await wang.overflow() <= 0
    await look(wang.page, f"list-{width}")
    await wang.page.get_by_label("按状态筛选").get_by_role("link", name="等首单").click()
    await wang.page.get_by_role("link", name="小本").wait_for()
    assert await wang.page.get_by_text("和邀请人是同一台设备").count() == 0
    assert wang.complaints == []
