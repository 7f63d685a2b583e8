import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from appliance import cli
from appliance.config import Address, Config
from appliance.processes import AddressTaken, AlreadyRuns, NothingShared, alone, check_addresses, check_shared
from appliance.web import listening
from media.broadcasts import addresses


@pytest.fixture
def jinbo(tmp_path: Path):
    """Run the command against a shop of its own; what it printed, its code, what it complained of."""

    def run(*words: str) -> tuple[str, int, str]:
        command = [sys.executable, "-m", "appliance.cli", *words, "--data", str(tmp_path / "shop"), "--log", "error"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout.strip(), done.returncode, done.stderr.strip()

    return run


def test_a_room_made_by_hand_prints_its_key_and_addresses(jinbo):
    said, code, _ = jinbo("room", "create", "--name", "茶铺", "--json")
    found = json.loads(said)
    assert code == 0
    assert set(found) == {"room", "stream_key", "push_url", "play_url"}
    assert found["push_url"] == "rtmp://127.0.0.1/live"
    assert found["play_url"] == f"http://127.0.0.1:8081/live/{found['room']}/index.m3u8"
    listed, _, _ = jinbo("room", "list", "--json")
    assert json.loads(listed) == [{"room": found["room"], "title": "茶铺"}]


def test_what_is_wrong_is_said_in_one_line_in_both_languages(jinbo):
    said, code, complaint = jinbo("room", "create", "--name", " ")
    assert (said, code) == ("", 1)
    assert complaint == "jinbo: 标题要有 1 到 60 个字 / A title has 1 to 60 characters"


def test_a_setting_that_is_misspelt_is_named(jinbo, tmp_path: Path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "jinbo.toml").write_text('rtmp_prt = "x"\n')
    _, code, complaint = jinbo("room", "list")
    assert code == 1
    assert "rtmp_prt" in complaint


def test_a_second_process_in_the_same_house_is_refused(jinbo, tmp_path: Path):
    with alone("up", Config(data=tmp_path / "shop")):
        said, code, complaint = jinbo("up")
    assert (said, code) == ("", 1)
    assert complaint.startswith("jinbo: 数据目录")
    assert "A jinbo up runs already" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_data_folder_that_cannot_be_written_to_is_named_in_one_line(jinbo, tmp_path: Path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "run").write_text("not a folder")
    _, code, complaint = jinbo("up")
    assert code == 1
    assert f"The data folder {tmp_path / 'shop'} cannot be written to" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_house_is_free_again_whoever_left_it(tmp_path: Path):
    house = Config(data=tmp_path)
    with alone("live", house), alone("web", house):
        pass
    with alone("live", house):
        pass


@pytest.fixture
def lan(monkeypatch: pytest.MonkeyPatch) -> str:
    """This box's address in the shop's network."""
    monkeypatch.setattr(addresses, "_way_out", lambda: "192.168.1.5")
    return "192.168.1.5"


def create_room(config: Config, monkeypatch: pytest.MonkeyPatch, capsys, *words: str) -> dict[str, str]:
    monkeypatch.setattr(sys, "argv", ["jinbo", "room", "create", "--name", "茶铺", "--json", *words])
    monkeypatch.setenv("JINBO_DATA", str(config.data))
    cli.main()
    return json.loads(capsys.readouterr().out)


def test_a_room_made_beside_an_open_house_is_told_where_that_house_is_reached(tmp_path, monkeypatch, capsys, lan):
    opened = Config(data=tmp_path, edge=Address("0.0.0.0:9081"), rtmp=Address("0.0.0.0:1936"))
    with alone("live", opened):
        found = create_room(opened, monkeypatch, capsys)
        assert found["push_url"] == f"rtmp://{lan}:1936/live"
        assert found["play_url"].startswith(f"http://{lan}:9081/live/")
        named = create_room(opened, monkeypatch, capsys, "--host", "shop.local")
        assert named["push_url"] == "rtmp://shop.local:1936/live"


def test_a_house_that_only_its_own_box_reaches_says_so(tmp_path, monkeypatch, capsys, lan):
    with alone("live", Config(data=tmp_path)):
        assert create_room(Config(data=tmp_path), monkeypatch, capsys)["push_url"] == "rtmp://127.0.0.1/live"


def test_a_house_that_is_closed_is_reached_where_its_settings_say(tmp_path, monkeypatch, capsys, lan):
    with alone("live", Config(data=tmp_path, rtmp=Address("0.0.0.0:1936"))):
        pass
    (tmp_path / "jinbo.toml").write_text('rtmp = "0.0.0.0:1935"\n')
    assert create_room(Config(data=tmp_path), monkeypatch, capsys)["push_url"] == f"rtmp://{lan}/live"


def test_a_second_one_that_is_refused_leaves_the_firsts_addresses(tmp_path, monkeypatch, capsys, lan):
    opened = Config(data=tmp_path, rtmp=Address("0.0.0.0:1936"))
    with alone("live", opened):
        with pytest.raises(AlreadyRuns), alone("live", opened):
            pass
        assert create_room(opened, monkeypatch, capsys)["push_url"] == f"rtmp://{lan}:1936/live"


@pytest.mark.parametrize(("process", "setting"), [("up", "rtmp"), ("web", "http"), ("live", "edge")])
def test_an_address_that_is_taken_is_named_in_one_line(jinbo, process: str, setting: str):
    free = [word for name in ("http", "edge", "rtmp") for word in (f"--{name}", "127.0.0.1:0")]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        said, code, complaint = jinbo(process, *free, f"--{setting}", address)
    assert (said, code) == ("", 1)
    assert f"Another program listens on {address}: stop it, or choose another with --{setting}" in complaint
    assert len(complaint.splitlines()) == 1


def test_several_web_processes_share_an_address_and_one_alone_shares_it_with_nobody(tmp_path: Path):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        http = Address(f"127.0.0.1:{other.getsockname()[1]}")
        several = Config(data=tmp_path, http=http, web_processes=2)
        check_addresses("web-2", several)
        listening(several).create_sockets().insecure_sockets[0].close()
        with pytest.raises(AddressTaken):
            check_addresses("web", Config(data=tmp_path, http=http))


def test_each_web_process_has_a_place_of_its_own_in_the_house(jinbo, tmp_path: Path):
    with alone("web", Config(data=tmp_path / "shop")), alone("web-2", Config(data=tmp_path / "shop")):
        _, code, complaint = jinbo("web-2")
    assert code == 1
    assert "A jinbo web-2 runs already" in complaint


def test_an_address_that_is_not_this_boxs_is_named_in_one_line(jinbo):
    _, code, complaint = jinbo("web", "--http", "192.0.2.1:8080")
    assert code == 1
    assert "This box cannot listen on 192.0.2.1:8080" in complaint


def test_the_code_of_a_new_shop_is_the_same_until_it_is_used(jinbo):
    first, _, _ = jinbo("admin", "code")
    again, _, _ = jinbo("admin", "code")
    assert first == again
    assert len(first) == 14


def test_a_password_is_not_reset_for_somebody_who_is_not_there(jinbo):
    _, code, complaint = jinbo("admin", "reset", "nobody")
    assert code == 1
    assert "没有这位同事" in complaint


def test_the_doctor_finds_nothing_wrong_with_a_new_box(jinbo):
    said, _, _ = jinbo("doctor", "--json")
    findings = json.loads(said)
    bad = {finding["check"]: finding["en"] for finding in findings if finding["state"] == "bad"}
    assert set(bad) <= {"pages"}
    assert {"python", "codecs", "disk", "memory", "clock", "secrets", "database", "ports"} <= {
        finding["check"] for finding in findings
    }


@pytest.mark.parametrize("lacking", ["database", "redis"])
def test_a_box_of_two_needs_what_two_boxes_can_share(tmp_path: Path, lacking: str):
    shared = {"database": "postgresql://jinbo@db/jinbo", "redis": "redis://db:6379/0"}
    check_shared(Config(data=tmp_path))
    check_shared(Config(data=tmp_path, box="a", **shared))
    with pytest.raises(NothingShared, match="set database and redis"):
        check_shared(Config(data=tmp_path, box="a", **{**shared, lacking: ""}))
