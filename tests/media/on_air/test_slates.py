from pathlib import Path

from media.on_air.slates import Slates


async def test_a_room_has_plain_slates_until_its_own_are_drawn(slate_cache: Path):
    slates = Slates(slate_cache)
    await slates.start()
    plain = slates.of("r1")
    assert set(plain) == {"soon", "back", "sound"}
    assert await slates.entitle("r1", "茶铺")
    assert slates.of("r1") is not plain
    assert slates.of("r2") is plain


async def test_slates_are_drawn_anew_for_another_title_only(slate_cache: Path):
    slates = Slates(slate_cache)
    assert await slates.entitle("r1", "茶铺")
    assert not await slates.entitle("r1", "茶铺")
    assert await slates.entitle("r1", "")
