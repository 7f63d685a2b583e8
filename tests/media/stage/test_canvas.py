"""The picture: everybody in his place, filled, named, and a card for who is away."""

import av
import numpy as np
import pytest
from PIL import Image

from media.stage.canvas import Canvas, Shown
from media.stage.drawing import AWAY, Sticker, card, nameplate, yuv
from media.stage.layout import LANDSCAPE, PORTRAIT, tiles


def colour(red: int, green: int, blue: int, size: tuple[int, int] = (640, 360)) -> av.VideoFrame:
    picture = np.empty((size[1], size[0], 3), np.uint8)
    picture[:] = (red, green, blue)
    return av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p")


def luma(frame: av.VideoFrame, x: int, y: int) -> int:
    plane = frame.planes[0]
    return memoryview(plane)[y * plane.line_size + x]


RED, GREEN, BLUE, WHITE = colour(230, 30, 30), colour(30, 230, 30), colour(30, 30, 230), colour(250, 250, 250)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
@pytest.mark.parametrize("layout", ["side", "grid", "corner"])
def test_everybody_is_in_his_own_place(layout, size):
    frames = [RED, GREEN, BLUE, WHITE]
    whole = Canvas(size).compose(layout, [Shown("", frame) for frame in frames])
    assert (whole.width, whole.height) == size
    for tile, frame in list(zip(tiles(layout, 4, size), frames, strict=True)):
        x = tile.x + (8 if layout == "corner" else tile.width // 2)
        assert abs(luma(whole, x, tile.y + tile.height // 2) - luma(frame, 300, 200)) <= 2


def test_a_wide_picture_fills_a_tall_tile_from_its_middle():
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[:, 160:480] = 255
    wide = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p")
    whole = Canvas(LANDSCAPE).compose("side", [Shown("", wide), Shown("", wide)])
    assert min(luma(whole, x, y) for x in (8, 320, 632) for y in (4, 360, 716)) > 200


def test_layouts_change_between_two_frames():
    canvas = Canvas(LANDSCAPE)
    people = [Shown("", RED), Shown("", WHITE)]
    solo, side = canvas.compose("solo", people), canvas.compose("side", people)
    assert luma(solo, 960, 360) == luma(solo, 320, 360)
    assert luma(side, 960, 360) > luma(side, 320, 360) + 50


def test_a_frame_that_the_encoder_holds_is_not_painted_over():
    canvas = Canvas(LANDSCAPE)
    first = canvas.compose("solo", [Shown("", WHITE)])
    canvas.compose("solo", [Shown("", BLUE)])
    assert luma(first, 640, 360) > 200


def test_names_stand_below_left_and_only_where_there_are_several():
    canvas = Canvas(LANDSCAPE)
    alone = canvas.compose("solo", [Shown("林老师", WHITE)])
    both = canvas.compose("side", [Shown("林老师", WHITE), Shown("吴掌柜", WHITE)])
    assert min(luma(alone, x, 685) for x in range(20, 120)) > 200
    assert min(luma(both, x, 685) for x in range(20, 120)) < 140
    assert min(luma(both, x, 685) for x in range(660, 760)) < 140
    assert min(luma(both, x, 100) for x in range(20, 120)) > 200


@pytest.mark.parametrize("layout", ["side", "grid", "corner"])
def test_a_phone_that_is_taller_than_the_upright_picture_shows_every_name_whole(layout):
    people = [Shown(name, WHITE) for name in ("林老师", "吴掌柜", "郑阿姨", "冯师傅")]
    named, bare = (Canvas(PORTRAIT).compose(layout, shown) for shown in (people, [Shown("", WHITE)] * 4))
    down, drawn = np.nonzero(named.to_ndarray(format="gray") != bare.to_ndarray(format="gray"))
    seen = PORTRAIT[1] * 9 / 20
    assert drawn.min() > (PORTRAIT[0] - seen) / 2
    assert drawn.max() < (PORTRAIT[0] + seen) / 2
    assert down.max() < 0.6 * PORTRAIT[1], "further down are the viewer's comments and buttons"


def test_a_name_that_is_wider_than_its_tile_is_left_out():
    whole = Canvas(LANDSCAPE).compose("corner", [Shown("", WHITE), Shown("很" * 60, WHITE)])
    tile = tiles("corner", 2, LANDSCAPE)[1]
    assert min(luma(whole, x, tile.y + tile.height - 20) for x in range(tile.x, tile.x + tile.width)) > 200


def test_who_is_away_leaves_a_card_with_his_name():
    whole = Canvas(LANDSCAPE).compose("side", [Shown("林老师", WHITE), Shown("吴掌柜", None, AWAY)])
    dark, lit = luma(whole, 660, 20), max(luma(whole, x, y) for x in range(700, 1200) for y in range(200, 500))
    assert dark < 40
    assert lit > 180


def test_a_card_is_drawn_once():
    assert card(AWAY, "吴掌柜", 640, 720) is card(AWAY, "吴掌柜", 640, 720)
    assert nameplate("吴掌柜", 32) is nameplate("吴掌柜", 32)


def test_colours_of_what_is_drawn_are_those_that_browsers_send():
    red = np.zeros((2, 2, 3), np.uint8)
    red[:] = (255, 0, 0)
    assert [int(plane[0, 0]) for plane in yuv(red)] == [81, 90, 240]


def test_a_sticker_that_is_half_there_lets_half_through():
    sticker = Sticker(Image.new("RGBA", (4, 4), (255, 255, 255, 128)))
    planes = (np.full((8, 8), 16, np.uint8), np.full((4, 4), 128, np.uint8), np.full((4, 4), 128, np.uint8))
    sticker.lay(planes, 2, 2)
    assert abs(int(planes[0][3, 3]) - 126) <= 1
    assert int(planes[0][0, 0]) == 16
    assert int(planes[1][1, 1]) == 128


@pytest.mark.parametrize("name", ["", "a", "🙂", "\u202e倒", "名" * 20])
def test_any_name_can_be_drawn(name):
    assert nameplate(name, 24).height == 24
