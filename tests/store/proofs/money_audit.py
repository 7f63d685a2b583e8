"""What an auditor asks of a shop's rows, in plain SQL: each answer lists what does not hold, and is empty."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

Row = tuple[Any, ...]

WORDS = {
    "sqlite": {
        "<coupons>": "json_each(o.quote, '$.coupons') AS named",
        "<promotions>": "json_each(c.promotions) AS used",
        "<least>": "min",
        "<prizes>": "json_each(r.spec, '$.prizes') AS prize",
        "<prize's sku>": "json_extract(prize.value, '$.sku')",
        "<prize's count>": "json_extract(prize.value, '$.count')",
        "<won sku>": "json_extract(r.spec, '$.prizes[' || w.prize || '].sku')",
    },
    "postgresql": {
        "<coupons>": "json_array_elements_text(CAST(o.quote AS json) -> 'coupons') AS named(value)",
        "<promotions>": "json_each_text(CAST(c.promotions AS json)) AS used(key, value)",
        "<least>": "least",
        "<prizes>": "json_array_elements(CAST(r.spec AS json) -> 'prizes') AS prize(value)",
        "<prize's sku>": "(prize.value ->> 'sku')",
        "<prize's count>": "CAST(prize.value ->> 'count' AS BIGINT)",
        "<won sku>": "(CAST(r.spec AS json) -> 'prizes' -> w.prize ->> 'sku')",
    },
}
"""What each kind of database calls it."""

QUESTIONS = {
    "a posting adds up to nothing": """
        SELECT posting, sum(amount) FROM posting_entries GROUP BY posting HAVING sum(amount) != 0""",
    "stock is what its ledger says": """
        SELECT s.id, s.on_hand, s.reserved, sum(e.on_hand), sum(e.reserved) FROM skus s
        LEFT JOIN stock_entries e ON e.sku = s.id GROUP BY s.id
        HAVING s.on_hand != coalesce(sum(e.on_hand), 0) OR s.reserved != coalesce(sum(e.reserved), 0)""",
    "what is promised is here": "SELECT id FROM skus WHERE reserved < 0 OR reserved > on_hand",
    "what is promised waits in an order that is open, or is set aside for a flash sale or a round": """
        SELECT s.id, s.reserved, sum(open.pieces) FROM skus s LEFT JOIN (
            SELECT sku, quantity - shipped - cancelled AS pieces FROM order_lines l
            JOIN orders o ON o.id = l."order" WHERE o.state IN ('pending', 'confirmed', 'completed')
            UNION ALL SELECT sku, "left" FROM flash_sales WHERE state != 'ended'
            UNION ALL SELECT f.sku, c.quantity FROM flash_claims c JOIN flash_sales f ON f.id = c.sale
            WHERE c.state = 'won'
            UNION ALL SELECT <prize's sku>, <prize's count> FROM rounds r, <prizes>
            WHERE r.state IN ('open', 'drawing')
            UNION ALL SELECT <won sku>, 1 FROM round_wins w JOIN rounds r ON r.id = w.round
            WHERE w.kind = 'goods' AND w.state IN ('drawn', 'won') AND r.state = 'ended'
        ) open ON open.sku = s.id GROUP BY s.id HAVING s.reserved != coalesce(sum(open.pieces), 0)""",
    "the pieces of a flash sale are left, returned or somebody's": """
        SELECT f.id, f.quantity, f."left", f.returned, sum(c.quantity) FROM flash_sales f
        LEFT JOIN flash_claims c ON c.sale = f.id AND c.state != 'lapsed' GROUP BY f.id
        HAVING f.quantity != f."left" + f.returned + coalesce(sum(c.quantity), 0) OR f."left" < 0 OR f.returned < 0""",
    "a piece that was won goes the way of its order": """
        SELECT c.id, c.state, o.state FROM flash_claims c LEFT JOIN orders o ON o.id = c."order"
        WHERE (c.state = 'ordered' AND coalesce(o.state, '') != 'pending')
        OR (c.state = 'paid' AND o.paid_at IS NULL) OR (c.state = 'won' AND o.id IS NOT NULL)
        OR (c.state = 'lapsed' AND coalesce(o.state, 'closed') != 'closed')""",
    "the pieces of a group buy are left, an open team's, or bought in a full one": """
        SELECT g.id FROM group_buys g WHERE g."left" < 0 OR g.quantity != g."left" + g.size * g.per_member * (
            SELECT count(*) FROM group_teams t WHERE t.group_buy = g.id AND t.state = 'open'
        ) + (SELECT coalesce(sum(s.quantity), 0) FROM group_seats s JOIN group_teams t ON t.id = s.team
            WHERE t.group_buy = g.id AND t.state = 'full' AND s.state = 'paid')""",
    "a team counts its seats, and has no more than places": """
        SELECT t.id FROM group_teams t WHERE t.filled + t.taken > t.size OR (t.state = 'full') != (t.filled = t.size)
        OR (t.state != 'failed' AND (
            t.filled != (SELECT count(*) FROM group_seats s WHERE s.team = t.id AND s.state = 'paid')
            OR t.taken != (SELECT count(*) FROM group_seats s WHERE s.team = t.id AND s.state IN ('taken', 'ordered'))
        ))""",
    "a seat in a team goes the way of its order": """
        SELECT s.id, s.state, o.state FROM group_seats s LEFT JOIN orders o ON o.id = s."order"
        WHERE (s.state = 'ordered' AND coalesce(o.state, '') != 'pending')
        OR (s.state = 'paid' AND o.paid_at IS NULL) OR (s.state = 'taken' AND o.id IS NOT NULL)
        OR (s.state = 'lapsed' AND coalesce(o.state, 'closed') != 'closed')
        OR (s.state = 'refunded' AND o.payment != 'refunded')""",
    "the entries of a round are numbered without gaps": """
        SELECT r.id, r.entries, count(e.mark), max(e.place) FROM rounds r LEFT JOIN round_entries e ON e.round = r.id
        GROUP BY r.id HAVING r.entries != count(e.mark) OR r.entries != count(DISTINCT e.place)
        OR r.entries != coalesce(max(e.place), 0)""",
    "nobody wins a round twice": """
        SELECT round, member, count(*) FROM round_wins WHERE member IS NOT NULL AND state != 'lapsed'
        GROUP BY round, member HAVING count(*) > 1""",
    "what a round says was won was won, and nothing before it is over": """
        SELECT r.id, r.state, r.won, count(w.id) FROM rounds r
        LEFT JOIN round_wins w ON w.round = r.id AND w.state != 'drawing' GROUP BY r.id
        HAVING (r.state IN ('ended', 'cancelled') AND r.won != count(w.id))
        OR (r.state = 'drawing' AND count(w.id) > 0)""",
    "no prize is won more often than it was promised": """
        SELECT r.id, r."left", r.won FROM rounds r WHERE r."left" < -1 OR r.won > r.entries""",
    "points that were won were given once": """
        SELECT w.id, w.points, count(e.id) FROM round_wins w
        LEFT JOIN points_entries e ON e.key = 'given/won/' || w.id AND e.points = w.points
        WHERE w.kind = 'points' GROUP BY w.id HAVING count(e.id) != CASE w.state WHEN 'claimed' THEN 1 ELSE 0 END""",
    "points are what their ledger says": """
        SELECT b.member, b.points, sum(e.points) FROM points_balances b
        LEFT JOIN points_entries e ON e.member = b.member GROUP BY b.member
        HAVING b.points != coalesce(sum(e.points), 0)""",
    "an order gives back no more points than it took": """
        SELECT "order", sum(points) FROM points_entries WHERE reason IN ('spent', 'returned')
        GROUP BY "order" HAVING sum(points) > 0""",
    "a coupon is used by one order that lives, or by none": """
        SELECT c.id, c.state, c."order" FROM coupons c LEFT JOIN orders o ON o.id = c."order"
        WHERE (c.state = 'used') != (o.id IS NOT NULL) OR (c.state = 'used' AND o.state = 'closed')""",
    "a coupon gives one discount": """
        SELECT named.value, count(*) FROM orders o, <coupons>
        WHERE o.state != 'closed' GROUP BY named.value HAVING count(*) > 1""",
    "an order's discount by coupon has its coupon": """
        SELECT o.id, named.value FROM orders o, <coupons> WHERE o.state != 'closed'
        AND NOT EXISTS (SELECT 1 FROM coupons c WHERE c.id = named.value AND c.state = 'used' AND c."order" = o.id)""",
    "a promotion counts the orders that use it": """
        SELECT p.id, p.used, p.budget_used, count(c."order"), sum(CAST(used.value AS BIGINT)) FROM promotions p
        LEFT JOIN (consumptions c JOIN <promotions> ON true) ON used.key = p.id AND c.standing
        WHERE p.kind != 'coupon' GROUP BY p.id
        HAVING p.used != count(c."order") OR p.budget_used != coalesce(sum(CAST(used.value AS BIGINT)), 0)""",
    "an order costs its lines and its shipping": """
        SELECT o.id, o.total, o.shipping, sum(l.amount) FROM orders o JOIN order_lines l ON l."order" = o.id
        GROUP BY o.id HAVING o.total != sum(l.amount) + o.shipping""",
    "no line goes beyond its pieces or below nothing": """
        SELECT id FROM order_lines WHERE amount < 0 OR refunded > quantity OR shipped + cancelled > quantity
        OR cancelled > refunded OR <least>(refunded, shipped, cancelled) < 0""",
    "a paid order has one payment of its price": """
        SELECT o.id, o.total, count(a.id), sum(a.amount) FROM orders o
        LEFT JOIN payment_attempts a ON a."order" = o.id AND a.state = 'paid' WHERE o.total > 0 GROUP BY o.id
        HAVING count(a.id) != CASE o.payment WHEN 'unpaid' THEN 0 ELSE 1 END
        OR coalesce(sum(a.amount), o.total) != o.total""",
    "what goes back was asked for, and is never more than was paid": """
        SELECT o.id, o.refunded, sum(r.amount) FROM orders o
        LEFT JOIN refunds r ON r."order" = o.id AND r.cause != 'late' GROUP BY o.id
        HAVING o.refunded != coalesce(sum(r.amount), 0) OR o.refunded > o.total""",
    "a payment knows what goes back of it": """
        SELECT a.id, a.going_back, sum(r.amount) FROM payment_attempts a LEFT JOIN refunds r ON r.attempt = a.id
        GROUP BY a.id HAVING a.going_back != coalesce(sum(r.amount), 0) OR a.going_back > a.amount
        OR (a.state = 'late' AND a.going_back != a.amount)""",
    "the axis of payment follows the money": """
        SELECT id, payment, refunded, total FROM orders WHERE total > 0 AND payment !=
        CASE WHEN paid_at IS NULL THEN 'unpaid' WHEN refunded = 0 THEN 'paid' WHEN refunded = total THEN 'refunded'
        ELSE 'part-refunded' END""",
    "every fact was told once": """
        SELECT * FROM (SELECT (SELECT count(*) FROM orders) AS rows,
            (SELECT count(*) FROM journal WHERE kind = 'OrderPlaced') AS told
        UNION ALL SELECT (SELECT count(*) FROM payment_attempts WHERE state = 'paid'),
            (SELECT count(*) FROM journal WHERE kind = 'PaymentSettled')
        UNION ALL SELECT (SELECT count(*) FROM refunds), (SELECT count(*) FROM journal WHERE kind = 'RefundAsked')
        ) AS counted WHERE rows != told""",
}


class Auditor:
    """Reads one database from beside the shop."""

    def __init__(self, url: str) -> None:
        plain = make_url(url)
        kind = plain.get_backend_name()
        driver = "sqlite+pysqlite" if kind == "sqlite" else "postgresql+psycopg"
        self._engine: Engine = create_engine(plain.set(drivername=driver), poolclass=NullPool)
        self._questions = {sentence: _worded(question, WORDS[kind]) for sentence, question in QUESTIONS.items()}

    def complaints(self) -> dict[str, list[Row]]:
        """What does not hold, by the sentence that should."""
        with self._engine.connect() as rows:
            found = {sentence: _answers(rows, question) for sentence, question in self._questions.items()}
            found["the books hold what came in less what went back"] = list(_accounts(rows))
        return {sentence: wrong for sentence, wrong in found.items() if wrong}

    def asked(self, question: str) -> list[Row]:
        with self._engine.connect() as rows:
            return _answers(rows, question)

    def balances(self) -> dict[str, int]:
        with self._engine.connect() as rows:
            return {account: amount for account, amount in _books(rows).items() if amount}


def _worded(question: str, words: dict[str, str]) -> str:
    for word, meaning in words.items():
        question = question.replace(word, meaning)
    return question


def _answers(rows: Connection, question: str) -> list[Row]:
    return [tuple(row) for row in rows.execute(text(question))]


def _books(rows: Connection) -> dict[str, int]:
    sums = _answers(rows, "SELECT account, sum(amount) FROM posting_entries GROUP BY account")
    return {account: int(amount) for account, amount in sums}


def _accounts(rows: Connection) -> Iterator[Row]:
    """Money in = goods + shipping + what is owed - refunds - what was paid back twice, account by account."""
    books = _books(rows)
    expected = {
        "takings": "SELECT sum(amount) FROM payment_attempts WHERE state = 'paid'",
        "late": "SELECT sum(amount) FROM payment_attempts WHERE state = 'late'",
        "refunds": "SELECT sum(amount) FROM refunds WHERE state = 'done' AND cause != 'late'",
        "late_back": "SELECT sum(amount) FROM refunds WHERE state = 'done' AND cause = 'late'",
        "twice": "SELECT sum(amount) FROM refunds WHERE done_twice_at IS NOT NULL",
    }
    sums = {name: int(rows.execute(text(question)).scalar() or 0) for name, question in expected.items()}
    held = sum(amount for account, amount in books.items() if account.startswith("channel:")) + books.get("bank", 0)
    checks = {
        "takings": (-books.get("goods", 0) - books.get("shipping", 0), sums["takings"]),
        "refunds": (books.get("refunds", 0), sums["refunds"]),
        "owed": (-books.get("owed", 0), sums["late"] - sums["late_back"]),
        "held": (held, sums["takings"] + sums["late"] - sums["refunds"] - sums["late_back"] - sums["twice"]),
        "overpaid": (books.get("overpaid", 0), sums["twice"]),
    }
    yield from ((name, *pair) for name, pair in checks.items() if pair[0] != pair[1])
