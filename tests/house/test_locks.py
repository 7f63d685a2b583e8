"""The lock files pin everything by its hash and tie nobody to one mirror."""

import json
import re
import tomllib
from pathlib import Path

PIN = re.compile(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==(\S+)(?: ; (.*?))? \\$")
ADDRESS = re.compile(r"[a-z]+://|(^|\s)-(-index-url|-extra-index-url|-find-links|i|f)\b", re.MULTILINE)


def pins(text: str) -> dict[tuple[str, str], str]:
    """(name, marker) -> version"""
    return {(pin[1], pin[3] or ""): pin[2] for line in text.splitlines() if (pin := PIN.match(line))}


def test_the_python_locks_hold_hashes_and_no_addresses(texts):
    for name in ("requirements.lock", "requirements-test.lock"):
        text = texts[Path(name)]
        entries = re.split(r"\n(?=\S)", text.strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
        assert not ADDRESS.search(text)


def test_the_tests_run_on_the_versions_that_a_shop_gets(texts):
    shop, tests = (pins(texts[Path(name)]) for name in ("requirements.lock", "requirements-test.lock"))
    assert shop.items() <= tests.items()


def test_every_dependency_that_we_name_is_locked(texts, root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["setup"]]
    locked = {name.partition("[")[0] for name, _ in pins(texts[Path("requirements.lock")])}
    assert {re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in named} <= locked


def test_the_front_end_is_pinned_exactly(texts):
    package = json.loads(texts[Path("package.json")])
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_front_end_lock_holds_hashes_and_no_addresses(texts):
    packages = json.loads(texts[Path("package-lock.json")])["packages"]
    del packages[""]
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_every_front_end_file_comes_from_a_package_we_name(texts):
    package = json.loads(texts[Path("package.json")])
    assets = json.loads(texts[Path("assets.json")])
    sources = [*assets["files"], assets["icons"]["from"]]
    owners = {"/".join(source.split("/")[: 2 if source.startswith("@") else 1]) for source in sources}
    assert owners <= {*package["dependencies"], *package["devDependencies"]}


def test_icons_are_named_once_and_in_order(texts):
    names = json.loads(texts[Path("assets.json")])["icons"]["names"]
    assert names == sorted(set(names))
