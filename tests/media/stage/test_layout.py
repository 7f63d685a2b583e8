"""Where everybody stands: inside the picture, over nobody's face, and in whole colour samples."""

from itertools import combinations

import pytest

from media.stage.layout import LANDSCAPE, LAYOUTS, PORTRAIT, Tile, cover, tiles

SIZES = [LANDSCAPE, PORTRAIT]
EVERY = [(layout, people, size) for layout in LAYOUTS for people in (1, 2, 3, 4) for size in SIZES]


def overlap(one: Tile, other: Tile) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@pytest.mark.parametrize(("layout", "people", "size"), EVERY)
def test_every_tile_lies_within_the_picture_and_on_whole_colour_samples(layout, people, size):
    for tile in tiles(layout, people, size):
        assert tile.x >= 0
        assert tile.y >= 0
        assert tile.x + tile.width <= size[0]
        assert tile.y + tile.height <= size[1]
        assert not any(value % 2 for value in (tile.x, tile.y, tile.width, tile.height))


@pytest.mark.parametrize(("layout", "people", "size"), EVERY)
def test_nobody_covers_anybody_but_the_picture_behind_the_corners(layout, people, size):
    shown = tiles(layout, people, size)
    small = shown[1:] if layout == "corner" else shown
    assert not any(overlap(one, other) for one, other in combinations(small, 2))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_who_is_alone_has_the_whole_picture(layout, size):
    assert tiles(layout, 1, size) == (Tile(0, 0, *size),)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("people", [2, 3, 4])
def test_everybody_is_seen_in_every_layout_but_solo(people, size):
    assert [len(tiles(layout, people, size)) for layout in LAYOUTS] == [1, people, people, people]


def test_a_fifth_is_not_seen_for_four_are_the_most():
    assert len(tiles("grid", 5, LANDSCAPE)) == 4


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("people", [2, 3, 4])
def test_a_grid_leaves_nothing_of_the_picture_empty(people, size):
    assert sum(tile.width * tile.height for tile in tiles("grid", people, size)) == size[0] * size[1]


def test_two_beside_each_other_are_as_large_as_each_other():
    for size in SIZES:
        left, right = tiles("side", 2, size)
        assert (left.width, left.height, left.y) == (right.width, right.height, right.y)
        assert left.x + left.width == right.x


@pytest.mark.parametrize("people", [2, 3, 4])
def test_who_is_small_in_the_corner_is_seen_whole_on_a_phone_that_is_taller_than_the_picture(people):
    edge = PORTRAIT[0] - (PORTRAIT[0] - PORTRAIT[1] * 9 / 20) / 2
    assert all(tile.x + tile.width <= edge for tile in tiles("corner", people, PORTRAIT)[1:])


def test_a_picture_fills_its_tile_and_keeps_its_proportions():
    tile = Tile(0, 0, 640, 720)
    assert cover(640, 360, tile) == (1280, 720)
    assert cover(360, 640, tile) == (640, 1138)


@pytest.mark.parametrize("source", [(640, 360), (360, 640), (641, 359), (1920, 1080), (2, 2)])
@pytest.mark.parametrize("tile", [Tile(0, 0, 320, 180), Tile(0, 0, 360, 640), Tile(0, 0, 1280, 720)])
def test_what_is_scaled_is_never_smaller_than_its_tile(source, tile):
    width, height = cover(*source, tile)
    assert width >= tile.width
    assert height >= tile.height
    assert abs(width / height - source[0] / source[1]) < 0.05 * source[0] / source[1]
