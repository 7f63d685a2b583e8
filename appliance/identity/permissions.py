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
    ROOMS_SPEAK = "rooms-speak"
    """Sit in a room and speak for the shop."""
    STAGE_RUN = "stage-run"
    """连麦: who stands beside the host, and contests."""
    KEYS_SEE = "keys-see"
    """Read and rotate stream keys."""
    SHOWS_PLAN = "shows-plan"
    RECORDINGS_DELETE = "recordings-delete"
    """Let go what was kept of a show, even what the law still needs."""
    SYSTEM_SEE = "system-see"
    STAFF_MANAGE = "staff-manage"
    GOODS_SEE = "goods-see"
    GOODS_EDIT = "goods-edit"
    """Products, categories, prices."""
    STOCK_MOVE = "stock-move"
    """Receive, count, write off."""
    PROMOTIONS_RUN = "promotions-run"
    PLAY_RUN = "play-run"
    """Rounds that a room plays, and its gifts."""
    SHELF_RUN = "shelf-run"
    """A room's shelf, its prices, flash sales."""
    SHELF_PIN = "shelf-pin"
    """讲解: say what is explained, see the whole shelf."""
    FIGURES_SEE = "figures-see"
    """What a show sells, in numbers."""
    ORDERS_SEE = "orders-see"
    ORDERS_RUN = "orders-run"
    """Notes, prices before payment, addresses, closing."""
    SHIP = "ship"
    """Pack, ship, hand over at the counter."""
    AFTER_SALES_RUN = "after-sales-run"
    COUNTER_RUN = "counter-run"
    """Take cash or a scan at the counter; the cash drawer."""
    MONEY_SEE = "money-see"
    """Payments, settlement, reconciliation."""
    REFUNDS_RUN = "refunds-run"
    """Give money back outside of an after-sale, decide abnormal refunds."""
    MEMBERS_SEE = "members-see"
    """Masked."""
    PERSONAL_SEE = "personal-see"
    """Names, phones and addresses in full, one at a time and journalled."""
    CHAT_MODERATE = "chat-moderate"
    """Speak for the shop in a room, and decide who else may."""
    RISK_DECIDE = "risk-decide"
    ACCOUNTS_SET = "accounts-set"
    """The shop's accounts with its payment providers."""


EVERYONE = Permission.EVERYONE

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.ACCOUNT: frozenset(Role),
    Permission.ROOMS_SEE: frozenset(Role),
    Permission.ROOMS_RUN: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.ROOMS_SPEAK: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST, Role.SERVICE}),
    Permission.STAGE_RUN: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST}),
    Permission.KEYS_SEE: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST}),
    Permission.SHOWS_PLAN: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST}),
    Permission.RECORDINGS_DELETE: frozenset({Role.OWNER}),
    Permission.SYSTEM_SEE: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.STAFF_MANAGE: frozenset({Role.OWNER}),
    Permission.GOODS_SEE: frozenset(Role) - {Role.SCREEN},
    Permission.GOODS_EDIT: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.STOCK_MOVE: frozenset({Role.OWNER, Role.OPERATOR, Role.WAREHOUSE}),
    Permission.PROMOTIONS_RUN: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.PLAY_RUN: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.SHELF_RUN: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.SHELF_PIN: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST}),
    Permission.FIGURES_SEE: frozenset({Role.OWNER, Role.OPERATOR, Role.HOST, Role.SCREEN}),
    Permission.ORDERS_SEE: frozenset({Role.OWNER, Role.OPERATOR, Role.SERVICE, Role.WAREHOUSE}),
    Permission.ORDERS_RUN: frozenset({Role.OWNER, Role.OPERATOR, Role.SERVICE}),
    Permission.SHIP: frozenset({Role.OWNER, Role.OPERATOR, Role.WAREHOUSE}),
    Permission.AFTER_SALES_RUN: frozenset({Role.OWNER, Role.OPERATOR, Role.SERVICE}),
    Permission.COUNTER_RUN: frozenset({Role.OWNER, Role.OPERATOR, Role.SERVICE}),
    Permission.MONEY_SEE: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.REFUNDS_RUN: frozenset({Role.OWNER}),
    Permission.MEMBERS_SEE: frozenset({Role.OWNER, Role.OPERATOR, Role.SERVICE}),
    Permission.PERSONAL_SEE: frozenset({Role.OWNER, Role.SERVICE, Role.WAREHOUSE}),
    Permission.CHAT_MODERATE: frozenset({Role.OWNER, Role.OPERATOR, Role.SERVICE}),
    Permission.RISK_DECIDE: frozenset({Role.OWNER, Role.OPERATOR}),
    Permission.ACCOUNTS_SET: frozenset({Role.OWNER}),
}


def allowed(role: Role, permission: Permission) -> bool:
    return permission is EVERYONE or role in TABLE[permission]
