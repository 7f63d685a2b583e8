"""Every fact is explained, and what viewers' phones read of it only ever grows."""

import json
import types
import typing
from datetime import UTC, datetime

import msgspec
import pytest

from appliance.events import Audience, Event, all_events, decode, encode
from appliance.identity.permissions import TABLE

PRIVATE = {"phone", "address", "login", "password", "key", "stream_key", "openid", "unionid", "ip", "by", "staff"}

KINDS = sorted(all_events().values(), key=lambda kind: kind.__name__)
ROOM_KINDS = [kind for kind in KINDS if kind.audience is Audience.ROOM]


def example(kind: type[Event]) -> Event:
    """A fact whose every field is filled, the same one each time."""
    return kind(**{name: value(hint, name) for name, hint in fields(kind).items()})


def fields(kind: type[msgspec.Struct]) -> dict[str, object]:
    hints = typing.get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


PLAIN = {str: None, int: 7, float: 0.5, bool: True, datetime: datetime(2026, 11, 22, 12, tzinfo=UTC)}


def value(hint: typing.Any, name: str) -> object:
    """Something of the type `hint`; a text is the field's own name."""
    if hint in PLAIN:
        return PLAIN[hint] or name
    members = [each for each in typing.get_args(hint) if each is not types.NoneType]
    if typing.get_origin(hint) in (list, tuple):
        return typing.get_origin(hint)([value(members[0], name)])
    if typing.get_origin(hint) is typing.Literal:
        return members[0]
    if members:
        return value(members[0], name)
    return hint(**{field: value(each, field) for field, each in fields(hint).items()})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_fact_says_when_it_fires(kind):
    assert kind.__doc__
    assert kind.__doc__ != Event.__doc__


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_fact_for_staff_says_which_colleagues_may_hear_it(kind):
    if kind.audience is Audience.STAFF:
        assert kind.needs in TABLE, "what must a colleague be allowed to do to hear it? Declare it beside its audience"
        assert "needs" in kind.__dict__
    else:
        assert kind.needs is None, "only what is for staff asks who of them it is"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_fact_survives_its_way_over_the_wire(kind):
    fact = example(kind)
    assert decode(encode(fact)) == fact
    assert json.loads(encode(fact))["type"] == kind.__name__


@pytest.mark.parametrize("kind", ROOM_KINDS, ids=lambda kind: kind.__name__)
def test_what_viewers_read_of_a_fact_stays_as_it_was_snapped(kind, root):
    snapshot = root / f"tests/house/snapshots/{kind.__name__}.json"
    wire = msgspec.json.format(encode(example(kind)), indent=2).decode() + "\n"
    assert snapshot.is_file(), f"a new fact for viewers: write {snapshot.name} with\n{wire}"
    promised = json.loads(snapshot.read_text("utf-8"))
    assert promised.items() <= json.loads(wire).items(), "a field that phones rely on was changed or taken away"
    assert snapshot.read_text("utf-8") == wire, f"fields were added: write {snapshot.name} with\n{wire}"


@pytest.mark.parametrize("kind", ROOM_KINDS, ids=lambda kind: kind.__name__)
def test_what_viewers_read_holds_nothing_private(kind):
    assert not set(kind.__struct_fields__) & PRIVATE
    assert "room" in kind.__struct_fields__


def test_no_snapshot_outlives_its_fact(root):
    kept = {file.stem for file in (root / "tests/house/snapshots").glob("*.json")}
    assert kept == {kind.__name__ for kind in ROOM_KINDS}
