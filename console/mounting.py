"""Where the console joins the app."""

from importlib import import_module
from pkgutil import iter_modules

from quart import Blueprint, Quart, Response, request

from appliance.house import House
from console import pages, statics
from console.looks import teach
from console.policy import protect
from console.reach import picture_origin
from console.recent import Recent
from console.said import hush
from console.trouble import told_to_a_person


def mount(app: Quart) -> None:
    """Register pages, static files and templates with an `app` that has its `House`."""
    ground = Blueprint("console", "console", template_folder="templates")
    ground.add_url_rule("/static/<path:name>", "static_file", statics.answer)
    app.register_blueprint(ground)
    # found, not listed: a page is where it lies, and sections are worked on side by side
    for section in iter_modules(pages.__path__, f"{pages.__name__}."):
        app.register_blueprint(import_module(section.name).pages)
    teach(app)
    shared: House = app.extensions["jinbo"]
    app.extensions["console"] = Recent(shared.bus, shared.clock)
    app.after_request(_finish)


async def _finish(answer: Response) -> Response:
    if request.path == "/console" or request.path.startswith("/console/"):
        answer = await told_to_a_person(answer)
        protect(answer, picture_origin())
        hush(answer)
    return answer
