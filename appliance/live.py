"""The `live` process: RTMP in, the picture, HLS out, and what goes on in the rooms."""

import asyncio
import logging
import os
import ssl
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path

from appliance.bus import Bus, open_bus
from appliance.clock import Clock, SystemClock
from appliance.cloud.far import far_of
from appliance.config import Config
from appliance.db import Database, opened
from appliance.edge import Edge, Limits
from appliance.floor import Floor
from appliance.ids import new_id
from appliance.journal import Follower
from appliance.keys import Keys
from appliance.lease.holding import Holding, holding
from appliance.metrics import Metrics
from appliance.tasks import Tasks
from appliance.vital_signs import look_after
from appliance.watchdog import READY, notify
from media.broadcasts.addresses import edge_origin, push_url, web_origin
from media.ear.ear import Ear
from media.ear.overheard import Overhearing
from media.ladder import PESSIMIST, ladder, promised
from media.mirror import mirrors
from media.on_air.cpu import measured_speed, remembered_speed
from media.on_air.feed import Feed
from media.on_air.gate import Gate
from media.on_air.measuring import Measuring
from media.on_air.pictures import Pictures
from media.on_air.rungs import Rungs
from media.on_air.shedding import begin_afresh, restored, shed
from media.packets import AudioConfig, VideoConfig
from media.publishers import Publishers
from media.recording.places import Shelf
from media.recording.recorder import Recorder, recorder_of
from media.recording.replaying import Replays
from media.relay import relays
from media.rtmp.server import RtmpServer
from media.stage.stages import Stages
from media.stage.stores.courier import Courier
from media.transcode.supervisor import Transcoder
from media.webrtc.studios import Studios
from media.webrtc.switchboard import Switchboard
from media.webrtc.ways import ways

log = logging.getLogger(__name__)


async def serve(config: Config, stop: asyncio.Event) -> None:
    clock = SystemClock()
    bus = open_bus(config, "live")
    db = Database(config.database_url, bus=bus, clock=clock)
    keys = Keys.of(config.data)
    lease = holding(config, "live", db, keys, (edge_origin(config), web_origin(config), push_url(config)))
    picture = Live(config, db, bus, keys, clock, lease=lease)
    async with opened(db, bus), Tasks(clock) as tasks:
        watchdog = look_after(tasks, "live", db, bus, lambda: picture.speed, box=config.box)
        if config.box:
            notify(READY)  # a box that stands by is ready to take over
        if not await lease.taken(stop):
            return
        tasks.start("live.lease", lease.run)
        await picture.start(lambda: watchdog.healthy)
        notify(READY)
        await stop.wait()
        await picture.stop()


class Live:
    def __init__(self, config: Config, db: Database, bus: Bus, keys: Keys, clock: Clock, *, lease: Holding) -> None:
        self._config = config
        self._db = db
        self._bus = bus
        self._keys = keys
        self._clock = clock
        self._lease = lease
        self._tasks = Tasks(clock)
        self._recorder: Recorder | None = None
        self.speed = 0.0
        """Media seconds that one CPU second encodes, as measured."""

    async def start(self, healthy: Callable[[], bool]) -> None:
        cache = self._config.data / "cache"
        self.speed = await remembered_speed(cache)
        gate = Gate(self._keys.derive("tokens"), self._clock)
        self._pictures = pictures = Pictures(
            db=self._db,
            keys=self._keys,
            clock=self._clock,
            gate=gate,
            variants=promised(self._config.ladder),
            rungs=self._rungs,
            cache=cache / "slates",
        )
        publishers = pictures.door = Publishers(self._clock)
        ear = Ear(self._clock)
        self._rtmp = RtmpServer(Overhearing(pictures, ear), self._clock, publishers, check=self._lease.check)
        self._studios = Studios(pictures, publishers, self._clock, ways(self._config))
        self._stages = Stages(self._db, self._bus, self._clock, self._studios)
        self._courier = Courier(self._db, self._bus, self._clock, self._keys, self._studios)
        self._switchboard = Switchboard(self._config.run, self._studios, self._stages)
        metrics = Metrics()
        self.floor = floor = Floor(
            self._db,
            self._bus,
            self._keys,
            self._clock,
            edge_of=pictures.origin.moment,
            delay_of=pictures.delay,
            show_of=pictures.airing.show,
            beside=self._beside,
            watched=self._watched,
            private=gate.private,
        )
        self._far = far_of(self._config, self._db, self._keys, self._clock)
        self._replays = Replays(
            self._db, Shelf(self._config.data / "recordings"), self._config.data / "clips", self._clock, self._far
        )
        self._edge = Edge(
            pictures.origin,
            gate,
            self._clock,
            health=healthy,
            metrics=metrics.render,
            rooms=floor.hub,
            library=self._replays,
            check=self._lease.check,
            limits=Limits(trusted=self._config.proxies.trusted),
        )
        gate.turned = self._edge.ask_anew
        self._count(metrics)
        await self._db.write(begin_afresh)
        await self._db.write(relays.begin_afresh)
        await self._db.write(mirrors.begin_afresh)
        await pictures.start()
        sent_on = relays.Relays(self._db, self._bus, self._keys, self._clock, pictures)
        self._bus.listen(sent_on.hear, sent_on.heard, name="relays")
        mirrored = self._mirrors(pictures)
        self._news = Follower(self._db, "live", lambda entry: pictures.hear(entry.event), self._clock, self._bus)
        await self._news.at_end()
        await self._news.start()
        await floor.start()
        await self._stages.start()
        await self._courier.start()
        if self._config.recording != "off":
            self._recorder = recorder_of(
                self._config,
                pictures.origin.channels,
                pictures.airing,
                self._db,
                self._clock,
                term=self._lease.term,
                check=self._lease.check,
            )
            self._tasks.start("live.recording", self._recorder.run, restart="always")
        measuring = Measuring(pictures, self._bus, self._clock)
        for name, work in {
            "tick": pictures.tick,
            "refresh": pictures.keep_fresh,
            "airing": pictures.airing.run,
            "measuring": measuring.run,
            "ear": ear.run,
            "patience": pictures.origin.run,
            "studios": self._studios.run,
            "relays": sent_on.run,
            "mirrors": mirrored.run,
            "stages": self._stages.run,
            "stores": self._courier.run,
            **floor.works,
        }.items():
            self._tasks.start(f"live.{name}", work, restart="always")
        if not self.speed:
            self._tasks.start("live.speed", lambda: self._measure(cache), restart="never")
        await self._edge.start(self._config.edge)
        await self._listen()

    async def stop(self) -> None:
        await self._news.stop()
        await self._switchboard.stop()
        await self._rtmp.stop()
        await self._courier.stop()
        await self._studios.stop()
        await self._stages.stop()
        await self._edge.stop()
        self._replays.close()
        await self._far.aclose()
        await self.floor.stop()
        await self._tasks.stop()
        if self._recorder is not None:
            await self._recorder.stop()

    def _mirrors(self, pictures: Pictures) -> mirrors.Mirrors:
        made = mirrors.Mirrors(
            self._db,
            self._bus,
            self._keys,
            self._clock,
            channels=pictures.origin.channels,
            airing=pictures.airing,
            page=web_origin(self._config),
        )
        self._bus.listen(made.hear, made.heard, name="mirrors")
        return made

    def _beside(self, room: str, seated: Container[int]) -> int:
        return self._edge.viewers(room, seated)

    def _watched(self) -> Iterable[str]:
        return self._edge.audiences()

    async def _measure(self, cache: Path) -> None:
        self.speed = await measured_speed(cache)

    async def _listen(self) -> None:
        await self._switchboard.start()
        await self._rtmp.start(self._config.rtmp)
        if self._config.rtmps is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(str(self._config.certificate), str(self._config.certificate_key))
            await self._rtmp.start(self._config.rtmps, context)

    def _rungs(self, room: str, feeds: Mapping[str, Feed]) -> Rungs:
        def encoder(video: VideoConfig, audio: AudioConfig, deliver: Rungs) -> Transcoder | None:
            steps = ladder(self._config.ladder, self.speed or PESSIMIST, os.cpu_count() or 1, video, audio)
            wanted = [rung for rung in steps if rung.name in feeds]
            return Transcoder(room, wanted, deliver, self._clock) if wanted else None

        def on_shed(rung: str, gone: bool) -> None:
            news = shed if gone else restored
            self._tasks.start(f"live.shed.{new_id(self._clock.now())}", lambda: self._db.write(news, room, rung))

        return Rungs(feeds, encoder, on_shed)

    def _count(self, metrics: Metrics) -> None:
        metrics.gauge("jinbo_viewers", "Viewers of each room", self.floor.hub.presence.audiences, label="room")
        metrics.gauge("jinbo_edge_connections", "Open connections", lambda: len(self._edge.connections))
        metrics.counter("jinbo_edge_bytes", "Bytes of bodies sent", lambda: self._edge.sent)
        metrics.counter("jinbo_room_frames_dropped", "For who lagged", lambda: self._edge.dropped)
        metrics.counter("jinbo_room_seats_stuck", "Closed for not reading", lambda: self._edge.stuck)
        self.floor.count(metrics)
        metrics.gauge("jinbo_rooms_playing", "Rooms whose picture is open", lambda: len(self._pictures.open))
