"""What an encoder does to the process that opens it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ordinary_thread() -> Iterator[None]:
    """SVT-AV1 makes who opens it a real-time thread where it may, and its children inherit that: browsers, too."""
    policy, level = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, level)
