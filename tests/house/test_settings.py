"""config.py is the manual from which jinbo.toml is written."""

import tomllib

import msgspec
import pytest

from appliance.config import Config, load
from appliance.errors import BadInput
from appliance.manual import explanations, jinbo_toml


def test_every_setting_is_explained():
    assert [key for key, sentence in explanations().items() if not sentence.endswith(".")] == []
    assert list(explanations()) == list(Config.__struct_fields__)


def test_the_written_manual_is_what_the_code_says(root):
    written = (root / "docs/jinbo.toml").read_text("utf-8")
    assert written == jinbo_toml(), "run: python -m appliance.manual > docs/jinbo.toml"


def test_the_manual_with_every_key_switched_on_is_a_valid_settings_file(tmp_path):
    keys = [line.removeprefix("#") for line in jinbo_toml().splitlines() if line.startswith("#") and " = " in line]
    values = {key: given for key, given in tomllib.loads("\n".join(keys)).items() if given != ""}
    (tmp_path / "jinbo.toml").write_text("\n".join(f"{key} = {toml(given)}" for key, given in values.items()), "utf-8")
    settled = load({"data": tmp_path}, {})
    assert msgspec.structs.replace(settled, data=Config().data) == Config()


@pytest.mark.parametrize("key", [key for key in Config.__struct_fields__ if key not in ("data", "demo")])
def test_every_setting_can_come_from_the_environment(key, tmp_path):
    given = "127.0.0.1:1" if key in ("http", "edge", "rtmp", "rtmps", "simulator") else "480"
    given = {"web_processes": "9", "proxies": "10.0.0.1"}.get(key, given)
    settled = load({"data": tmp_path}, {f"JINBO_{key.upper()}": given})
    assert str(getattr(settled, key)) == given


def test_an_unknown_key_is_refused_by_name(tmp_path):
    (tmp_path / "jinbo.toml").write_text('rtmp_prt = "127.0.0.1:1935"\n', "utf-8")
    with pytest.raises(BadInput, match="rtmp_prt"):
        load({"data": tmp_path}, {})


def toml(value: object) -> str:
    return msgspec.json.encode(value).decode()
