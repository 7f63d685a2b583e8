"""Which template of the shop's mini-program carries a kind of message."""

import re
from collections.abc import Mapping

from sqlalchemy import delete, select, update

from appliance.alarms import actions as alarms
from appliance.db import Transaction
from appliance.errors import BadInput, NotFound
from appliance.plain import one_line
from store.reach.fields import TAKES, sort_of
from store.reach.kinds import KINDS
from store.reach.models import MessageConsent, MessageTemplate

_ID = re.compile(r"[\w-]{16,64}", re.ASCII)
MOST_NOTE = 20
NAMES = {
    "show": ("开播提醒", "The show begins"),
    "shipped": ("发货提醒", "Order shipped"),
    "refund": ("退款提醒", "Refund done"),
    "won": ("中奖提醒", "Won a prize"),
    "team": ("成团提醒", "Team full"),
    "team-failed": ("拼团未成功提醒", "Team not full"),
    "haggle": ("砍价提醒", "Bargain"),
}


class TemplateUnusable(BadInput):
    zh = "模板 ID 是一串字母和数字，在小程序后台“订阅消息 — 我的模板”里复制"
    en = "A template id is a run of letters and figures: copy it from the mini-program's own console"


class FieldUnusable(BadInput):
    zh = "{zh}"
    en = "{en}"


def set_template(  # noqa: PLR0917 - an action's facts
    tx: Transaction, kind: str, template: str, fields: Mapping[str, str], note: str, by: str
) -> None:
    """What was allowed for another template is void; what waits goes with the new one.

    Raises NotFound, TemplateUnusable, FieldUnusable naming the field.
    """
    if kind not in KINDS:
        raise NotFound
    if not _ID.fullmatch(template):
        raise TemplateUnusable(field="template")
    shown = _checked(kind, fields)
    line = one_line(note)
    if len(line) > MOST_NOTE:
        raise FieldUnusable(field="words", zh="最多 20 个字", en="20 characters at most")
    before = tx.scalar(select(MessageTemplate.template).where(MessageTemplate.kind == kind))
    if before not in (None, template):
        tx.execute(delete(MessageConsent).where(MessageConsent.kind == kind))
    tx.execute(delete(MessageTemplate).where(MessageTemplate.kind == kind))
    new = {"template": template, "fields": shown, "note": line, "trouble": ""}
    tx.add_once(MessageTemplate, kind=kind, **new, changed_by=by, changed_at=tx.now)
    alarms.clear(tx, f"messages-{kind}")


def drop_template(tx: Transaction, kind: str) -> None:
    """Nothing of this kind is sent any more; what waits lapses."""
    tx.execute(delete(MessageTemplate).where(MessageTemplate.kind == kind))
    tx.execute(delete(MessageConsent).where(MessageConsent.kind == kind))
    alarms.clear(tx, f"messages-{kind}")


def mar(tx: Transaction, kind: str, code: str) -> None:
    """WeChat does not take the template itself: the kind rests until staff have looked."""
    tx.execute(update(MessageTemplate).where(MessageTemplate.kind == kind).values(trouble=code))
    warn(tx, kind, code)


def warn(tx: Transaction, kind: str, code: str) -> None:
    zh, en = NAMES[kind]
    alarms.sound(
        tx,
        f"messages-{kind}",
        f"微信不收订阅消息“{zh}”的模板（{code}），去“收款账户 — 订阅消息”改一改",
        f"WeChat does not take the template of the message “{en}” ({code}): see Accounts, Subscribe messages",
    )


def mend(tx: Transaction, kind: str) -> None:
    """One went through."""
    marred = (MessageTemplate.kind == kind, MessageTemplate.trouble != "")
    tx.execute(update(MessageTemplate).where(*marred).values(trouble=""))
    alarms.clear(tx, f"messages-{kind}")


def _checked(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for fact in KINDS[kind].facts:
        field = fields.get(fact.name, "").strip().lower()
        if not field:
            continue
        takes = TAKES[fact.sort]
        if sort_of(field) not in takes:
            names = "、".join(f"{one}1" for one in takes)
            raise FieldUnusable(
                field=fact.name,
                zh=f"这里填模板里的字段名，例如 {names}",
                en=f"A field's name of the template: {names.replace('、', ', ')}",
            )
        if field in shown.values():
            raise FieldUnusable(field=fact.name, zh="这个字段已经用过了", en="This field is taken already")
        shown[fact.name] = field
    if not shown:
        raise FieldUnusable(field=KINDS[kind].facts[0].name, zh="至少填一个字段", en="Name one field at least")
    return shown
