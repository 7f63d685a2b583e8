"""What an auditor asks of a shop's rows, in plain SQL: each answer lists what does not hold, and is empty."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

QUESTIONS = {
    "a posting adds up to nothing": """
        SELECT posting, sum(amount) FROM posting_entries GROUP BY posting HAVING sum(amount) != 0""",
    "stock is what its ledger says": """
        SELECT s.id, s.on_hand, s.reserved, sum(e.on_hand), sum(e.reserved) FROM skus s
        LEFT JOIN stock_entries e ON e.sku = s.id GROUP BY s.id
        HAVING s.on_hand != coalesce(sum(e.on_hand), 0) OR s.reserved != coalesce(sum(e.reserved), 0)""",
    "what is promised is here": "SELECT id FROM skus WHERE reserved < 0 OR reserved > on_hand",
    "what is promised waits in an order that is open": """
        SELECT s.id, s.reserved, sum(open.pieces) FROM skus s LEFT JOIN (
            SELECT sku, quantity - shipped - cancelled AS pieces FROM order_lines l
            JOIN orders o ON o.id = l."order" WHERE o.state IN ('pending', 'confirmed', 'completed')
        ) open ON open.sku = s.id GROUP BY s.id HAVING s.reserved != coalesce(sum(open.pieces), 0)""",
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
        SELECT named.value, count(*) FROM orders o, json_each(o.quote, '$.coupons') named
        WHERE o.state != 'closed' GROUP BY named.value HAVING count(*) > 1""",
    "an order's discount by coupon has its coupon": """
        SELECT o.id, named.value FROM orders o, json_each(o.quote, '$.coupons') named WHERE o.state != 'closed'
        AND NOT EXISTS (SELECT 1 FROM coupons c WHERE c.id = named.value AND c.state = 'used' AND c."order" = o.id)""",
    "a promotion counts the orders that use it": """
        SELECT p.id, p.used, p.budget_used, count(c."order"), sum(used.value) FROM promotions p
        LEFT JOIN (consumptions c JOIN json_each(c.promotions) used) ON used.key = p.id AND c.standing
        WHERE p.kind != 'coupon' GROUP BY p.id
        HAVING p.used != count(c."order") OR p.budget_used != coalesce(sum(used.value), 0)""",
    "an order costs its lines and its shipping": """
        SELECT o.id, o.total, o.shipping, sum(l.amount) FROM orders o JOIN order_lines l ON l."order" = o.id
        GROUP BY o.id HAVING o.total != sum(l.amount) + o.shipping""",
    "no line goes beyond its pieces or below nothing": """
        SELECT id FROM order_lines WHERE amount < 0 OR refunded > quantity OR shipped + cancelled > quantity
        OR cancelled > refunded OR min(refunded, shipped, cancelled) < 0""",
    "a paid order has one payment of its price": """
        SELECT o.id, o.total, count(a.id), sum(a.amount) FROM orders o
        LEFT JOIN payment_attempts a ON a."order" = o.id AND a.state = 'paid' WHERE o.total > 0 GROUP BY o.id
        HAVING count(a.id) != (o.payment != 'unpaid') OR coalesce(sum(a.amount), o.total) != o.total""",
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
        ) WHERE rows != told""",
}


def complaints(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """What does not hold, by the sentence that should."""
    with sqlite3.connect(file) as rows:
        found = {sentence: rows.execute(question).fetchall() for sentence, question in QUESTIONS.items()}
        found["the books hold what came in less what went back"] = list(_accounts(rows))
    rows.close()
    return {sentence: wrong for sentence, wrong in found.items() if wrong}


def balances(file: Path) -> dict[str, int]:
    with sqlite3.connect(file) as rows:
        found = dict(rows.execute("SELECT account, sum(amount) FROM posting_entries GROUP BY account").fetchall())
    rows.close()
    return {account: int(amount) for account, amount in found.items() if amount}


def _accounts(rows: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Money in = goods + shipping + what is owed - refunds, account by account."""
    books = dict(rows.execute("SELECT account, sum(amount) FROM posting_entries GROUP BY account").fetchall())
    expected = {
        "takings": "SELECT sum(amount) FROM payment_attempts WHERE state = 'paid'",
        "late": "SELECT sum(amount) FROM payment_attempts WHERE state = 'late'",
        "refunds": "SELECT sum(amount) FROM refunds WHERE state = 'done' AND cause != 'late'",
        "late_back": "SELECT sum(amount) FROM refunds WHERE state = 'done' AND cause = 'late'",
    }
    sums = {name: rows.execute(question).fetchone()[0] or 0 for name, question in expected.items()}
    held = sum(amount for account, amount in books.items() if account.startswith("channel:")) + books.get("bank", 0)
    checks = {
        "takings": (-books.get("goods", 0) - books.get("shipping", 0), sums["takings"]),
        "refunds": (books.get("refunds", 0), sums["refunds"]),
        "owed": (-books.get("owed", 0), sums["late"] - sums["late_back"]),
        "held": (held, sums["takings"] + sums["late"] - sums["refunds"] - sums["late_back"]),
    }
    yield from ((name, *pair) for name, pair in checks.items() if pair[0] != pair[1])
