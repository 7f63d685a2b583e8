import os
import subprocess
import sys
import time

import pytest

from bench import measured


@pytest.fixture
def family():
    """A process whose child has worked for half a second and sleeps now."""
    work = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass\n"
    work += "print(flush=True); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        yield parent.pid
        os.killpg(parent.pid, 9)


def test_the_work_of_a_child_counts_for_its_parent(family: int):
    assert 0.4 < measured.cpu(family) < 5


def test_the_memory_of_a_child_counts_for_its_parent(family: int):
    held = measured.memory(family)
    assert held.rss > 10
    assert 0 < held.pss <= held.rss


def test_who_has_finished_his_work_is_at_rest(family: int):
    measured.settle(family)
    before = measured.cpu(family)
    time.sleep(0.2)
    assert measured.cpu(family) - before < 0.1


def test_the_machines_state_is_one_line():
    assert "\n" not in measured.machine()
    assert "load" in measured.machine()
