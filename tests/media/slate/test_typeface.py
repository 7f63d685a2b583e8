from pathlib import Path

import pytest

from media.slate.font import find_font
from media.slate.typeface import typeface

FONT = find_font()


def test_without_a_file_there_are_latin_letters() -> None:
    assert typeface(None, 30).getlength("Jinbo") > 40


@pytest.mark.skipif(FONT is None or FONT.suffix != ".ttc", reason="no collection of Chinese fonts on this machine")
def test_of_a_collection_the_simplified_chinese_face_is_taken() -> None:
    assert str(typeface(FONT, 30).getname()[0]).endswith("SC")


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    for name in ("broken.ttf", "broken.ttc"):
        (tmp_path / name).write_bytes(b"nonsense")
        with pytest.raises(OSError, match=r"font|file|resource"):
            typeface(tmp_path / name, 30)
