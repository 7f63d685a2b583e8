import pytest

INSTANCES = ["web", "live", "back"]


def test_systemd_understands_every_line(analyze, box):
    units = [*(f"jinbo@{instance}.service" for instance in INSTANCES), "jinbo.target"]
    found = analyze(f"--root={box}", "verify", *units)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("instance", INSTANCES)
def test_the_exposure_is_at_most_two(analyze, box, instance):
    found = analyze(f"--root={box}", "security", "--offline=true", "--threshold=20", f"jinbo@{instance}.service")
    assert found.returncode == 0, found.stdout.splitlines()[-1]


def test_the_measure_of_exposure_can_fail(analyze, box):
    (box / "etc/systemd/system/plain.service").write_text("[Service]\nExecStart=/opt/jinbo/.venv/bin/jinbo\n")
    assert analyze(f"--root={box}", "security", "--offline=true", "--threshold=20", "plain.service").returncode != 0


@pytest.mark.parametrize("instance", INSTANCES)
def test_the_three_processes_start_together_and_come_back(settings, instance):
    unit = settings(instance)
    assert unit["Type"] == ["notify"]
    assert unit["WatchdogSec"] == ["30"]
    assert unit["Restart"] == ["always"]
    assert unit["PartOf"] == unit["WantedBy"] == ["jinbo.target"]


def test_a_worker_that_is_out_of_memory_does_not_take_its_process_with_it(settings):
    assert settings("live")["OOMPolicy"] == ["continue"]


def test_only_the_process_with_webrtc_may_write_code(settings):
    assert {instance: settings(instance)["MemoryDenyWriteExecute"][-1] for instance in INSTANCES} == {
        "web": "yes",
        "live": "no",
        "back": "yes",
    }
