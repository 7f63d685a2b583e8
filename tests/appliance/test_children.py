import asyncio
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.children import LONGEST_LINE, Children
from appliance.clock import SystemClock
from appliance.tasks import Backoff

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
async def children():
    async with Children(SystemClock(), grace=0.3, backoff=Backoff(first=0.05, most=0.2)) as children:
        yield children


@pytest.fixture(autouse=True)
def _listen(caplog):
    caplog.set_level(logging.INFO)


def shell(script):
    return ["sh", "-c", script]


def gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


async def test_a_child_runs_until_it_is_stopped(children, caplog, eventually):
    children.start("live", SLEEPER)
    await eventually(lambda: "up" in caplog.messages)
    pid = children.pid("live")
    assert children.health() == {"live": "running"}
    await children.stop()
    assert gone(pid)
    assert children.pid("live") is None
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # it was reaped  # noqa: ASYNC222


async def test_what_a_child_prints_is_logged_under_its_name(children, caplog, eventually):
    children.start("web", shell("echo ready; echo oops >&2; printf unfinished"), restart="never")
    await eventually(lambda: "unfinished" in caplog.messages)
    said = {(record.name, record.getMessage()) for record in caplog.records}
    assert {("child.web", "ready"), ("child.web", "oops")} <= said


async def test_a_childs_own_log_lines_keep_their_level_and_facts(children, caplog, eventually):
    line = '{"time":"t","level":"error","logger":"media.rtmp","message":"no key","room":"r1"}'
    children.start("live", shell(f"echo '{line}'"), restart="never")
    await eventually(lambda: "no key" in caplog.messages)
    record = next(record for record in caplog.records if record.getMessage() == "no key")
    assert (record.levelname, record.room, record.source) == ("ERROR", "r1", "media.rtmp")


async def test_a_line_without_end_is_cut(children, caplog, eventually):
    script = f"import sys; sys.stdout.write('x' * {3 * LONGEST_LINE} + '\\nend\\n')"
    children.start("web", [sys.executable, "-c", script], restart="never")
    await eventually(lambda: "end" in caplog.messages)
    assert max(map(len, caplog.messages)) <= 2 * LONGEST_LINE
    assert sum(message.count("x") for message in caplog.messages) >= 2 * LONGEST_LINE


async def test_a_child_that_ends_is_started_again(children, eventually):
    children.start("live", shell("exit 3"))
    await eventually(lambda: children.crashes["live"] >= 3)


async def test_a_killed_child_comes_back_with_another_pid(children, caplog, eventually):
    children.start("live", SLEEPER)
    await eventually(lambda: "up" in caplog.messages)
    first = children.pid("live")
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: children.pid("live") not in (first, None))
    assert "SIGKILL" in caplog.text
    assert children.crashes == {"live": 1}


async def test_a_program_that_is_not_there_is_tried_again(children, eventually):
    children.start("live", ["/nowhere/jinbo"])
    await eventually(lambda: children.crashes["live"] >= 2)


async def test_a_child_that_will_not_end_is_killed(children, caplog, eventually):
    children.start("live", shell("trap '' TERM; echo up; while :; do sleep 0.05; done"))
    await eventually(lambda: "up" in caplog.messages)
    pid = children.pid("live")
    await asyncio.wait_for(children.stop("live"), 5)
    assert gone(pid)
    assert "is killed" in caplog.text


async def test_a_child_may_end_in_order(children, caplog, eventually):
    children.start("web", shell("trap 'echo saved; exit 0' TERM; echo up; while :; do sleep 0.02; done"))
    await eventually(lambda: "up" in caplog.messages)
    await children.stop("web")
    assert "saved" in caplog.messages
    assert "is killed" not in caplog.text


async def test_what_a_dead_child_left_behind_is_killed_too(children, caplog, eventually):
    children.start("live", shell("sleep 61 & echo $!; exit 1"), restart="never")
    await eventually(lambda: any(message.isdecimal() for message in caplog.messages))
    grandchild = int(next(message for message in caplog.messages if message.isdecimal()))
    await eventually(lambda: gone(grandchild))


async def test_children_are_asked_to_end_all_before_any_is_killed(children, caplog, eventually):
    for name in ("web", "live", "back"):
        children.start(name, shell("trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done"))
    await eventually(lambda: caplog.messages.count("up") == 3)
    await children.stop()
    asked = [at for at, message in enumerate(caplog.messages) if message == "asked"]
    killed = [at for at, message in enumerate(caplog.messages) if "is killed" in message]
    assert len(asked) == len(killed) == 3
    assert max(asked) < min(killed)


async def test_a_childs_environment_is_what_was_given(children, caplog, eventually):
    children.start(
        "web", shell("echo $SHOP$HOME"), environment={"SHOP": "tea", "PATH": os.environ["PATH"]}, restart="never"
    )
    await eventually(lambda: "tea" in caplog.messages)


async def test_children_do_not_outlive_a_killed_parent(tmp_path, eventually):
    script = f"""
import asyncio, sys
from appliance.children import Children
from appliance.clock import SystemClock

async def main():
    async with Children(SystemClock()) as children:
        children.start("live", {SLEEPER!r})
        while not children.pid("live"):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        print(children.pid("live"), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
    root = Path(__file__).parents[2]
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root, text=True)  # noqa: ASYNC220
    child = int(await asyncio.to_thread(parent.stdout.readline))
    assert not gone(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    await eventually(lambda: gone(child))
