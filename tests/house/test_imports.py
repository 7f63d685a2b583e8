"""Every module has its place between ground and roof, and the contracts hold."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


@pytest.fixture
def contracts(root) -> dict[str, dict]:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return {contract["name"].partition(";")[0]: contract for contract in settings["contracts"]}


def modules(product: dict[Path, str]) -> set[str]:
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in product}


def test_the_contracts_hold(root, tmp_path):
    lint = Path(sys.executable).with_name("lint-imports")
    command = [lint, "--no-logo", "--cache-dir", tmp_path]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_the_appliance_has_its_layer(contracts, product):
    layers = set(re.findall(r"appliance\.\w+", " ".join(contracts["The roof knows all"]["layers"])))
    own = {".".join(name.split(".")[:2]) for name in modules(product) if name.startswith("appliance.")}
    assert own - layers == set(), "say in pyproject.toml who may know it"


def test_modules_that_call_themselves_pure_are_held_to_it(contracts, product):
    named = {
        re.sub(r"\.py$|/__init__\.py$", "", str(file)).replace("/", ".") for file, text in product.items() if pure(text)
    }
    held = contracts["Pure modules do no input or output"]["source_modules"]
    patterns = [re.compile(re.escape(each).replace(r"\*", r"\w+") + r"(\.|$)") for each in held]
    assert {name for name in named if not any(pattern.match(name) for pattern in patterns)} == set()


def test_no_process_loads_the_codec_library(root):
    modules = "appliance.web, appliance.live, appliance.back, appliance.up, appliance.cli"
    script = f"import sys, {modules}; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


def pure(source: str) -> bool:
    return bool(re.match(r'\s*"""[^"]*\(pure\)', source))
