"""Who a viewer is: from the first thing worth keeping to the day they want to be forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from appliance.db import Prepared, Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import BadInput, Conflict, NotFound, NotSignedIn
from appliance.events import MemberDeleted, MemberJoined, MembersMerged, PersonalDataSeen
from appliance.ids import new_id
from appliance.keys import Keys
from appliance.plain import one_line
from store.members import contact, pictures
from store.members.models import Consent, Favourite, Footprint, Identity, Member, Place

DOCUMENTS = ("privacy", "terms", "adult")
SEATED = timedelta(days=1)
"""A seat in a room shows its member by the picture of the moment he sat down; the file of it stays so long."""
_NOBODY = {"nickname": "", "avatar": None, "birthday": None, "phone_sealed": None, "phone_fingerprint": None}
"""What tells who somebody is, of one of whom nothing is known."""


class MemberNotFound(NotFound):
    zh = "没有这位会员"
    en = "There is no such member"


class MemberGone(NotSignedIn):
    zh = "登录已失效，请重新进入"
    en = "This log-in is no longer valid, please enter again"


class NicknameUnusable(BadInput):
    zh = "昵称最多 24 个字"
    en = "A nickname has at most 24 characters"


class NicknameImproper(BadInput):
    zh = "这个昵称不能用，换一个吧"
    en = "This nickname cannot be used, please choose another"


class BirthdayUnusable(BadInput):
    zh = "生日写成月-日，例如 11-23"
    en = "Give a birthday as month and day, such as 11-23"


class PhoneTaken(Conflict):
    zh = "这个手机号已经是另一位会员的了，请联系客服"
    en = "This phone number belongs to another member, please ask the shop"


def know(tx: Transaction, member: str, provider: str = "guest") -> None:
    """The row exists afterwards: a guest's appears with the first thing worth keeping.

    Raises MemberGone for a guest who was merged into somebody, and for who was deleted.
    """
    known = tx.rows(_KNOWN, member=member)
    if not known and _add(tx, member):
        tx.record(MemberJoined(member=member, provider=provider))
        return
    _check_here(known or tx.rows(_KNOWN, member=member))


def here(tx: Transaction, member: str) -> None:
    """Raises MemberGone as `know` does, but keeps nothing of who is new."""
    _check_here(tx.rows(_KNOWN, member=member))


def is_gone(tx: Transaction, member: str) -> bool:
    """Merged into somebody, or deleted."""
    return any(row.merged_into is not None or row.deleted_at is not None for row in tx.rows(_KNOWN, member=member))


def wants_quiet(tx: Transaction, member: str) -> bool:
    """Whether this one has said no to recommendations and pushes."""
    return tx.scalar(select(Member.id).where(Member.id == member, Member.personalised.is_(False))) is not None


def recognise(tx: Transaction, provider: str, subject: str, union: str = "", guest: str = "") -> str:
    """The member behind an openid; a new one is the `guest` who came, or somebody fresh.

    `union` is WeChat's unionid: the same person through another door of the same shop.
    """
    known = _behind(tx, provider, subject) or (_behind(tx, "wechat-union", union) if union else None)
    member = known or _usable_guest(tx, guest) or new_id(tx.now)
    know(tx, member, provider)
    tx.add_once(Identity, provider=provider, subject=subject, member=member, at=tx.now)
    if union:
        tx.add_once(Identity, provider="wechat-union", subject=union, member=member, at=tx.now)
    return member


def merge(tx: Transaction, guest: str, member: str) -> bool:
    """The guest's favourites, footprints, addresses and consents become the member's, and so does what the guest said
    of himself where the member has said nothing; False for who is no guest.

    What other features keep of a guest, who need not be known here for that, moves by their own `adopt` in the
    same transaction.
    """
    mine = (Member.id == guest, Member.merged_into.is_(None), Member.deleted_at.is_(None))
    nobody = ~select(Identity.member).where(Identity.member == guest).exists()
    if guest == member:
        return False
    _add(tx, guest)
    if not tx.execute(update(Member).where(*mine, nobody).values(merged_into=member, merged_at=tx.now)).rowcount:
        return False
    for kind in (Favourite, Footprint):
        _move_once(tx, kind, guest, member)
    usual = tx.scalar(select(Place.id).where(Place.member == member, Place.usual).limit(1))
    if usual:
        tx.execute(update(Place).where(Place.member == guest).values(usual=False))
    tx.execute(update(Place).where(Place.member == guest).values(member=member))
    tx.execute(update(Consent).where(Consent.member == guest).values(member=member))
    _introduce(tx, guest, member)
    tx.record(MembersMerged(guest=guest, member=member))
    return True


def _introduce(tx: Transaction, guest: str, member: str) -> None:
    """Nothing that tells who it was stays with the guest: who is deleted later is so whole."""
    said = _of_person(tx, guest)
    known = _of_person(tx, member)
    if said.avatar and known.avatar:
        pictures.leave(tx, said.avatar, tx.now + SEATED)
    tx.execute(update(Member).where(Member.id == guest).values(_NOBODY))
    news = {column: getattr(said, column) for column in _NOBODY if not getattr(known, column) and getattr(said, column)}
    if news:
        tx.execute(update(Member).where(Member.id == member).values(news))


def _of_person(tx: Transaction, member: str) -> AnyRow:
    said = select(*(getattr(Member, column) for column in _NOBODY)).where(Member.id == member)
    return tx.execute(said).one()


def change(
    tx: Transaction,
    member: str,
    *,
    nickname: str | None = None,
    avatar: str | None = None,
    birthday: str | None = None,
    personalised: bool | None = None,
) -> None:
    """What is None stays. Raises NicknameUnusable, BirthdayUnusable, MemberGone."""
    know(tx, member)
    given = {
        "nickname": None if nickname is None else usable_nickname(nickname),
        "avatar": avatar,
        "birthday": None if birthday is None else _birthday(birthday),
        "personalised": personalised,
    }
    values = {name: value for name, value in given.items() if value is not None}
    if avatar is not None:
        _leave_avatar(tx, member, tx.now + SEATED)
    if values:
        tx.execute(update(Member).where(Member.id == member).values(values))


def _leave_avatar(tx: Transaction, member: str, after: datetime) -> None:
    had = tx.scalar(select(Member.avatar).where(Member.id == member))
    if had:
        pictures.leave(tx, had, after)


def usable_nickname(text: str) -> str:
    """What is left of it as it was typed. Raises NicknameUnusable."""
    name = one_line(text)
    if len(name) > 24:
        raise NicknameUnusable(field="nickname")
    return name


def bind_phone(tx: Transaction, keys: Keys, member: str, phone: str) -> None:
    """Raises PhoneUnusable, PhoneTaken, MemberGone."""
    know(tx, member)
    plain = contact.number(phone)
    print_ = contact.fingerprint(keys, plain)
    holder = tx.scalar(select(Member.id).where(Member.phone_fingerprint == print_))
    if holder not in (None, member):
        raise PhoneTaken(field="phone")
    values = {"phone_sealed": keys.seal("phone", plain), "phone_fingerprint": print_}
    tx.execute(update(Member).where(Member.id == member).values(values))


def consent(tx: Transaction, member: str, document: str, version: str, *, given: bool) -> None:
    """What somebody agreed to, or took back; kept for good."""
    know(tx, member)
    tx.execute(
        insert(Consent).values(
            id=new_id(tx.now), member=member, document=document, version=version, given=given, at=tx.now
        )
    )


def has_agreed(tx: Transaction, member: str, document: str) -> bool:
    """Whether somebody's latest word on a document is yes."""
    asked = select(Consent.given).where(Consent.member == member, Consent.document == document)
    return bool(tx.scalar(asked.order_by(Consent.at.desc(), Consent.id.desc()).limit(1)))


def has_denied(tx: Transaction, member: str, document: str, since: datetime) -> bool:
    """Whether somebody has said no to a document since then, whatever they said after."""
    asked = select(Consent.id).where(Consent.member == member, Consent.document == document, Consent.at > since)
    return tx.scalar(asked.where(Consent.given.is_(False)).limit(1)) is not None


def forget(tx: Transaction, member: str) -> None:
    """Nothing that tells who it was stays; consents do, for they are ours to prove. Twice is once."""
    values = {**_NOBODY, "level": "", "level_by": None, "level_reason": None}
    _leave_avatar(tx, member, tx.now)
    gone = update(Member).where(Member.id == member, Member.deleted_at.is_(None)).values(deleted_at=tx.now, **values)
    _add(tx, member)
    if tx.execute(gone).rowcount:
        for kind in (Identity, Place, Favourite, Footprint):
            tx.execute(delete(kind).where(kind.member == member))
        tx.record(MemberDeleted(member=member))


def note_look(tx: Transaction, member: str, order: str, by: str) -> None:
    """A colleague is about to see a name, phone or address in full."""
    tx.record(PersonalDataSeen(member=member, order=order, by=by))


def _add(tx: Transaction, member: str) -> bool:
    """Whether there was no such row yet."""
    return tx.add_once(Member, id=member, nickname="", level="", personalised=True, joined_at=tx.now)


def _check_here(known: Sequence[AnyRow]) -> None:
    for row in known:
        if row.merged_into is not None or row.deleted_at is not None:
            raise MemberGone


def _behind(tx: Transaction, provider: str, subject: str) -> str | None:
    member: str | None = tx.scalar(
        select(Identity.member).where(Identity.provider == provider, Identity.subject == subject)
    )
    return member


def _usable_guest(tx: Transaction, guest: str) -> str | None:
    """A guest's id may become the member's own, unless it is somebody's already or no longer anybody's."""
    if not guest or tx.scalar(select(Identity.member).where(Identity.member == guest).limit(1)):
        return None
    row = tx.one_or_none(select(Member.merged_into, Member.deleted_at).where(Member.id == guest))
    return guest if row is None or (row.merged_into is None and row.deleted_at is None) else None


def _move_once(tx: Transaction, kind: type[Favourite] | type[Footprint], guest: str, member: str) -> None:
    for row in tx.execute(select(kind.product, kind.at).where(kind.member == guest)).all():
        tx.add_once(kind, member=member, product=row.product, at=row.at)
    tx.execute(delete(kind).where(kind.member == guest))


def _birthday(text: str) -> str:
    month, _, day = text.partition("-")
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    figures = len(text) == 5 and text.isascii() and month.isdigit() and day.isdigit()
    if not figures or not 1 <= int(month) <= 12 or not 1 <= int(day) <= days[int(month) - 1]:
        raise BirthdayUnusable(field="birthday")
    return text


_KNOWN = Prepared(select(Member.merged_into, Member.deleted_at).where(Member.id == bindparam("member")))
