from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from media.show.canvas import Canvas, Sprite
from media.show.scene import Scene
from media.slate.font import find_font

NOW = datetime(2026, 11, 22, 20, 15, 7, 480_000, tzinfo=UTC)


@pytest.fixture(scope="module", params=[(320, 180), (180, 320)], ids=["wide", "upright"])
def scene(request) -> Scene:
    return Scene(*request.param, find_font())


def test_something_moves_from_every_frame_to_the_next(scene: Scene) -> None:
    frames = [scene.draw(number / 25, NOW).copy() for number in range(50)]
    assert all((earlier != later).any() for earlier, later in pairwise(frames))


def test_the_clock_shows_every_millisecond(scene: Scene) -> None:
    shown = {scene.draw(1, NOW + timedelta(milliseconds=step)).tobytes() for step in range(50)}
    assert len(shown) == 50


def test_the_same_moment_looks_the_same(scene: Scene) -> None:
    first = scene.draw(7.5, NOW).copy()
    scene.draw(2, NOW)
    assert (scene.draw(7.5, NOW) == first).all()


def test_a_frame_is_a_whole_picture_of_its_size(scene: Scene) -> None:
    width, height = scene.size
    frame = scene.draw(0, NOW)
    assert frame.shape == (height * 3 // 2, width)
    assert frame[:height].std() > 20


def test_a_machine_without_fonts_has_a_show_too() -> None:
    assert Scene(320, 180, None).draw(3, NOW).std() > 20


def test_a_sprite_covers_what_is_below_and_nothing_else() -> None:
    canvas = Canvas(Image.new("RGB", (64, 48), (255, 255, 255)))
    canvas.lay(Sprite(Image.new("RGBA", (16, 8), (0, 0, 0, 255))), 10, 4)
    dark = canvas.data[:48] < 20
    assert dark[4:12, 10:26].all()
    assert dark.sum() == 16 * 8


@pytest.mark.parametrize(("x", "y"), [(-8, -4), (60, 44), (-500, 0), (0, 500), (64, 48)])
def test_a_sprite_may_stick_out_on_any_side(x: int, y: int) -> None:
    canvas = Canvas(Image.new("RGB", (64, 48), (255, 255, 255)))
    canvas.lay(Sprite(Image.new("RGBA", (16, 8), (0, 0, 0, 255))), x, y)
    visible = max(0, min(x + 16, 64) - max(x, 0)) * max(0, min(y + 8, 48) - max(y, 0))
    assert (canvas.data[:48] < 20).sum() == visible


def test_half_a_shadow_is_half_as_dark() -> None:
    canvas = Canvas(Image.new("RGB", (64, 48), (255, 255, 255)))
    white = int(canvas.data[0, 0])
    canvas.lay(Sprite(Image.new("RGBA", (64, 48), (0, 0, 0, 128))), 0, 0)
    assert abs(int(canvas.data[20, 20]) - (white + 16) // 2) <= 2
    canvas.clear()
    assert np.unique(canvas.data[:48]).tolist() == [white]
