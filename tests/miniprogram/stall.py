"""What is bought and won in the viewer's tests: the API's answers and the room's facts, as docs/ROOM.md has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest as hmac
from typing import Any

SEED = "5f" * 32
PRODUCT = {
    "id": "p1", "title": "桂花小麻花", "subtitle": "", "detail": "", "videos": [], "picture": None, "pictures": [],
    "specs": [{"name": "口味", "values": ["原味", "咸香"]}],
    "skus": [
        {"id": "s1", "values": ["原味"], "price": 1990, "deal_price": 1590, "strike_price": None, "available": 12},
        {"id": "s2", "values": ["咸香"], "price": 2190, "deal_price": None, "strike_price": None, "available": 0},
    ],
    "categories": [], "tags": [], "sold": 8, "return_kind": "seven-days", "least": 1, "most": None, "promotions": [],
    "coupons": [], "favourite": False, "early": False,
}  # fmt: skip
LINE = {
    "sku": "s1", "product": "p1", "quantity": 1, "list_price": 1990, "unit_price": 1590, "payable": 1590, "gift": False,
    "adjustments": [{"promotion": "room-price", "kind": "room-price", "name": "直播价", "amount": 400, "coupon": ""}],
}  # fmt: skip
QUOTE = {
    "lines": [LINE], "goods": 1990, "discount": 400, "points": 0, "points_off": 0, "most_points": 0, "shipping": 0,
    "shipping_off": 0, "shipping_adjustments": [], "deliverable": True, "total": 1590, "points_earned": 0,
    "coupons": [], "offers": [], "nudges": [],
}  # fmt: skip
GOOD = {
    "sku": "s1", "product": "p1", "title": "桂花小麻花", "spec": "原味", "picture": None, "return_kind": "seven-days",
    "least": 1, "most": None, "available": 12,
}  # fmt: skip
ADDRESS = {"id": "a1", "name": "李明", "phone": "138****5678", "region": "天津市 和平区", "street": "南京路 1 号"}
QUOTED = {
    "quote": QUOTE, "goods": {"s1": GOOD}, "exceptions": [], "troubles": {}, "gone": [], "had": [],
    "deliveries": ["express"],
}  # fmt: skip


def at(seconds: float) -> str:
    """So many seconds from now, as the API writes it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def ms(seconds: float) -> int:
    """The same as unix milliseconds."""
    return int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp() * 1000)


def good(number: int, title: str, price: int, plain: int = 0, **more: Any) -> dict[str, Any]:
    """A product on the shelf."""
    known = {"product": f"p{number}", "number": number, "title": title, "picture": "", "price": price}
    return {**known, "plain_price": plain or price, "available": 12, "sold": 0, **more}


def goods() -> list[dict[str, Any]]:
    return [
        good(1, "桂花小麻花", 1590, 1990, sold=8, return_kind="seven-days"),
        good(2, "茉莉花茶 特级 罐装 250 克", 4500, available=200),
        good(3, "七里海河蟹 四对装", 8800, available=0, sold=30),
    ]


def clip(number: int, url: str) -> dict[str, Any]:
    """A film of an explanation."""
    known = {"clip": f"w{number}", "title": "桂花小麻花", "seconds": 64, "poster": None, "show": "b0"}
    return {**known, "url": url, "aired_at": at(-3600)}


def market() -> dict[str, Any]:
    """Answers by what follows /api/v1/, in a room that sells three things and has nothing else going on."""
    return {
        "rooms/tea/shelf": {"goods": goods(), "explaining": None, "now": at(0)},
        "rooms/tea/sales": {"items": [], "now": at(0)},
        "rooms/tea/bargains": {"items": [], "now": at(0)},
        "rooms/tea/rounds": {"items": [], "follows": False, "shared": False, "now": at(0)},
        "products/p1": {**PRODUCT, "now": at(0)},
        "quotes": QUOTED,
        "me/addresses": {"items": [ADDRESS]},
        "about": {"name": "津味小店", "region": "天津市 和平区", "place": "", "hours": ""},
        "orders": {"order": "o1", "state": "pending"},
        "orders/o1": order("unpaid"),
        "orders/o1/payment-ways": {"items": [{"provider": "counter", "way": "counter"}]},
        "orders/o1/payments": {"attempt": "t1", "state": "waiting", "handover": {}},
        "payments/t1": {"attempt": "t1", "state": "waiting", "handover": None},
    }


def order(payment: str) -> dict[str, Any]:
    known = {"order": "o1", "number": "20261128-0001", "state": "pending", "payment": payment, "total": 1590}
    return {**known, "expires_at": at(900), "now": at(0)}


def pinned(**more: Any) -> dict[str, Any]:
    return {"type": "ProductPinned", "room": "tea", "window": "w1", "good": {**goods()[0], **more}}


def announced(opens_in: float = -1, **more: Any) -> dict[str, Any]:
    """A flash sale of ten pieces for ten minutes."""
    sale = {
        "type": "FlashSaleAnnounced", "room": "tea", "sale": "f1", "product": "p1", "sku": "s1", "title": "桂花小麻花",
        "spec": "原味", "picture": "", "price": 990, "plain_price": 1990, "quantity": 10, "per_member": 1,
        "opens_at": at(opens_in), "ends_at": at(600),
    }  # fmt: skip
    return {**sale, **more}


def opened(kind: str, title: str, lasts: float = 120, **more: Any) -> dict[str, Any]:
    """A round that has just begun."""
    prizes = [] if kind == "poll" else [{"kind": "goods", "title": "十八街麻花礼盒", "count": 3}]
    fact = {"type": "RoundOpened", "room": "tea", "round": "r1", "kind": kind, "title": title, "prizes": prizes}
    return {**fact, "opens_at": at(-1), "closes_at": at(lasts), **more}


def won(kind: str, title: str, until: str | None = None) -> dict[str, Any]:
    fact = {"type": "PrizeWon", "room": "tea", "member": "m1", "round": "r1", "win": "v1", "kind": kind}
    return {**fact, "title": title, "until": until}


def win(state: str, **more: Any) -> dict[str, Any]:
    """As GET /me/wins tells it."""
    known = {
        "win": "v1", "round": "r1", "room": "tea", "round_title": "新品福袋", "kind": "goods",
        "title": "十八街麻花礼盒", "points": 0, "picture": "", "state": state, "at": at(-600), "until": at(86400),
        "order": None, "shipment": "",
    }  # fmt: skip
    return {**known, **more}


def proof() -> dict[str, Any]:
    """An honest draw of two among five."""
    entries = [[place + 1, sha256(str(place).encode()).hexdigest()[:32], -1] for place in range(5)]
    lines = "\n".join(" ".join(str(part) for part in entry) for entry in entries)
    fingerprint = sha256(lines.encode())
    key = hmac(bytes.fromhex(SEED), fingerprint.digest(), "sha256")
    drawn = sorted((str(mark) for _, mark, _ in entries), key=lambda mark: hmac(key, mark.encode(), "sha256"))[:2]
    return {
        "version": 1, "round": "r1", "kind": "lottery", "title": "新品福袋", "way": "draw", "announced_at": at(-900),
        "opens_at": at(-900), "closes_at": at(-60), "ended_at": at(-60),
        "commitment": sha256(bytes.fromhex(SEED)).hexdigest(), "seed": SEED, "digest": fingerprint.hexdigest(),
        "answer": -1, "prizes": [{"kind": "goods", "title": "十八街麻花礼盒", "count": 2}], "counts": [2],
        "entries": entries,
        "winners": [
            {"rank": rank + 1, "entry": mark, "prize": 0, "points": 0, "name": f"阿{rank}*"}
            for rank, mark in enumerate(drawn)
        ],
    }  # fmt: skip
