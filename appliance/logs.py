"""One line per event: JSON for the journal, plain for a terminal, and no secret in either."""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal, TextIO

import msgspec

from appliance.redaction import redact, redact_value

Style = Literal["auto", "json", "plain"]

room_id: ContextVar[str] = ContextVar("room_id", default="")
request_id: ContextVar[str] = ContextVar("request_id", default="")
staff_id: ContextVar[str] = ContextVar("staff_id", default="")
_CONTEXT = {"room": room_id, "request": request_id, "staff": staff_id}

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SYSLOG = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3, "CRITICAL": 2}


def set_up(level: str = "info", *, style: Style = "auto", stream: TextIO | None = None) -> None:
    """Send everything that is logged to `stream` (stderr), one line per event.

    auto: plain on a terminal, else JSON. Under systemd each line also bears its level, as sd-daemon(3) says.
    """
    stream = stream or sys.stderr
    plain = style == "plain" or (style == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Plain() if plain else Json(journal="JOURNAL_STREAM" in os.environ))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    # alembic tells of every step that it need not take, websockets of every viewer who leaves, httpx of every request
    for talker in ("alembic", "websockets", "httpx"):
        logging.getLogger(talker).setLevel(logging.WARNING if root.level > logging.DEBUG else logging.NOTSET)
    logging.captureWarnings(capture=True)


@contextmanager
def about(*, room: str = "", request: str = "", staff: str = "") -> Iterator[None]:
    """What is logged inside names this room, request and member of staff; empty ones stay as they were."""
    given = {"room": room, "request": request, "staff": staff}
    tokens = [(_CONTEXT[name], _CONTEXT[name].set(value)) for name, value in given.items() if value]
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)


def child(name: str, message: str, **facts: object) -> None:
    """What we have to say about a child process."""
    logging.getLogger(f"child.{name}").info(message, extra=facts)


def relay(name: str, line: str) -> None:
    """A line that a child printed. One of our own JSON lines keeps its level and fields."""
    if not line.strip():
        return
    spoken = _spoken(line)
    logger = logging.getLogger(f"child.{name}")
    facts = {key: value for key, value in spoken.items() if key not in _ORDINARY | {"time", "level", "logger"}}
    if "logger" in spoken:
        facts["source"] = spoken["logger"]
    logger.log(_level(spoken.get("level")), "%s", spoken["message"], extra=facts)


class Json(logging.Formatter):
    """``{"time": ..., "level": "info", "logger": ..., "message": ..., "room": ..., ...}``"""

    def __init__(self, *, journal: bool = False) -> None:
        super().__init__()
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        line = msgspec.json.encode(redact_value(_fields(self, record)), enc_hook=repr).decode()
        return f"<{_SYSLOG.get(record.levelname, 6)}>{line}" if self._journal else line


class Plain(logging.Formatter):
    """``12:00:00 INFO  media.rtmp  publishing room=r1``"""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(self, record)
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        message, exception = fields.pop("message"), fields.pop("exception", None)
        for known in ("time", "level", "logger"):
            fields.pop(known)
        facts = "".join(f" {name}={value}" for name, value in fields.items())
        line = f"{time} {record.levelname:<7} {record.name}  {message}{facts}"
        return redact(f"{line}\n{exception}" if exception else line)


def _fields(formatter: logging.Formatter, record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    fields |= {name: value for name, variable in _CONTEXT.items() if (value := variable.get())}
    fields |= {name: value for name, value in vars(record).items() if name not in _ORDINARY}
    if record.exc_info:
        fields["exception"] = formatter.formatException(record.exc_info)
    return fields


def _spoken(line: str) -> Mapping[str, object]:
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError:
        found = None
    return found if isinstance(found, dict) and "message" in found else {"message": line}


def _level(name: object) -> int:
    return logging.getLevelNamesMapping().get(str(name).upper(), logging.INFO)
