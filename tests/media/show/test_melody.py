import numpy as np

from media.show.melody import RATE, Melody


def test_it_is_quiet_and_never_clips() -> None:
    turn = Melody().samples(0, 20 * RATE)
    assert 0.05 < np.abs(turn).max() < 0.35


def test_it_is_one_tune_however_it_is_cut() -> None:
    melody = Melody()
    pieces = [melody.samples(start, 1024) for start in range(0, 64 * 1024, 1024)]
    assert (np.concatenate(pieces, axis=1) == melody.samples(0, 64 * 1024)).all()


def test_it_goes_round_without_a_click() -> None:
    around = Melody().samples(15 * RATE, 2 * RATE)
    assert np.abs(np.diff(around)).max() < 0.06


def test_it_plays_on_both_sides_and_not_the_same() -> None:
    left, right = Melody().samples(0, 4 * RATE)
    assert left.std() > 0.005
    assert right.std() > 0.005
    assert (left != right).any()
