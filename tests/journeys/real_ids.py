"""For schemathesis (SCHEMATHESIS_HOOKS): most requests name what is really there, and no two are one tap."""

import itertools
import os
import random
from typing import Any

import msgspec
import schemathesis

REAL = "JINBO_FUZZ_REAL"
"""Ids by the name of their parameter, as JSON."""
OFTEN = 0.8
Known = dict[str, list[str]]
_KNOWN: Known = msgspec.json.decode(os.environ.get(REAL, "{}"))
_KEPT: Known = {name: ids[1:] for name, ids in _KNOWN.items()}
"""What may be deleted: the first of everything stays for the others."""
_taps = itertools.count()
_chance = random.Random(20261128)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    known = _KEPT if case.method.upper() == "DELETE" else _KNOWN
    case.path_parameters = _named(case.path_parameters, known)
    case.query = _named(case.query, known)
    case.body = _named(case.body, known)
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"tap-number-{next(_taps)}"


def _named(told: Any, known: Known) -> Any:
    """The same, with ids of this shop where a name asks for one."""
    if isinstance(told, list):
        return [_named(each, known) for each in told]
    if not isinstance(told, dict):
        return told
    return {name: _real(name, value, known) for name, value in told.items()}


def _real(name: str, value: Any, known: Known) -> Any:
    if isinstance(value, str) and known.get(name) and _chance.random() < OFTEN:
        return _chance.choice(known[name])
    return _named(value, known)
