"""Collects the front-end files that `assets.json` names from node_modules into console/static/vendor.

Run by ``install.sh`` after ``npm ci``: ``python -m appliance.assets``. Beside the files it writes ``manifest.json``,
which gives each file's ``sha384-...`` for the ``integrity`` attribute (W3C Subresource Integrity, section 3.1).
"""

import base64
import hashlib
import json
import shutil
import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "console/static/vendor"


class Icons(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from", "target": "to"}):
    """Named SVG files of one folder that become the symbols of one sprite."""

    source: str
    target: str
    names: list[str]


class Assets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    files: dict[str, str]
    """Path in node_modules -> path in the vendor folder."""
    icons: Icons


def collect(root: Path = ROOT, vendor: Path = VENDOR) -> dict[str, str]:
    """Fill `vendor` anew and return its manifest; raises FileNotFoundError naming what node_modules lacks."""
    assets = msgspec.json.decode((root / "assets.json").read_bytes(), type=Assets)
    modules = root / "node_modules"
    fresh = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in assets.files.items():
        _copy(modules / source, fresh / target)
    (fresh / assets.icons.target).write_text(sprite(modules / assets.icons.source, assets.icons.names), "utf-8")
    manifest = {str(file.relative_to(fresh)): integrity(file) for file in sorted(fresh.rglob("*")) if file.is_file()}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
    return manifest


def integrity(file: Path) -> str:
    """The value of an ``integrity`` attribute for this file."""
    return "sha384-" + base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()


def sprite(folder: Path, names: list[str]) -> str:
    """One SVG whose symbols are called as the files were: ``<svg><use href="icons.svg#play"/></svg>``."""
    symbols = "\n".join(_symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- lucide, ISC: licences/lucide.txt -->\n{symbols}\n</svg>\n'


def _symbol(name: str, svg: str) -> str:
    drawing = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    strokes = " ".join(line.strip() for line in drawing.splitlines() if line.strip())
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{strokes}</symbol>'
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.stdout.write(f"{len(collect())} files in {VENDOR.relative_to(ROOT)}\n")
