"""How a viewer gets a token."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity import tokens
from appliance.ids import new_id

GUEST_DAYS = 30
api = Api("sessions", __name__)


class NewSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: Literal["guest"]


class Session(msgspec.Struct, frozen=True):
    token: str
    expires_at: datetime


@api.route_to("POST", "/sessions", summary="Enter as a guest", body=NewSession, answers=Session, status=201)
async def enter(body: NewSession) -> Session:  # noqa: ARG001 - the only provider so far
    now = house().clock.now()
    until = now + timedelta(days=GUEST_DAYS)
    claims = tokens.Claims("viewer", new_id(now), int(until.timestamp()))
    return Session(tokens.sign(house().keys.derive("tokens"), claims), until)
