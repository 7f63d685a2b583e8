"""Tells the house once a second how each host's stream arrives."""

from typing import NamedTuple

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import StreamMeasured
from media.health import STOPPED
from media.meter import Meter
from media.on_air.picture import Picture
from media.on_air.pictures import Pictures
from media.on_air.source import Source
from media.packets import VideoConfig


class Arriving(NamedTuple):
    """A stream as it comes from its host, whether it is played at once or later."""

    source: Source
    meter: Meter
    stopped: bool


class Measuring:
    def __init__(self, pictures: Pictures, bus: Bus, clock: Clock) -> None:
        self._pictures = pictures
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        """A task of the process."""
        while True:
            await self._clock.sleep(1.0)
            for room, picture in self._pictures.open.items():
                arriving = _arriving(picture)
                if arriving is not None and arriving.source.video is not None:
                    self._bus.publish(self._measured(room, picture, arriving, arriving.source.video))

    def _measured(self, room: str, picture: Picture, arriving: Arriving, video: VideoConfig) -> StreamMeasured:
        source, meter, stopped = arriving
        second = meter.read(1.0, source.dropped, source.audio, video)
        verdict = STOPPED if stopped else meter.verdict(video)
        return StreamMeasured(
            room=room,
            at=self._clock.now(),
            light=verdict.light,
            sentence_zh=verdict.zh,
            sentence_en=verdict.en,
            bitrate=second.bitrate,
            fps=second.fps,
            keyframe_seconds=second.keyframe_seconds,
            dropped=second.dropped,
            lost=round(second.lost, 3),
            delay_ms=int(picture.behind * 1000),
            width=video.width,
            height=video.height,
            video_codec=video.codec,
            audio_codec=source.audio.codec if source.audio else "",
            level=second.level.power if second.level else None,
            peak=second.level.peak if second.level else None,
            renditions=["source", *(picture.rungs.encoded if picture.rungs else [])],
        )


def _arriving(picture: Picture) -> Arriving | None:
    gauge = picture.gauge
    if gauge is not None:
        return None if gauge.gone else Arriving(gauge.source, gauge.meter, gauge.stopped)
    if picture.source is None:
        return None
    return Arriving(picture.source, picture.meter, picture.state == "away")
