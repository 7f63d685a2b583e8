"""Problems as a person at a browser is told them: a page, or the line that htmx puts in place."""

import msgspec
from quart import Response, make_response, render_template, request

from console.looks import partial

PROBLEM = "application/problem+json"
_LED_TO_SIGN_IN = {"HX-Redirect": "/console/sign-in"}
_SHOWN_AS_TOAST = {"HX-Retarget": "#toasts", "HX-Reswap": "innerHTML", "HX-Reselect": ".toast"}
"""The request wanted to fill some place of the page; what was there stays, and the problem is told beside it."""


class Told(msgspec.Struct):
    title: str
    status: int


async def told_to_a_person(answer: Response) -> Response:
    """`answer` itself, or for a browser a page that says the same as its problem document."""
    if answer.content_type != PROBLEM or not (partial() or request.accept_mimetypes.accept_html):
        return answer
    problem = msgspec.json.decode(await answer.get_data(as_text=False), type=Told)
    template = "problem_fragment.html" if partial() else "problem.html"
    page = await make_response(await render_template(template, sentence=problem.title), problem.status)
    assert isinstance(page, Response)  # noqa: S101 - render_template gives text, so Quart made it
    page.headers.extend({name: value for name, value in answer.headers.items() if name.lower() == "retry-after"})
    if partial():
        page.headers.update(_LED_TO_SIGN_IN if problem.status == 401 else _SHOWN_AS_TOAST)
    return page
