"""Answers of the edge's own, and what a viewer's headers make of an answer. Pure."""

import re
from http import HTTPStatus
from urllib.parse import quote

import msgspec

from appliance.edge.files import Long
from appliance.edge.ports import Answer, File
from appliance.edge.problems import RangeNotThere
from appliance.edge.requests import Request
from appliance.errors import BadInput, Language, NotFound, Problem, Unavailable

_CORS = b"access-control-allow-origin: *\r\n"
_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")


class Reply(msgspec.Struct, frozen=True):
    status: int
    head: bytes
    body: bytes | memoryview


def text(status: int, kind: str, body: bytes, *extra: str) -> Reply:
    """An answer that nobody may keep. `extra`: header lines."""
    lines = (f"content-type: {kind}", f"content-length: {len(body)}", "cache-control: no-store", *extra)
    return Reply(
        status, _status_line(status) + _CORS + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n", body
    )


def refusal(problem: Problem, language: Language) -> Reply:
    """RFC 9457; readable by scripts of any origin, like everything here."""
    extra = ["allow: GET, HEAD, OPTIONS"] if problem.status == HTTPStatus.METHOD_NOT_ALLOWED else []
    if "retry_after" in problem.facts:
        extra.append(f"retry-after: {problem.facts['retry_after']}")
    body = msgspec.json.encode(problem.document(language))
    return text(problem.status, "application/problem+json", body, *extra)


def preflight() -> Reply:
    """To a browser that asks what it may ask (Fetch standard, CORS-preflight fetch)."""
    lines = (
        b"access-control-allow-methods: GET, HEAD, OPTIONS\r\n"
        b"access-control-allow-headers: *, authorization\r\naccess-control-max-age: 86400\r\n"
        b"allow: GET, HEAD, OPTIONS\r\n\r\n"
    )
    return Reply(204, _status_line(204) + _CORS + lines, b"")


def shaped(request: Request, answer: Answer) -> Answer:
    """The answer as this request wants it: without a body, or a part of it (RFC 9110 sections 9.3.2 and 14)."""
    headers = request.headers
    answer = explained(request, answer)
    if b"range" in headers and answer.status == HTTPStatus.OK and b"if-range" not in headers:
        answer = _part(answer, headers[b"range"], language_of(request))
    return answer if request.method != b"HEAD" else Reply(answer.status, answer.head, b"")


def explained(request: Request, answer: Answer) -> Answer:
    """A refusal of the origin, which speaks no language, in the viewer's."""
    if answer.status < HTTPStatus.BAD_REQUEST or answer.body:
        return answer
    problems: dict[int, Problem] = {400: BadInput(why="query"), 404: NotFound(), 503: Unavailable(retry_after=1)}
    return refusal(problems[answer.status], language_of(request)) if answer.status in problems else answer


def language_of(request: Request | None) -> Language:
    wished = request.headers.get(b"accept-language", b"") if request else b""
    return "en" if wished[:2].lower() == b"en" else "zh"


def filed(request: Request, file: File) -> Answer:
    """A file, or the part of it that is asked for."""
    lines = [f"content-type: {file.kind}", "accept-ranges: bytes"]
    lines.append("cache-control: " + ("public, max-age=31536000, immutable" if file.lasting else "no-cache"))
    if file.name:
        lines.append(f"content-disposition: attachment; filename*=UTF-8''{quote(file.name)}")
    wish = request.headers.get(b"range", b"") if b"if-range" not in request.headers else b""
    part = _asked(wish, file.size)
    if part is not None and part[0] >= part[1]:
        return _beyond(file.size, language_of(request))
    status = 206 if part else 200
    first, end = part or (0, file.size)
    if part:
        lines.append(f"content-range: bytes {first}-{end - 1}/{file.size}")
    lines.append(f"content-length: {end - first}")
    head = _status_line(status) + _CORS + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"
    return Long(status, head, file.content, first, end)


def _asked(wish: bytes, size: int) -> tuple[int, int] | None:
    """Which part is asked for, maybe none of what is there; None: the whole (RFC 9110 section 14.2)."""
    asked = _RANGE.fullmatch(wish.strip())
    if not asked or asked[1] == asked[2] == b"" or (asked[1] and asked[2] and int(asked[1]) > int(asked[2])):
        return None  # several ranges, other units, nonsense: the whole is a right answer too
    if asked[1]:
        return int(asked[1]), min(int(asked[2] or size) + 1, size)
    return max(size - int(asked[2]), 0), size


def _beyond(size: int, language: Language) -> Reply:
    problem = refusal(RangeNotThere(), language)
    return Reply(416, _with(problem.head, b"content-range: bytes */%d\r\n" % size), problem.body)


def _part(answer: Answer, wish: bytes, language: Language) -> Answer:
    size = len(answer.body)
    part = _asked(wish, size)
    if part is None:
        return answer
    first, end = part
    if first >= end:
        return _beyond(size, language)
    head = _with(answer.head, b"content-range: bytes %d-%d/%d\r\n" % (first, end - 1, size))
    head = re.sub(rb"(?i)\r\ncontent-length: *\d+", b"\r\ncontent-length: %d" % (end - first), head, count=1)
    head = _status_line(206) + head.partition(b"\r\n")[2]
    return Reply(206, head, memoryview(answer.body)[first:end])


def _with(head: bytes, line: bytes) -> bytes:
    return head[:-2] + line + b"\r\n"


def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
