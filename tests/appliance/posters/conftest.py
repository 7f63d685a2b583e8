"""A shop with a room, a product and a mini-program, whose posters are read back."""

import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import segno
from PIL import Image

from appliance.house import House
from appliance.posters.drawing import CODE, EDGE, PICTURE, WIDTH
from appliance.posters.face import Face
from appliance.posters.maker import Maker
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from media.broadcasts import actions as rooms
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.catalogue import actions as catalogue

LEFT, TOP = WIDTH - EDGE - CODE + 8, PICTURE + EDGE - 10


@pytest.fixture
def leads_to() -> Callable[[bytes, str], bool]:
    """Whether the code of a poster is that of a text."""
    return says


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> list[Face]:
    """What was drawn says."""
    seen: list[Face] = []
    draw = Maker.draw

    async def shown(maker: Maker, face: Face, *rest: Any) -> bytes:
        seen.append(face)
        return await draw(maker, face, *rest)

    monkeypatch.setattr(Maker, "draw", shown)
    return seen


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def mini(house: House, simulator: Simulator) -> Simulator:
    """The shop has a mini-program."""
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    await house.db.write(set_account, house.keys, account, "lin")
    return simulator


@pytest.fixture
async def cake(house: House) -> str:
    """A product on the shelf."""
    wording = catalogue.Wording(title="十八街麻花")
    product = await house.db.write(catalogue.draft, wording, 1280, "lin", confirmed=())
    await house.db.write(catalogue.shelve, product, "lin")
    return product


def says(poster: bytes, text: str) -> bool:
    """Module for module."""
    wanted = [[bool(module) for module in row] for row in segno.make(text, error="m", micro=False).matrix]
    return modules(poster, len(wanted)) == wanted


def modules(poster: bytes, wide: int) -> list[list[bool]]:
    """Dark or not, in the middle of each of `wide` times `wide` modules."""
    with Image.open(io.BytesIO(poster)) as picture:
        field = picture.convert("L").crop((LEFT, TOP, LEFT + CODE, TOP + CODE))
    box = field.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    size = (box[2] - box[0]) / wide
    middles = [int((place + 0.5) * size) for place in range(wide)]
    return [[field.getpixel((box[0] + x, box[1] + y)) < 128 for x in middles] for y in middles]
