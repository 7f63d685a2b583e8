"""The one place where problems become HTTP answers: problem+json (RFC 9457)."""

import errno
import logging

from quart import Quart, Response, request
from werkzeug.exceptions import HTTPException

from appliance.errors import BadInput, Language, NotFound, Problem, TooLarge, TooMany
from appliance.http import json_answer, language

log = logging.getLogger(__name__)


class WrongMethod(BadInput):
    status = 405
    zh = "这个地址不支持这种操作"
    en = "This address does not do that"


class NoSuchRange(BadInput):
    status = 416
    zh = "没有这一段内容"
    en = "There is no such part of it"


_BY_STATUS: dict[int, type[Problem]] = {
    404: NotFound,
    405: WrongMethod,
    413: TooLarge,
    416: NoSuchRange,
    429: TooMany,
}


def mount(app: Quart) -> None:
    @app.errorhandler(Problem)
    async def refuse(problem: Problem) -> Response:
        return refusal(problem, language())

    @app.errorhandler(HTTPException)
    async def refuse_http(error: HTTPException) -> Response:
        code = error.code or 500
        kind = _BY_STATUS.get(code, BadInput if 400 <= code < 500 else Problem)
        return refusal(kind(why=error.name), language())

    @app.before_request
    async def refuse_nul() -> Response | None:
        """No name holds one, no file can, and PostgreSQL takes none."""
        asked = request.path + request.query_string.decode("latin-1")
        return refusal(NotFound(), language()) if "\0" in asked or "%00" in asked else None

    @app.errorhandler(OSError)
    async def refuse_name(error: OSError) -> Response:
        return refusal(NotFound(), language()) if error.errno == errno.ENAMETOOLONG else await fail(error)

    @app.errorhandler(Exception)
    async def fail(error: Exception) -> Response:
        log.error("a request failed", exc_info=error, extra={"path": request.path, "method": request.method})
        return refusal(Problem(), language())


def refusal(problem: Problem, language: Language) -> Response:
    answer = json_answer(problem.document(language), problem.status)
    answer.content_type = "application/problem+json"
    if "retry_after" in problem.facts:
        answer.headers["retry-after"] = str(problem.facts["retry_after"])
    return answer
