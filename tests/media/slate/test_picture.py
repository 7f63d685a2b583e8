from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media.slate.font import find_font
from media.slate.picture import HEIGHT, WIDTH, draw

KINDS = ("soon", "back", "sound")
FONT = find_font()
chinese = pytest.mark.skipif(FONT is None, reason="no Chinese font on this machine")


def grey(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L")).astype(int)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_font_a_slate_still_shows_its_sign(kind: str) -> None:
    picture = draw(kind, "铺子", None)
    assert picture.size == (WIDTH, HEIGHT)
    assert grey(picture).max() > 90


@chinese
@pytest.mark.parametrize("kind", KINDS)
def test_all_words_stand_where_an_upright_phone_shows_them(kind: str) -> None:
    long_title = "老字号糕点直播间秋季上新满减大促与粉丝专场答谢会第三场"
    words = np.abs(grey(draw(kind, long_title, FONT)) - grey(draw(kind, "", None))) > 20
    columns = np.flatnonzero(words.any(axis=0))
    assert columns.min() >= (WIDTH - HEIGHT * 9 // 16) // 2
    assert columns.max() <= (WIDTH + HEIGHT * 9 // 16) // 2


@chinese
def test_every_kind_and_every_title_looks_different() -> None:
    pictures = {draw(kind, "一", FONT).tobytes() for kind in KINDS} | {draw("soon", "二", FONT).tobytes()}
    assert len(pictures) == 4


@chinese
@pytest.mark.parametrize("title", ["", " ", "\n换\t行 ", "a" * 400, "👩‍🌾🍵", "\u202e反", "﷽" * 30])
def test_any_title_can_be_drawn(title: str) -> None:
    assert draw("soon", title, FONT).size == (WIDTH, HEIGHT)


def test_set_ups_font_is_preferred_to_the_systems(tmp_path: Path) -> None:
    shipped, system = tmp_path / "vendor", tmp_path / "fonts" / "opentype"
    for folder in (shipped, system):
        folder.mkdir(parents=True)
    (system / "NotoSansCJK-Bold.ttc").touch()
    assert find_font([shipped, tmp_path / "fonts"]) == system / "NotoSansCJK-Bold.ttc"
    (shipped / "noto-sans-sc.woff2").touch()
    assert find_font([shipped, tmp_path / "fonts"]) == shipped / "noto-sans-sc.woff2"


def test_a_machine_without_fonts_has_none(tmp_path: Path) -> None:
    assert find_font([tmp_path, tmp_path / "missing"]) is None
