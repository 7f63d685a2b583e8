from pathlib import Path

import pytest

from appliance.config import Address, load
from appliance.errors import BadInput


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(tmp_path: Path):
    (tmp_path / "jinbo.toml").write_text('host = "file"\ndomain = "file"\nlog = "debug"\n')
    environment = {"JINBO_HOST": "environment", "JINBO_DOMAIN": "environment"}
    config = load({"data": str(tmp_path), "host": "command"}, environment)
    assert (config.host, config.domain, config.log, config.ladder) == ("command", "environment", "debug", "auto")


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:0", "::1", 0), (":8080", "0.0.0.0", 8080)],
)
def test_an_address_is_a_host_and_a_port(written: str, host: str, port: int):
    address = Address(written)
    assert (address.host, address.port) == (host, port)
    assert Address(str(address)) == address


@pytest.mark.parametrize(
    "given", [{"http": "8080"}, {"http": "host:99999"}, {"ladder": "720p"}, {"ladder": ""}, {"slate_minutes": "soon"}]
)
def test_a_wrong_value_is_refused_by_the_name_of_its_key(tmp_path: Path, given: dict[str, str]):
    with pytest.raises(BadInput, match=rf"\$\.{next(iter(given))}"):
        load({"data": str(tmp_path), **given}, {})


@pytest.mark.parametrize("ladder", ["auto", "off", "720", "720,480", "1080,720,360"])
def test_a_ladder_is_a_word_or_heights(tmp_path: Path, ladder: str):
    assert load({"data": str(tmp_path), "ladder": ladder}, {}).ladder == ladder


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "jinbo.toml").write_text("host = ")
    with pytest.raises(BadInput, match=r"jinbo\.toml"):
        load({"data": str(tmp_path)}, {})


@pytest.mark.parametrize(("key", "value"), [("http", "8080"), ("proxies", "[1]")])
def test_what_is_no_text_where_text_is_wanted_is_refused_by_the_name_of_its_key(tmp_path: Path, key: str, value: str):
    (tmp_path / "jinbo.toml").write_text(f"{key} = {value}")
    with pytest.raises(BadInput, match=rf"Expected `str`.*{key}"):
        load({"data": str(tmp_path)}, {})


def test_the_name_of_a_box_is_short_and_plain(tmp_path: Path):
    with pytest.raises(BadInput, match=r"\$\.box"):
        load({"data": str(tmp_path), "box": "Box One"}, {})


def test_proxies_are_believed_by_their_addresses_and_those_of_this_box_anyway(tmp_path: Path):
    config = load({"data": str(tmp_path), "proxies": "192.168.1.10, FD00::07"}, {})
    assert config.proxies.trusted >= {"127.0.0.1", "::1", "192.168.1.10", "fd00::7"}


def test_a_socket_for_both_kinds_of_addresses_spells_the_older_ones_in_the_newer(tmp_path: Path):
    config = load({"data": str(tmp_path), "proxies": "192.168.1.10"}, {})
    assert config.proxies.trusted >= {"::ffff:127.0.0.1", "::ffff:192.168.1.10"}


@pytest.mark.parametrize("proxies", ["caddy.local", "192.168.1", "192.168.1.10:8080"])
def test_what_is_no_address_is_no_proxy(tmp_path: Path, proxies: str):
    with pytest.raises(BadInput, match=r"\$\.proxies"):
        load({"data": str(tmp_path), "proxies": proxies}, {})
