"""What a child process of `live` does first."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """prctl(2): not even a parent that was killed leaves a worker behind, whatever the worker is busy with."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
