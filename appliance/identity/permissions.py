"""The one table of what each role may do (pure)."""

from enum import Enum, StrEnum


class Role(StrEnum):
    OWNER = "owner"
    """店主: everything."""
    OPERATOR = "operator"
    """中控: runs rooms and shows."""
    HOST = "host"
    """主播: sees the rooms and the key to push with."""
    SERVICE = "service"
    """客服: looks after buyers."""
    WAREHOUSE = "warehouse"
    """仓库: packs and ships."""
    SCREEN = "screen"
    """大屏: looks, touches nothing."""


class Permission(Enum):
    EVERYONE = "everyone"
    """No account needed."""
    ACCOUNT = "account"
    """One's own account: any colleague."""
    ROOMS_SEE = "rooms-see"
    ROOMS_RUN = "rooms-run"
    KEYS_SEE = "keys-see"
    """Read and rotate stream keys."""
    SHOWS_PLAN = "shows-plan"
    SYSTEM_SEE = "system-see"
    STAFF_MANAGE = "staff-manage"


EVERYONE = Permission.EVERYONE

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.ACCOUNT: frozenset(Role),
    Permission.ROOMS_SEE: frozenset(Role),
    Permission.ROOMS_RUN: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.KEYS_SEE: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST}),
    Permission.SHOWS_PLAN: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST}),
    Permission.SYSTEM_SEE: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.STAFF_MANAGE: frozenset({Role.OWNER}),
}


def allowed(role: Role, permission: Permission) -> bool:
    return permission is EVERYONE or role in TABLE[permission]
