"""What a finger touched is what happens, however busy the phone is, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

MADE_UP = """([x, y]) => {
  const sourceCapabilities = new InputDeviceCapabilities({ firesTouchEvents: true })
  const place = { clientX: x, clientY: y, detail: 1, sourceCapabilities }
  const facts = { ...place, bubbles: true, cancelable: true, composed: true }
  const made = (type) => document.elementFromPoint(x, y).dispatchEvent(new MouseEvent(type, facts))
  return ['mousedown', 'mouseup', 'click'].map(made)
}"""


def test_the_mouse_that_a_busy_browser_makes_up_of_a_tap_takes_no_focus_from_what_has_opened(room, wire, said):
    page = room()
    wire.tell(said("1", "是现做的吗"))
    row = page.get_by_role("log").get_by_text("是现做的吗")
    expect(row).to_be_visible()
    place = _middle(page, "是现做的吗")
    row.tap()
    box = page.get_by_role("textbox", name="回复 阿花")
    expect(box).to_be_focused()
    assert page.evaluate(MADE_UP, place) == [False, False, False]
    expect(box).to_be_focused()


@pytest.mark.journey
def test_what_comes_to_lie_under_a_finger_is_not_clicked_by_it(shop, visit):
    shop.coming("tea", "茶馆", 5000)
    page = visit("/")
    link = page.get_by_role("link", name="茶馆")
    expect(link).to_be_visible()
    page.evaluate("document.body.dispatchEvent(new TouchEvent('touchend', { bubbles: true, changedTouches: [] }))")
    box = link.bounding_box()
    assert box is not None
    page.evaluate(MADE_UP, [box["x"] + 20, box["y"] + 20])
    expect(page.get_by_role("heading", name="即将开播")).to_be_visible()
    link.tap()
    expect(page.get_by_role("heading", name="茶馆", level=1)).to_be_visible()


def _middle(page: Page, text: str) -> list[float]:
    box = page.get_by_role("log").get_by_text(text).bounding_box()
    assert box is not None
    return [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
