"""The OpenAPI 3.1 document, written from the routes themselves."""

import re
from typing import Any

import msgspec
from quart import Quart

from appliance.http import COOKIE, Route
from appliance.identity.permissions import EVERYONE

_PROBLEM = {
    "description": "RFC 9457 problem+json, in the language of Accept-Language",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                },
            }
        }
    },
}


def document(app: Quart, version: str) -> dict[str, Any]:
    """Every route below /api/v1 that carries a `Route`."""
    found = [
        (rule.rule, method.lower(), route)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and (route := _route(app, rule.endpoint)) is not None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    kinds = [kind for _, _, route in found for kind in (route.body, route.answers) if kind is not None]
    made = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    schemas, components = msgspec.json.decode(msgspec.json.encode(made))  # a default may be a tuple, JSON has lists
    by_kind = dict(zip(map(repr, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, route in found:
        paths.setdefault(_template(rule), {})[method] = _operation(rule, method, route, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jinbo 津播",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "staff": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "viewer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _route(app: Quart, endpoint: str) -> Route | None:
    return getattr(app.view_functions[endpoint], "route", None)


def _template(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _operation(rule: str, method: str, route: Route, by_kind: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": method + re.sub(r"\W+", "_", _template(rule).removeprefix("/api/v1")).rstrip("_"),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"<(?:\w+:)?(\w+)>", rule)
        ]
        + [
            {"name": name, "in": "header", "description": told, "schema": {"type": "string"}}
            for name, told in route.headers.items()
        ],
        "responses": {str(route.status): _success(route, by_kind), "default": _PROBLEM},
    }
    if route.body is not None:
        schema = by_kind[repr(route.body)]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.viewer:
        operation["security"] = [{"viewer": []}]
    elif route.allow is not EVERYONE:
        operation["security"] = [{"staff": []}]
    return operation


def _success(route: Route, by_kind: dict[str, Any]) -> dict[str, Any]:
    if route.answers is None:
        return {"description": "Done"}
    return {"description": "OK", "content": {"application/json": {"schema": by_kind[repr(route.answers)]}}}
