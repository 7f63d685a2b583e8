"""The room's wire for the viewer's tests, as small as docs/ROOM.md: a WebSocket that says what a test wants."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve


class Wire:
    """`said` are the viewers' frames; `answers` by type what they get: a body for `ok`, or a problem with `status`."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answers: dict[str, dict[str, Any]] = {"comment": {"comment": "own", "state": "said"}}
        self.welcome: dict[str, Any] = {"viewers": 12, "likes": 901}
        self.n = 0
        self.seated = threading.Event()
        self._seated: list[ServerConnection] = []
        self._speaking = threading.Lock()
        self._server = serve(self._sit, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}"

    def close(self) -> None:
        self.hang_up(1012)
        self._server.shutdown()
        self._thread.join()

    def tell(self, *facts: dict[str, Any], edge: int = 0) -> None:
        """Facts for everybody."""
        with self._speaking:
            self.n += len(facts)
            self._send({"n": self.n, "at": _now(), "edge": edge or _now(), "events": list(facts)})

    def tell_one(self, *facts: dict[str, Any]) -> None:
        """Facts for this member."""
        with self._speaking:
            self._send({"yours": list(facts)})

    def here(self) -> list[str]:
        """Whose wires stand, by their room."""
        return [wire.request.path.split("?")[0] for wire in self._seated if wire.request]

    def hang_up(self, code: int) -> None:
        for wire in list(self._seated):
            wire.close(code)

    def heard(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.said if frame["type"] == kind]

    def soon(self, kind: str) -> list[dict[str, Any]]:
        """What was heard, as soon as anything was: a tap reaches the room a moment after it."""
        until = time.monotonic() + 5
        while not self.heard(kind) and time.monotonic() < until:
            time.sleep(0.05)
        return self.heard(kind)

    def _send(self, frame: dict[str, Any]) -> None:
        for wire in self._seated:
            wire.send(json.dumps(frame))

    def _sit(self, wire: ServerConnection) -> None:
        assert wire.request is not None
        self.paths.append(wire.request.path)
        self._welcome(wire)
        try:
            for text in wire:
                self._hear(wire, json.loads(text))
        except ConnectionClosed:
            return
        finally:
            self._seated.remove(wire)

    def _welcome(self, wire: ServerConnection) -> None:
        """Whoever is welcome hears everything that is told from then on: a page may be seen to be ready at once."""
        with self._speaking:
            head = {"type": "welcome", "epoch": "e1", "n": self.n, "now": _now(), "edge": _now(), "gap": False}
            wire.send(json.dumps({**head, **self.welcome}))
            self._seated.append(wire)
        self.seated.set()

    def _hear(self, wire: ServerConnection, frame: dict[str, Any]) -> None:
        self.said.append(frame)
        if "ref" not in frame:
            return
        answer = {"now": _now()} if frame["type"] == "ping" else self.answers[frame["type"]]
        kind = "problem" if "status" in answer else "ok"
        wire.send(json.dumps({"ref": frame["ref"], kind: answer}))


def _now() -> int:
    return int(time.time() * 1000)


def said(comment: str, text: str, name: str = "阿花", **more: Any) -> dict[str, Any]:
    """A CommentSaid of somebody else."""
    speaker = {"viewer": f"m-{name}", "name": name, **more.pop("speaker", {})}
    fact = {"type": "CommentSaid", "room": "tea", "comment": comment, "speaker": speaker, "text": text}
    return {**fact, "at": "2026-11-28T12:00:00Z", **more}
