"""Style sheets, scripts and other people's files."""

import base64
import hashlib
import re

import pytest

from console.statics import FOLDER, asset, vendor


def test_an_address_changes_with_the_content(tmp_path, monkeypatch):
    monkeypatch.setattr("console.statics.FOLDER", tmp_path)
    (tmp_path / "a.css").write_text("one")
    before = asset("a.css")
    (tmp_path / "a.css").write_text("two, later")
    assert asset("a.css") != before


@pytest.mark.skipif(not (FOLDER / "vendor" / "manifest.json").exists(), reason="set-up has not collected the files")
def test_a_third_partys_file_is_named_with_its_true_integrity():
    attributes = vendor("htmx.min.js")
    print_of_file = base64.b64encode(hashlib.sha384((FOLDER / "vendor/htmx.min.js").read_bytes()).digest()).decode()
    assert f'integrity="sha384-{print_of_file}"' in attributes
    assert vendor("uPlot.min.css").startswith('href="/static/vendor/')


async def test_a_file_with_its_print_is_kept_for_ever_and_others_are_asked_for_again(browser):
    anyone = browser()
    named = await anyone.get(asset("tokens.css"))
    assert named.status_code == 200
    assert "immutable" in named.headers["cache-control"]
    plain = await anyone.get("/static/js/graphs.js")
    assert plain.headers["cache-control"] == "no-cache"
    assert "javascript" in plain.content_type
    again = await anyone.get("/static/js/graphs.js", If_None_Match=plain.headers["etag"])
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["nowhere.css", "..%2fpages%2frooms.py", "../pages/rooms.py"])
async def test_nothing_outside_the_folder_is_given(browser, name):
    assert (await browser().get(f"/static/{name}")).status_code == 404


def test_every_icon_a_page_draws_is_in_the_sprite():
    drawn = set()
    for template in (FOLDER.parent / "templates").rglob("*.html"):
        drawn |= set(re.findall(r'icon\("([\w-]+)"', template.read_text("utf-8")))
    sprite = (FOLDER / "vendor" / "icons.svg").read_text("utf-8")
    assert drawn
    assert {name for name in drawn if f'id="{name}"' not in sprite} == set()


def test_a_colour_is_named_in_the_tokens_and_nowhere_else():
    for sheet in FOLDER.glob("*.css"):
        if sheet.name not in {"tokens.css", "dark.css"}:
            used = set(re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text("utf-8")))
            assert used <= {"#ffffff"}, sheet.name  # a QR code is white in any theme


def test_dark_changes_only_what_the_tokens_name():
    light, dark = (
        set(re.findall(r"--[\w-]+(?=:)", (FOLDER / sheet).read_text("utf-8"))) for sheet in ("tokens.css", "dark.css")
    )
    assert dark
    assert dark <= light


@pytest.mark.parametrize(
    ("theme", "sheet"),
    [
        ("light", None),
        ("dark", r'dark\.css[^"]*">'),
        ("auto", r'dark\.css[^"]*" media="\(prefers-color-scheme: dark\)">'),
    ],
)
async def test_the_dark_colours_come_to_who_wants_them(browser, theme, sheet):
    anyone = browser()
    anyone.keep("theme", theme)
    page = await anyone.read("/console/first-run")
    assert re.search(sheet, page) if sheet else "dark.css" not in page


async def test_no_answer_is_taken_for_another_kind_than_it_says(browser):
    for address in ("/console/first-run", "/static/js/graphs.js", "/api/v1/rooms", "/nowhere"):
        answer = await browser().get(address)
        assert answer.headers.getlist("x-content-type-options") == ["nosniff"], address
        assert answer.headers.getlist("referrer-policy") == ["same-origin"], address


async def test_only_the_viewers_page_tells_another_site_whence_one_comes(browser):
    for address in ("/", "/orders"):
        answer = await browser().get(address)
        assert answer.headers.getlist("referrer-policy") == ["strict-origin-when-cross-origin"], address
