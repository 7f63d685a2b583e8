"""In `live`: answers what `web` asks about WebRTC."""

import asyncio
import logging
from pathlib import Path

from appliance.errors import Problem
from media.framing import Frames, encode
from media.stage.stages import Stages
from media.webrtc.signalling import (
    Answered,
    AskWhy,
    CanWatch,
    Expect,
    HangUp,
    Hear,
    Join,
    Listen,
    Push,
    Question,
    Refused,
    Reply,
    Said,
    Watch,
    heard,
    near,
)
from media.webrtc.studios import Studios
from media.webrtc.wire import HOST

log = logging.getLogger(__name__)


class Switchboard:
    def __init__(self, run: Path, studios: Studios, stages: Stages) -> None:
        self._stages = stages
        self._run = run
        self._studios = studios

    async def start(self) -> None:
        self._run.mkdir(mode=0o700, parents=True, exist_ok=True)
        with near(self._run) as address:
            self._server = await asyncio.start_unix_server(self._serve, address)

    async def stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames: Frames[Question] = Frames(Question)
        try:
            async for question in heard(reader, frames):
                writer.write(encode(await self._reply(question)))
                await writer.drain()
        except (OSError, ValueError) as error:
            log.info("a question about WebRTC broke off: %s", error)
        finally:
            writer.close()

    async def _reply(self, question: Question) -> Reply:
        try:
            return await self._answer(question)
        except Problem as problem:
            return _refused(problem)
        except Exception:
            log.exception("a question about WebRTC failed")
            return _refused(Problem())

    async def _answer(self, question: Question) -> Reply:
        match question:
            case Push(key, sdp, peer):
                answered = await self._studios.push(key, sdp, peer)
            case Join(seat, sdp):
                answered = await self._stages.join(seat, sdp)
            case Listen(seat, sdp):
                answered = await self._stages.listen(seat, sdp)
            case Hear(room, sdp):
                answered = await self._studios.watch(room, sdp, HOST)
            case Watch(room, sdp):
                answered = await self._studios.watch(room, sdp)
            case Expect(room):
                self._studios.expect(room)
                return Said("")
            case CanWatch(room):
                return Said("yes" if self._studios.is_pushed(room) else "")
            case HangUp(session):
                await self._studios.hang_up(session)
                return Said("")
            case AskWhy(session):
                return Said(*self._studios.why(session))
        return Answered(answered.room, answered.session, answered.sdp)


def _refused(problem: Problem) -> Refused:
    facts = {name: value for name, value in problem.facts.items() if isinstance(value, str | int | float)}
    return Refused(problem.type, problem.status, problem.sentence("zh"), problem.sentence("en"), facts)
