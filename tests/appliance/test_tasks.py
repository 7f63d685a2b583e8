import asyncio
import logging

import pytest

from appliance.tasks import Backoff, Failure, Tasks


@pytest.fixture
async def tasks(clock):
    async with Tasks(clock, Backoff(first=1, most=8, settled=30)) as tasks:
        yield tasks


class Work:
    """Fails or ends as told; counts how often it was begun."""

    def __init__(self, *ends: object) -> None:
        self.ends = list(ends)
        self.begun = 0
        self.finished = asyncio.Event()

    async def __call__(self) -> None:
        self.begun += 1
        end = self.ends.pop(0) if self.ends else None
        if isinstance(end, Exception):
            raise end
        if end == "end":
            return
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self.finished.set()


async def turn():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_task_runs_under_its_name(tasks):
    tasks.start("sweep", Work())
    await turn()
    assert "sweep" in {task.get_name() for task in asyncio.all_tasks()}
    assert tasks.health() == {"sweep": "running"}
    assert tasks.healthy


async def test_a_name_is_taken_once(tasks):
    tasks.start("sweep", Work())
    with pytest.raises(ValueError, match="sweep"):
        tasks.start("sweep", Work())


async def test_a_crash_is_logged_counted_and_tried_again_after_a_rest(tasks, clock, caplog):
    work = Work(RuntimeError("disk full"))
    tasks.start("sweep", work)
    await turn()
    assert (tasks.health(), tasks.crashes) == ({"sweep": "resting"}, {"sweep": 1})
    assert not tasks.healthy
    assert "disk full" in caplog.text
    assert "Traceback" in caplog.text
    await clock.advance(1)
    await turn()
    assert (tasks.health(), work.begun) == ({"sweep": "running"}, 2)


async def test_a_failure_that_explains_itself_needs_no_traceback(tasks, caplog):
    tasks.start("child", Work(Failure("live ended with code 3")), restart="never")
    await turn()
    assert "live ended with code 3" in caplog.text
    assert "Traceback" not in caplog.text


async def test_rests_grow_while_tries_fail_and_shrink_after_a_good_run(tasks, clock):
    work = Work(*[RuntimeError()] * 4)
    tasks.start("sweep", work)
    begun = []
    for _ in range(16):
        await turn()
        begun.append(work.begun)
        await clock.advance(1)
    assert begun == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5]


def test_a_rest_has_a_most():
    backoff = Backoff(first=0.2, most=10)
    assert [round(backoff.rest(failures), 1) for failures in (1, 2, 3, 6, 7, 5000)] == [0.2, 0.4, 0.8, 6.4, 10, 10]


async def test_a_failure_after_a_long_good_run_counts_as_the_first(tasks, clock):
    class Flaky:
        begun = 0

        async def __call__(self):
            self.begun += 1
            await clock.sleep(31 if self.begun == 4 else 0)
            raise RuntimeError

    work = Flaky()
    tasks.start("sweep", work)
    for _ in range(60):
        await clock.advance(1)
        await turn()
        if work.begun == 5:
            break
    # 1 + 2 + 4 seconds of rest, 31 of running, 1 of rest
    assert clock.monotonic() == pytest.approx(39, abs=1)


@pytest.mark.parametrize(
    ("restart", "end", "state"),
    [
        ("never", "end", "ended"),
        ("never", RuntimeError(), "failed"),
        ("on failure", "end", "ended"),
        ("on failure", RuntimeError(), "resting"),
        ("always", "end", "resting"),
        ("always", RuntimeError(), "resting"),
    ],
)
async def test_what_follows_an_end_is_the_tasks_rule(tasks, restart, end, state):
    tasks.start("sweep", Work(end), restart=restart)
    await turn()
    assert tasks.health() == {"sweep": state}


async def test_stop_awaits_what_a_task_does_last(tasks):
    work = Work()
    tasks.start("sweep", work)
    await turn()
    await tasks.stop()
    assert work.finished.is_set()
    assert tasks.health() == {}


async def test_one_task_is_stopped_alone_and_its_name_is_free(tasks):
    tasks.start("one", Work())
    tasks.start("two", Work())
    await tasks.stop("one")
    assert list(tasks.health()) == ["two"]
    tasks.start("one", Work())
    await tasks.stop("nobody")


async def test_a_resting_task_stops_at_once(tasks):
    tasks.start("sweep", Work(RuntimeError()))
    await turn()
    await asyncio.wait_for(tasks.stop(), 1)


async def test_a_crash_never_reaches_the_starter(tasks, caplog):
    caplog.set_level(logging.CRITICAL)
    async with Tasks(tasks._clock) as others:
        others.start("sweep", Work(RuntimeError()), restart="never")
        await turn()
