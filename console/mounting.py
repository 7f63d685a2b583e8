"""Where the console joins the app."""

from quart import Blueprint, Quart, Response, request

from appliance.house import House
from console import statics
from console.looks import teach
from console.pages import (
    account,
    accounts,
    after_sales,
    audit,
    bargains,
    categories,
    clipping,
    control,
    counter,
    coupons,
    crowd,
    doors,
    events,
    gifts,
    going_live,
    goods,
    group_buys,
    importing,
    levels,
    members,
    messages,
    orders,
    outlets,
    payments,
    pictures,
    play,
    preferences,
    promotions,
    recordings,
    refunds,
    reports,
    risk,
    rooms,
    settings,
    settlement,
    shipping,
    shop,
    shows,
    staff,
    stage,
    stock,
    storage,
    stores,
    system,
    talk,
    talk_answers,
    talk_reports,
    talk_rules,
    today,
    variants,
)
from console.policy import protect
from console.reach import picture_origin
from console.recent import Recent
from console.said import hush
from console.trouble import told_to_a_person

BLUEPRINTS = tuple(
    module.pages
    for module in (
        account,
        accounts,
        after_sales,
        audit,
        bargains,
        categories,
        clipping,
        control,
        counter,
        coupons,
        crowd,
        doors,
        events,
        gifts,
        going_live,
        goods,
        group_buys,
        importing,
        levels,
        members,
        messages,
        orders,
        outlets,
        payments,
        pictures,
        play,
        preferences,
        promotions,
        recordings,
        refunds,
        reports,
        risk,
        rooms,
        settings,
        settlement,
        shipping,
        shop,
        shows,
        staff,
        stage,
        stock,
        storage,
        stores,
        system,
        talk,
        talk_answers,
        talk_reports,
        talk_rules,
        today,
        variants,
    )
)


def mount(app: Quart) -> None:
    """Register pages, static files and templates with an `app` that has its `House`."""
    ground = Blueprint("console", "console", template_folder="templates")
    ground.add_url_rule("/static/<path:name>", "static_file", statics.answer)
    app.register_blueprint(ground)
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
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
