import io
import json
import logging

import pytest

from appliance import logs


@pytest.fixture
def out(monkeypatch):
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)


log = logging.getLogger("media.rtmp")


def lines(out):
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_json_line(out):
    logs.set_up(stream=out)
    log.info("publishing %s", "now", extra={"bitrate": 2500})
    (line,) = lines(out)
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "logger": "media.rtmp", "message": "publishing now", "bitrate": 2500}


@pytest.mark.parametrize("library", ["alembic.runtime.migration", "websockets.server"])
def test_what_a_library_says_of_its_ordinary_work_is_left_out(out, library):
    logs.set_up(stream=out)
    logging.getLogger(library).info("Context impl SQLiteImpl.")
    logging.getLogger(library).warning("odd")
    assert [line["message"] for line in lines(out)] == ["odd"]


def test_an_exception_stays_on_its_line(out):
    logs.set_up(stream=out)
    try:
        int("bad\nluck")
    except ValueError:
        log.exception("failed")
    (line,) = lines(out)
    assert "ValueError: invalid literal" in line["exception"]


def test_a_terminal_gets_plain_words(out):
    out.isatty = lambda: True
    logs.set_up(stream=out)
    with logs.about(room="r1"):
        log.warning("slow")
    assert out.getvalue().split(maxsplit=1)[1] == "WARNING media.rtmp  slow room=r1\n"


def test_the_journal_gets_the_level_too(out, monkeypatch):
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    logs.set_up(stream=out)
    log.error("no")
    log.info("yes")
    assert [line[:4] for line in out.getvalue().splitlines()] == ["<3>{", "<6>{"]


def test_what_is_below_the_level_is_not_said(out):
    logs.set_up("warning", stream=out)
    log.info("chatter")
    assert out.getvalue() == ""


def test_setting_up_twice_says_things_once(out):
    logs.set_up(stream=out)
    logs.set_up(stream=out)
    log.info("once")
    assert len(lines(out)) == 1


def test_lines_name_the_room_the_request_and_the_staff_they_are_about(out):
    logs.set_up(stream=out)
    with logs.about(room="r1", request="q1"):
        with logs.about(staff="s1"):
            log.info("inner")
        log.info("outer")
    log.info("outside")
    inner, outer, outside = lines(out)
    assert (inner["room"], inner["request"], inner["staff"]) == ("r1", "q1", "s1")
    assert "staff" not in outer
    assert "room" not in outside


@pytest.mark.parametrize("style", ["json", "plain"])
def test_no_secret_is_written(out, style):
    logs.set_up(style=style, stream=out)
    try:
        int("rtmp://shop/live/SECRET")
    except ValueError:
        log.exception(
            "GET /play/SECRET/live/r1/index.m3u8?token=SECRET",
            extra={
                "stream_key": "SECRET",
                "headers": {"Cookie": "SECRET", "authorization": b"SECRET"},
                "query": ["token=SECRET"],
                "target": b"/play/SECRET/x",
            },
        )
    assert "SECRET" not in out.getvalue()
    assert "/live/r1/index.m3u8" in out.getvalue()


def test_a_fact_that_is_no_json_is_described(out):
    logs.set_up(stream=out)
    log.info("odd", extra={"thing": object(), "path": {1: {2}}})
    (line,) = lines(out)
    assert line["thing"].startswith("<object object")
    assert line["path"] == {"1": [2]}


def test_a_line_that_a_child_printed_in_our_own_form_is_kept_as_it_was(out):
    logs.set_up(stream=out)
    logs.relay("live", '{"level":"warning","logger":"media.rtmp","message":"50% lost","room":"r1","name":"x","args":1}')
    logs.relay("live", "plain % text")
    logs.relay("live", "{}")
    logs.relay("live", "  ")
    first, second, third = lines(out)
    assert (first["level"], first["message"], first["room"], first["source"]) == (
        "warning",
        "50% lost",
        "r1",
        "media.rtmp",
    )
    assert first["logger"] == second["logger"] == "child.live"
    assert (second["message"], second["level"]) == ("plain % text", "info")
    assert third["message"] == "{}"
