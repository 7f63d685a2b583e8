"""The front-end files are copied by name, with the hash that a browser checks."""

import base64
import hashlib
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from appliance.assets import ROOT, VENDOR, collect, sprite

ICON = '<!-- by somebody -->\n<svg\n  class="x"\n  width="24"\n>\n  <path d="M0 0" />\n  <circle r="1" />\n</svg>\n'


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A checkout after npm ci, with two files and two icons."""
    modules = tmp_path / "node_modules"
    (modules / "player/dist").mkdir(parents=True)
    (modules / "player/dist/player.min.js").write_text("play()", "utf-8")
    (modules / "player/LICENSE").write_text("be kind", "utf-8")
    (modules / "icons").mkdir()
    for name in ("play", "pause"):
        (modules / f"icons/{name}.svg").write_text(ICON, "utf-8")
    assets = {
        "files": {"player/dist/player.min.js": "player.min.js", "player/LICENSE": "licences/player.txt"},
        "icons": {"from": "icons", "to": "icons.svg", "names": ["play", "pause"]},
    }
    (tmp_path / "assets.json").write_text(json.dumps(assets), "utf-8")
    return tmp_path


def test_named_files_are_copied_with_their_hashes(checkout):
    vendor = checkout / "vendor"
    manifest = collect(checkout, vendor)
    assert (vendor / "player.min.js").read_text("utf-8") == "play()"
    digest = base64.b64encode(hashlib.sha384(b"play()").digest()).decode()
    assert manifest["player.min.js"] == f"sha384-{digest}"
    assert json.loads((vendor / "manifest.json").read_text("utf-8")) == manifest
    assert set(manifest) == {"player.min.js", "licences/player.txt", "icons.svg"}


def test_collecting_again_leaves_nothing_of_the_time_before(checkout):
    vendor = checkout / "vendor"
    collect(checkout, vendor)
    (vendor / "forgotten.js").write_text("old", "utf-8")
    collect(checkout, vendor)
    assert not (vendor / "forgotten.js").exists()


def test_a_missing_file_is_named_and_what_was_there_stays(checkout):
    vendor = checkout / "vendor"
    collect(checkout, vendor)
    (checkout / "node_modules/player/dist/player.min.js").unlink()
    with pytest.raises(FileNotFoundError, match=r"player\.min\.js"):
        collect(checkout, vendor)
    assert (vendor / "player.min.js").read_text("utf-8") == "play()"


def test_a_sprite_has_one_symbol_for_each_icon(checkout):
    drawing = ET.fromstring(sprite(checkout / "node_modules/icons", ["play", "pause"]))
    symbols = drawing.findall("{*}symbol")
    assert [symbol.get("id") for symbol in symbols] == ["pause", "play"]
    assert [len(symbol) for symbol in symbols] == [2, 2]
    assert {symbol.get("stroke") for symbol in symbols} == {"currentColor"}


@pytest.mark.skipif(not VENDOR.is_dir(), reason="the front-end files are not here: ./install.sh setup")
def test_what_set_up_collected_is_what_assets_json_names():
    assets = json.loads((ROOT / "assets.json").read_text("utf-8"))
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {*assets["files"].values(), assets["icons"]["to"]}
    for name, promised in manifest.items():
        digest = base64.b64encode(hashlib.sha384((VENDOR / name).read_bytes()).digest()).decode()
        assert promised == f"sha384-{digest}"
    icons = ET.parse(VENDOR / "icons.svg").getroot().findall("{*}symbol")
    assert [icon.get("id") for icon in icons] == assets["icons"]["names"]
