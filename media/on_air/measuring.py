"""Tells the house once a second how each host's stream arrives."""

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import StreamMeasured
from media.health import STOPPED
from media.on_air.picture import Picture
from media.on_air.pictures import Pictures
from media.on_air.source import Source
from media.packets import VideoConfig


class Measuring:
    def __init__(self, pictures: Pictures, bus: Bus, clock: Clock) -> None:
        self._pictures = pictures
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        """A task of the process."""
        while True:
            await self._clock.sleep(1.0)
            for room in list(self._pictures.open):
                arriving = self._pictures.arriving(room)
                if arriving.source is not None and arriving.source.video is not None:
                    self._bus.publish(self._measured(room, arriving, arriving.source, arriving.source.video))

    def _measured(self, room: str, arriving: Picture, source: Source, video: VideoConfig) -> StreamMeasured:
        second = arriving.meter.read(1.0, source.dropped, source.audio, video)
        verdict = STOPPED if arriving.state == "away" else arriving.meter.verdict(video)
        rungs = self._pictures.open[room].rungs
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
            delay_ms=int(arriving.behind * 1000),
            width=video.width,
            height=video.height,
            video_codec=video.codec,
            audio_codec=source.audio.codec if source.audio else "",
            level=second.level.power if second.level else None,
            peak=second.level.peak if second.level else None,
            renditions=["source", *(rungs.encoded if rungs else [])],
        )
