"""Colleagues."""

from appliance.events.fact import Event


class StaffJoined(Event, frozen=True, tag=True):
    """An account for a colleague was made."""

    staff: str
    login: str
    role: str


class StaffChanged(Event, frozen=True, tag=True):
    """An account's role changed, or it was shut or opened again; its sessions end."""

    staff: str
    by: str
    role: str
    shut: bool


class PasswordChanged(Event, frozen=True, tag=True):
    """A colleague set a new password, or it was reset on the box; other sessions end."""

    staff: str
    by: str


class SignInFailed(Event, frozen=True, tag=True):
    """Somebody gave a wrong password for `login`."""

    login: str
    address: str


class StaffSignedIn(Event, frozen=True, tag=True):
    """A colleague signed in from `address`."""

    staff: str
    address: str
