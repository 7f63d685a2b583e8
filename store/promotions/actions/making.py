"""A promotion's life: draft, running, paused, ended."""

from typing import Literal

from sqlalchemy import insert, select, update

from appliance.db import Batch, Transaction, some
from appliance.events import PromotionChanged
from appliance.ids import new_id
from store.promotions.checking import Draft, checked, kind_of
from store.promotions.models import Promotion
from store.promotions.problems import PromotionMovedOn, PromotionNotFound

Move = Literal["start", "pause", "end"]
_MOVES: dict[Move, tuple[tuple[str, ...], str]] = {
    "start": (("draft", "paused"), "running"),
    "pause": (("running",), "paused"),
    "end": (("draft", "running", "paused"), "ended"),
}


def add_promotion(tx: Transaction, draft: Draft, by: str) -> str:
    """It does nothing before it is started. Raises what `checking` raises."""
    draft, promotion = checked(draft), new_id(tx.now)
    tx.execute(
        insert(Promotion).values(
            id=promotion,
            kind=kind_of(draft.rule),
            state="draft",
            budget_used=0,
            used=0,
            created_at=tx.now,
            changed_at=tx.now,
            **_written(draft),
        )
    )
    tx.record(PromotionChanged(promotion=promotion, name=draft.name, state="draft", by=by))
    return promotion


def change_promotion(tx: Transaction, promotion: str, draft: Draft, by: str) -> None:
    """Until it has ended; coupons in people's hands keep their terms.

    Raises PromotionNotFound, PromotionMovedOn, what `checking` raises.
    """
    draft = checked(draft)
    alive = (Promotion.id == promotion, Promotion.kind == kind_of(draft.rule), Promotion.state != "ended")
    if not tx.execute(update(Promotion).where(*alive).values(changed_at=tx.now, **_written(draft))).rowcount:
        _refuse(tx, promotion)
    _tell(tx, promotion, by)


def move_promotion(tx: Transaction, promotion: str, move: Move, by: str) -> None:
    """Raises PromotionNotFound, PromotionMovedOn."""
    before, after = _MOVES[move]
    moving = update(Promotion).where(Promotion.id == promotion, Promotion.state.in_(before))
    if not tx.execute(moving.values(state=after, changed_at=tx.now)).rowcount:
        _refuse(tx, promotion)
    _tell(tx, promotion, by)


def end_promotions(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Those whose time is over; a few, behind `passing` that resisted."""
    over = select(Promotion.id).where(Promotion.state.in_(("running", "paused")), Promotion.ends_at <= tx.now)
    return some(tx, over.order_by(Promotion.ends_at, Promotion.id), _end_promotion, limit, passing)


def _end_promotion(tx: Transaction, promotion: str) -> None:
    move_promotion(tx, promotion, "end", "")


def _written(draft: Draft) -> dict[str, object]:
    return {
        "name": draft.name,
        "rule": draft.rule,
        "scope": draft.scope,
        "audience": draft.audience,
        "priority": draft.priority,
        "stack_group": draft.stack_group,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "budget": draft.budget,
        "total": draft.total,
        "per_member": draft.per_member,
    }


def _refuse(tx: Transaction, promotion: str) -> None:
    known = tx.scalar(select(Promotion.id).where(Promotion.id == promotion))
    raise PromotionNotFound if known is None else PromotionMovedOn


def _tell(tx: Transaction, promotion: str, by: str) -> None:
    row = tx.execute(select(Promotion.name, Promotion.state).where(Promotion.id == promotion)).one()
    tx.record(PromotionChanged(promotion=promotion, name=row.name, state=row.state, by=by))
