"""How a member is called where others read it."""

from appliance.keys import Keys
from store.members.contact import masked_name


def guest_name(keys: Keys, member: str) -> str:
    """游客 and a mark that stays the same and tells nothing."""
    return f"游客{keys.fingerprint('guest', member)[:4].upper()}"


def called(keys: Keys, member: str, nickname: str) -> str:
    """Masked; as a guest who has none."""
    return masked_name(nickname) if nickname else guest_name(keys, member)
