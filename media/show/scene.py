"""The shop by the water, frame by frame."""

import math
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from media.show import props
from media.show.canvas import Canvas, Plane, Sprite
from media.slate.typeface import typeface

_TURN = 4.0
"""Seconds that one product is talked about."""
_DAY = 24.0
"""Seconds from one sunrise to the next."""
_OFFERS = ("龙井 ¥68", "红茶 ¥39.9", "柿子 ¥19.9", "蜂蜜 ¥45", "茶杯 ¥29")
_OFFERS_LATIN = ("Tea 68", "Black tea 39.9", "Persimmons 19.9", "Honey 45", "Cup 29")
_SKY_TOP, _SKY_FOOT = np.array([250, 240, 226]), np.array([250, 208, 178])
_WATER: tuple[props.Colour, ...] = ((128, 172, 176), (88, 142, 152), (56, 108, 124))


class Scene:
    def __init__(self, width: int, height: int, font: Path | None) -> None:
        """`width` and `height` in pixels, both even; without a `font` that knows Chinese the words are Latin."""
        self._width, self._height = width, height
        self._upright = height > width
        scale = width / (720 if self._upright else 1280)
        self._canvas = Canvas(self._background(font, scale))
        self._pier = Sprite(props.pier(width, round(height * 0.2), round(18 * scale), 3 if self._upright else 5))
        self._sun = Sprite(props.sun(round(74 * scale)))
        self._shown = self._products(scale * (1.05 if self._upright else 0.95))
        tag = typeface(font, round(28 * scale))
        names = _OFFERS if font else _OFFERS_LATIN
        self._tags = [Sprite(props.label(name, tag, props.PAPER, (*props.VERMILION, 255))) for name in names]
        self._waves = [self._wave(layer) for layer in range(3)]
        self._bar = Sprite(Image.new("RGBA", (width, max(4, round(6 * scale))), (*props.VERMILION, 255)))
        self._clock = Clock(typeface(font, round(46 * scale)), scale)
        across = 40 * scale if self._upright else width - self._clock.width - 40 * scale
        self._clock_at = (across, (150 if self._upright else 34) * scale)

    @property
    def size(self) -> tuple[int, int]:
        return self._width, self._height

    def draw(self, seconds: float, now: datetime) -> Plane:
        """The frame `seconds` into the show as yuv420p rows, with `now` on its clock; valid until the next call."""
        self._canvas.clear()
        self._rise(seconds)
        self._canvas.lay(self._pier, 0, self._counter)
        self._offer(seconds)
        for layer, wave in enumerate(self._waves):
            self._flow(wave, layer, seconds)
        self._canvas.lay(self._bar, -self._width * (1 - seconds % _TURN / _TURN), self._height - self._bar.height)
        self._clock.lay(self._canvas, *self._clock_at, now)
        return self._canvas.data

    @property
    def _counter(self) -> int:
        """The height that the products stand at."""
        return round(self._height * (0.66 if self._upright else 0.74))

    def _background(self, font: Path | None, scale: float) -> Image.Image:
        ramp = np.linspace(0, 1, self._height)[:, None, None]
        colour = _SKY_TOP + (_SKY_FOOT - _SKY_TOP) * ramp
        colour = np.broadcast_to(colour, (self._height, self._width, 3))
        picture = Image.fromarray(np.ascontiguousarray(colour.astype(np.uint8)), "RGB")
        pen = ImageDraw.Draw(picture)
        title, smaller = typeface(font, round(42 * scale)), typeface(font, round(22 * scale))
        pen.text((40 * scale, 34 * scale), "津播 · 演示直播间" if font else "Jinbo", font=title, fill=props.INK)
        words = "A generated show, pushed like any host's"
        pen.text((42 * scale, 94 * scale), words, font=smaller, fill=props.WOOD)
        return picture

    def _products(self, scale: float) -> list[tuple[Sprite, float]]:
        """With the middle of each on the counter."""
        pictures = props.products(scale)[: 3 if self._upright else 5]
        step = self._width / len(pictures)
        return [(Sprite(picture), step * (place + 0.5)) for place, picture in enumerate(pictures)]

    def _wave(self, layer: int) -> Sprite:
        height = round((self._height - self._counter) * (0.82 - 0.22 * layer))
        swell = min(self._width, self._height) * 0.035
        crests = layer + (2 if self._upright else 3)
        return Sprite(props.wave(self._width, height, _WATER[layer], crests, swell))

    def _rise(self, seconds: float) -> None:
        """The sun comes out of the water on the left and goes into it on the right."""
        turn = seconds % _DAY / _DAY
        x = self._width * (turn * 1.1 - 0.05)
        y = self._counter - math.sin(math.pi * turn) * self._height * (0.36 if self._upright else 0.42)
        self._canvas.lay(self._sun, x - self._sun.width / 2, y - self._sun.height / 2)

    def _offer(self, seconds: float) -> None:
        """The product of the turn hops and shows its price."""
        chosen = int(seconds / _TURN) % len(self._shown)
        for place, (sprite, middle) in enumerate(self._shown):
            hop = abs(math.sin(seconds * math.pi)) * self._height * 0.035 if place == chosen else 0.0
            top = self._counter - sprite.height * 0.97 - hop
            self._canvas.lay(sprite, middle - sprite.width / 2, top)
            if place == chosen:
                tag = self._tags[place]
                self._canvas.lay(tag, middle - tag.width / 2, top - tag.height - 4)

    def _flow(self, wave: Sprite, layer: int, seconds: float) -> None:
        x = -(seconds * (24 + 22 * layer)) % self._width
        y = self._height - wave.height + math.sin(seconds * 0.9 + layer) * 5
        self._canvas.lay(wave, x, y)
        self._canvas.lay(wave, x - self._width, y)


class Clock:
    """A dark card with the time to the millisecond, put together from its digits."""

    def __init__(self, font: ImageFont.FreeTypeFont, scale: float) -> None:
        self._step = round(max(font.getlength(digit) for digit in "0123456789") / 2 + 0.5) * 2
        self._margin = round(18 * scale)
        self._digits = {letter: self._letter(letter, font) for letter in "0123456789:. -"}
        self.width = 12 * self._step + 2 * self._margin
        card = Image.new("RGBA", (self.width, round(font.size * 1.5) // 2 * 2), (*props.INK, 0))
        corner = (0, 0, card.width - 1, card.height - 1)
        ImageDraw.Draw(card).rounded_rectangle(corner, self._margin, fill=(*props.INK, 235))
        self._card = Sprite(card)

    def lay(self, canvas: Canvas, x: float, y: float, now: datetime) -> None:
        canvas.lay(self._card, x, y)
        for place, letter in enumerate(now.strftime("%H:%M:%S.%f")[:12]):
            canvas.lay(self._digits[letter], x + self._margin + place * self._step, y)

    def _letter(self, letter: str, font: ImageFont.FreeTypeFont) -> Sprite:
        height = round(font.size * 1.5)
        picture = Image.new("RGBA", (self._step, height), (*props.PAPER, 0))
        place = (self._step / 2, height / 2 + font.size * 0.36)
        ImageDraw.Draw(picture).text(place, letter, font=font, fill=props.PAPER, anchor="ms")
        return Sprite(picture)
