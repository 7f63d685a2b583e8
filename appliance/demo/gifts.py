"""The demo's gifts, drawn here: a flower, a cup of tea, a heart, a lantern, a drum and fireworks."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw
from sqlalchemy import select

from appliance.blobs import Blobs
from appliance.db import Database, Transaction
from media.show.props import GOLD, JADE, PAPER, VERMILION, WOOD, Pen
from store.gifts import actions
from store.gifts.actions import Effect
from store.gifts.models import Gift

SIDE = 240
_FINER = 3
BY = "demo"
DAILY_POINTS = 1_000
ROSE, DEEP = (236, 96, 112), (176, 44, 36)


async def offer_gifts(db: Database, blobs: Blobs) -> None:
    """Turned on, where the shop has none."""
    pictures = {name: await blobs.put(drawn(name), ".png") for name in GIFTS}
    await db.write(_offer, pictures)


def drawn(name: str) -> bytes:
    """A square PNG on nothing."""
    picture = Image.new("RGBA", (SIDE * _FINER, SIDE * _FINER), (255, 255, 255, 0))
    GIFTS[name][2](ImageDraw.Draw(picture), SIDE * _FINER / 100)
    written = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _offer(tx: Transaction, pictures: dict[str, str]) -> None:
    if tx.scalar(select(Gift.id).limit(1)) is not None:
        return
    actions.set_rules(tx, enabled=True, daily_points=DAILY_POINTS, by=BY)
    for name, (points, effect, _) in GIFTS.items():
        actions.add_gift(tx, name=name, points=points, effect=effect, picture=pictures[name])


def _flower(pen: Pen, u: float) -> None:
    pen.rectangle((48 * u, 54 * u, 52 * u, 94 * u), fill=JADE)
    pen.ellipse((50 * u, 66 * u, 74 * u, 78 * u), fill=JADE)
    pen.ellipse((28 * u, 74 * u, 50 * u, 85 * u), fill=JADE)
    for turn in range(5):
        x, y = _around(50, 36, 17, turn / 5)
        pen.ellipse(((x - 14) * u, (y - 14) * u, (x + 14) * u, (y + 14) * u), fill=VERMILION)
    pen.ellipse((39 * u, 25 * u, 61 * u, 47 * u), fill=GOLD)


def _tea(pen: Pen, u: float) -> None:
    pen.ellipse((10 * u, 76 * u, 90 * u, 92 * u), fill=(214, 222, 218))
    pen.ellipse((66 * u, 46 * u, 92 * u, 70 * u), outline=JADE, width=round(5 * u))
    pen.pieslice((18 * u, 12 * u, 78 * u, 86 * u), 0, 180, fill=JADE)
    pen.ellipse((18 * u, 42 * u, 78 * u, 56 * u), fill=PAPER)
    pen.ellipse((23 * u, 44 * u, 73 * u, 54 * u), fill=(196, 132, 62))
    for left in (36, 48, 60):
        for step in range(20):
            x, y = left + 2.4 * math.sin(step / 3), 36 - step * 1.3
            pen.ellipse(((x - 1.4) * u, (y - 1.4) * u, (x + 1.4) * u, (y + 1.4) * u), fill=(190, 200, 196))


def _heart(pen: Pen, u: float) -> None:
    outline = []
    for step in range(120):
        turn = step / 120 * 2 * math.pi
        x = 16 * math.sin(turn) ** 3
        y = 13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)
        outline.append(((50 + x * 2.6) * u, (46 - y * 2.6) * u))
    pen.polygon(outline, fill=ROSE)
    pen.ellipse((22 * u, 22 * u, 36 * u, 32 * u), fill=(248, 172, 180))


def _lantern(pen: Pen, u: float) -> None:
    pen.rectangle((49 * u, 4 * u, 51 * u, 18 * u), fill=WOOD)
    pen.ellipse((14 * u, 20 * u, 86 * u, 74 * u), fill=VERMILION)
    for width in (46, 20):
        box = ((50 - width / 2) * u, 20 * u, (50 + width / 2) * u, 74 * u)
        pen.ellipse(box, outline=DEEP, width=round(1.6 * u))
    for top in (16, 70):
        pen.rounded_rectangle((34 * u, top * u, 66 * u, (top + 8) * u), 2 * u, fill=GOLD)
    for left in (42, 48, 54):
        pen.rectangle((left * u, 78 * u, (left + 3) * u, 96 * u), fill=GOLD)


def _drum(pen: Pen, u: float) -> None:
    pen.polygon([(16 * u, 40 * u), (84 * u, 40 * u), (76 * u, 80 * u), (24 * u, 80 * u)], fill=DEEP)
    pen.ellipse((24 * u, 72 * u, 76 * u, 88 * u), fill=DEEP)
    pen.ellipse((14 * u, 30 * u, 86 * u, 54 * u), fill=GOLD)
    pen.ellipse((18 * u, 32 * u, 82 * u, 51 * u), fill=PAPER)
    for left in (24, 42, 60):
        pen.polygon(
            [((left + 8) * u, 56 * u), ((left + 14) * u, 66 * u), ((left + 8) * u, 76 * u), ((left + 2) * u, 66 * u)],
            fill=GOLD,
        )
    for start, end in (((20, 8), (46, 40)), ((80, 8), (54, 40))):
        pen.line((start[0] * u, start[1] * u, end[0] * u, end[1] * u), fill=WOOD, width=round(4 * u))
        pen.ellipse(((end[0] - 5) * u, (end[1] - 5) * u, (end[0] + 5) * u, (end[1] + 5) * u), fill=VERMILION)


def _fireworks(pen: Pen, u: float) -> None:
    for x, y, size, colour in ((50, 46, 40, VERMILION), (24, 26, 18, GOLD), (78, 28, 17, JADE)):
        for ray in range(14):
            near, far = _around(x, y, size * 0.3, ray / 14), _around(x, y, size, ray / 14)
            pen.line((near[0] * u, near[1] * u, far[0] * u, far[1] * u), fill=colour, width=round(size / 16 * u))
            pen.ellipse(
                (
                    (far[0] - size / 14) * u,
                    (far[1] - size / 14) * u,
                    (far[0] + size / 14) * u,
                    (far[1] + size / 14) * u,
                ),
                fill=GOLD if colour != GOLD else VERMILION,
            )
    pen.polygon([(44 * u, 70 * u), (56 * u, 70 * u), (60 * u, 96 * u), (40 * u, 96 * u)], fill=DEEP)
    pen.rectangle((42 * u, 80 * u, 58 * u, 85 * u), fill=GOLD)


def _around(x: float, y: float, radius: float, turn: float) -> tuple[float, float]:
    return x + radius * math.sin(turn * 2 * math.pi), y - radius * math.cos(turn * 2 * math.pi)


GIFTS: dict[str, tuple[int, Effect, Callable[[Pen, float], None]]] = {
    "小红花": (1, "float", _flower),
    "敬杯茶": (5, "float", _tea),
    "比个心": (9, "burst", _heart),
    "红灯笼": (66, "burst", _lantern),
    "津门鼓": (188, "full", _drum),
    "烟花": (520, "full", _fireworks),
}
"""Points, effect and how it is drawn."""
