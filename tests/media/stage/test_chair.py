"""What one on stage says, as the mix hears it, whatever was lost on the way."""

from collections.abc import Collection

import numpy as np
import pytest

from media.packets import TIMESCALE
from media.stage.chair import Chair
from media.stage.sound import TICK
from tests.media.stage.sender import Microphone

FRAME = TIMESCALE // 50


def told(lost: Collection[int], frames: int = 100) -> np.ndarray:
    """The loudest of each ten milliseconds of what is heard of a tone, whose frames in `lost` do not come."""
    clock = [0]
    chair, microphone, heard = Chair("lin", lambda: None, lambda: clock[0]), Microphone(), []
    for number in range(frames + 10):
        clock[0] = number * FRAME
        frame = microphone.say()
        if number < frames and number not in lost:
            chair.sound(frame, number * FRAME)
        chair.work()
        heard.append(chair.speak(number * TICK))
    return np.abs(np.concatenate(heard)[:, 0].astype(int)).reshape(-1, TICK // 2).max(axis=1)


@pytest.mark.parametrize("row", [1, 2, 4])
def test_where_frames_are_lost_the_voice_goes_on_and_keeps_its_time(row):
    whole = told(())
    lossy = told([number for number in range(20, 80) if number % 20 < row])
    assert list(np.flatnonzero(lossy > 100)[[0, -1]]) == list(np.flatnonzero(whole > 100)[[0, -1]])
    spoken = np.flatnonzero(whole > 6000)
    assert lossy[spoken[5] : spoken[-5]].min() > 12_000 * 0.6 ** (row + 1)


def test_who_says_nothing_for_long_is_silent_in_between():
    lossy = told(range(30, 80))
    assert lossy[2 * 45 : 2 * 80].max() == 0
    assert lossy[-30:].max() > 6000
