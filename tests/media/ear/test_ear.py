"""The ear with its real child: what is heard, and that it is never in anybody's way."""

import asyncio
import os
import signal

import pytest

from media.ear import ear as module
from media.ear.wire import Stretch
from media.packets import AudioConfig


async def test_each_host_hears_how_loud_it_is(ear, host, aac, until):
    other = type(host)()
    ear.hear(host, aac(0.1))
    ear.hear(other, aac(0.01))
    await until(lambda: host.levels and other.levels)
    assert host.levels[0].power == pytest.approx(-20, abs=1)
    assert other.levels[0].power == pytest.approx(-40, abs=1)


async def test_without_anything_to_hear_there_is_no_child(ear, host, aac, until):
    await asyncio.sleep(0)
    assert ear.pid is None
    ear.hear(host, aac(0.1))
    await until(lambda: host.levels)
    assert ear.pid is not None
    await until(lambda: ear.pid is None)
    ear.hear(host, aac(0.1))
    await until(lambda: len(host.levels) == 2)


async def test_a_child_that_does_not_keep_up_hears_the_newest_alone(ear, host, aac, until):
    ear.hear(host, aac(0.1))
    await until(lambda: host.levels)
    os.kill(ear.pid, signal.SIGSTOP)
    for volume in (0.2, 0.3, 0.01):
        ear.hear(host, aac(volume))
    os.kill(ear.pid, signal.SIGCONT)
    await until(lambda: host.levels[-1].power < -39)
    assert len(host.levels) == 2


async def test_who_is_gone_is_told_nothing_any_more(ear, host, aac, until):
    other = type(host)()
    ear.hear(host, aac(0.1))
    await until(lambda: ear.pid)
    ear.hear(other, aac(0.1))
    ear.forget(host)
    await until(lambda: other.levels)
    assert host.levels == []


async def test_a_child_that_dies_comes_back_and_its_last_question_is_not_asked_again(
    ear, host, aac, until, monkeypatch
):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.05)
    ear.hear(host, aac(0.1))
    await until(lambda: host.levels)
    first = ear.pid
    os.kill(first, signal.SIGSTOP)
    ear.hear(host, aac(0.2))
    await asyncio.sleep(0.1)
    os.kill(first, signal.SIGKILL)
    await until(lambda: ear.pid != first)
    ear.hear(host, aac(0.01))
    await until(lambda: len(host.levels) == 2)
    assert host.levels[-1].power == pytest.approx(-40, abs=1)


async def test_a_child_that_hangs_is_given_up(ear, host, aac, until, monkeypatch):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.05)
    ear.hear(host, aac(0.1))
    await until(lambda: host.levels)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)
    first = ear.pid
    os.kill(first, signal.SIGSTOP)
    ear.hear(host, aac(0.2))
    await until(lambda: ear.pid != first)


async def test_what_cannot_be_decoded_is_told_to_nobody_and_what_follows_is(ear, host, aac, until):
    ear.hear(host, Stretch(AudioConfig("aac", b"\x11\x90", 48_000, 2), [b""]))
    await until(lambda: ear.pid and not ear._waiting)
    ear.hear(host, aac(0.1))
    await until(lambda: host.levels)
    assert len(host.levels) == 1
