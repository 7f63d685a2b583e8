"""Every route says who may use it, and every API route stands in the OpenAPI document."""

import pytest
from openapi_spec_validator import validate
from quart import Quart

from appliance.app import VIEWER_ADDRESSES
from appliance.house import House
from appliance.http import Route
from appliance.identity.permissions import EVERYONE, TABLE, Permission, Role, allowed
from appliance.openapi import document

OPEN = {
    *VIEWER_ADDRESSES,
    "/viewer/<path:file>",
    "/static/<path:name>",
    "/blobs/<name>",
    "/posters/<name>.jpg",
    "/api/v1/openapi.json",
    "/healthz",
    "/metrics",
}
"""Addresses without a `Route`, whose answers are for everyone."""


def routes(app: Quart) -> dict[str, Route | None]:
    return {
        f"{min(rule.methods or ())} {rule.rule}": getattr(app.view_functions[rule.endpoint], "route", None)
        for rule in app.url_map.iter_rules()
    }


def test_every_route_says_who_may_use_it(app: Quart):
    silent = {name for name, route in routes(app).items() if route is None and name.partition(" ")[2] not in OPEN}
    assert silent == set()


def test_every_permission_is_in_the_table_and_is_used(app: Quart):
    assert set(TABLE) == set(Permission) - {EVERYONE}
    assert {route.allow for route in routes(app).values() if route is not None} == set(Permission)


def test_an_owner_may_everything_and_a_screen_only_looks():
    assert all(allowed(Role.OWNER, permission) for permission in Permission)
    assert {permission for permission in Permission if allowed(Role.SCREEN, permission)} == {
        Permission.EVERYONE,
        Permission.ACCOUNT,
        Permission.ROOMS_SEE,
        Permission.FIGURES_SEE,
    }


@pytest.mark.parametrize("role", list(Role))
async def test_each_route_admits_exactly_whom_the_table_says(app: Quart, house: House, role: Role):
    """Walk every route as a colleague of each role: refused with 401 or 403, or let in whatever comes then."""
    await house.door.first_run(house.door.code(), "owner", "", "a long evening", "10.0.0.2", "")
    cookie = await house.door.sign_in("walker", await house.door.invite("walker", "", role), "10.0.0.2", "")
    headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}
    wrong = []
    for rule in app.url_map.iter_rules():
        route = getattr(app.view_functions[rule.endpoint], "route", None)
        if route is None or "sign-out" in rule.rule or "/events" in rule.rule:
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            address = app.url_map.bind("box").build(rule.endpoint, dict.fromkeys(rule.arguments, "none"))
            answer = await app.test_client().open(address, method=method, headers=headers)
            refused = answer.status_code == 403
            if refused == allowed(role, route.allow):
                wrong.append((method, address, answer.status_code))
    assert wrong == []


async def test_nobody_who_is_not_signed_in_gets_past_the_door(app: Quart):
    wrong = []
    for rule in app.url_map.iter_rules():
        route = getattr(app.view_functions[rule.endpoint], "route", None)
        if route is None or route.allow is EVERYONE:
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            address = app.url_map.bind("box").build(rule.endpoint, dict.fromkeys(rule.arguments, "none"))
            answer = await app.test_client().open(address, method=method)
            if answer.status_code not in (302, 401):
                wrong.append((method, address, answer.status_code))
    assert wrong == []


def test_the_openapi_document_is_valid_and_complete(app: Quart, house: House):
    found = document(app, house.version)
    validate(found)
    for name, route in routes(app).items():
        path = name.partition(" ")[2]
        if path.startswith("/api/v1/") and route is not None:
            assert path.replace("<", "{").replace(">", "}") in found["paths"], path
            assert route.summary, path


def test_what_a_phone_may_say_of_itself_stands_in_the_openapi_document(app: Quart):
    (device,) = document(app, "1")["paths"]["/api/v1/orders"]["post"]["parameters"]
    assert (device["name"], device["in"], device.get("required", False)) == ("X-Device", "header", False)
