"""What a process tells of itself counts those it has started, too."""

import subprocess
import sys

import pytest

from appliance.vital_signs import _Family

HUNGRY = "import sys\nfilled = bytearray(60_000_000)\nprint(flush=True)\nsys.stdin.read()"
BY_ANOTHER = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {HUNGRY!r}])"


@pytest.mark.parametrize("program", [HUNGRY, BY_ANOTHER], ids=["a child", "a child's child"])
def test_the_memory_of_descendants_is_counted_while_they_live(program):
    family = _Family()
    _, alone = family.read()
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        _, together = family.read()
        child.communicate()
    _, afterwards = family.read()
    assert together - alone > 50_000_000
    assert afterwards < together - 50_000_000


def test_the_processor_time_since_the_last_look_is_told_in_cores():
    family = _Family()
    family.read()
    sum(range(5_000_000))
    cores, _ = family.read()
    assert 0 < cores < 3
