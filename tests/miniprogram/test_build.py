"""What the H5 build leaves behind."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

from appliance.app import VIEWER_ADDRESSES

VIEWER = Path(__file__).parents[2] / "miniprogram"


def test_files_are_named_by_what_is_in_them_and_listed(dist: Path) -> None:
    manifest = json.loads((dist / "manifest.json").read_text())
    assert re.fullmatch(r"app\.[0-9A-Z]{8}\.js", manifest["app.js"])
    assert re.fullmatch(r"app\.[0-9a-f]{12}\.css", manifest["app.css"])
    assert all((dist / name).is_file() for name in manifest.values())


def test_every_address_in_the_page_lies_below_viewer_and_exists(dist: Path) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', (dist / "index.html").read_text())
    assert len(addresses) >= 4
    for address in addresses:
        assert (dist / address.removeprefix("/viewer/")).is_file(), address


def test_the_page_needs_no_eval_and_no_inline_script(dist: Path) -> None:
    for script in dist.glob("*.js"):
        assert not re.search(r"\bnew Function\b|\beval\(|\bFunction\(", script.read_text()), script.name
    assert re.findall(r"<script(?![^>]*src=)", (dist / "index.html").read_text()) == []


def test_two_builds_are_the_same(node: str, dist: Path, tmp_path: Path) -> None:
    subprocess.run([node, VIEWER / "h5/build.js", "--out", tmp_path / "again"], check=True, timeout=120)
    assert _content(dist) == _content(tmp_path / "again")


def test_what_is_fetched_first_stays_light(dist: Path) -> None:
    """A phone on a bad network fetches this before it sees anything: 290 kB before compression, 100 kB after it."""
    first = [dist / name for name in re.findall(r'"/viewer/([^"]+\.(?:js|css))"', (dist / "index.html").read_text())]
    assert len(first) >= 3
    assert sum(file.stat().st_size for file in first if file.suffix == ".js") < 290_000
    assert sum(len(gzip.compress(file.read_bytes())) for file in first) < 100_000


def test_the_shop_is_fetched_when_somebody_goes_shopping(dist: Path) -> None:
    index = (dist / "index.html").read_text()
    assert [script.name for script in dist.glob("*.js") if script.name not in index]


def test_what_comes_later_brings_its_own_style(dist: Path) -> None:
    first = next(dist.glob("app.*.css")).read_text()
    assert ".live-card--" in first
    for name, mark in (("floor", ".comment-list--"), ("shop", 'route="pages/cart/cart"')):
        sheet = next(dist.glob(f"{name}.*.css"))
        assert mark in sheet.read_text().replace("route=pages/cart/cart", 'route="pages/cart/cart"')
        assert mark not in first
        assert sum(sheet.name in script.read_text() for script in dist.glob("app.*.js")) == 1


def test_no_colour_is_used_that_the_tokens_do_not_name(dist: Path) -> None:
    sheet = "".join(file.read_text() for file in sorted(dist.glob("*.css")))
    named = set(re.findall(r"(--[\w-]+)\s*:", sheet)) | {"--pull"}
    used = set(re.findall(r"var\((--[\w-]+)", sheet))
    assert used <= named


def _content(folder: Path) -> dict[Path, bytes]:
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_server_knows_every_address_of_the_viewers_pages() -> None:
    """An address that is opened anew, or shared, is asked of the server first."""
    ours = re.findall(r"path: '([^']+)'", (VIEWER / "h5/routes.js").read_text())
    theirs = [re.sub(r"<\w+>", ":", address) for address in VIEWER_ADDRESSES]
    assert sorted(re.sub(r":\w+", ":", path) for path in ours) == sorted(theirs)
