"""A member is a person; the ways to recognise one are identities."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Model


class Member(Model):
    __tablename__ = "members"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The `viewer` of the token; a guest's row appears with the first thing that is worth keeping."""
    nickname: Mapped[str]
    avatar: Mapped[str | None]
    """The name of a blob."""
    level: Mapped[str]
    """A `Level` by its name; empty: none."""
    level_by: Mapped[str | None]
    """The colleague who decided it; None: what was spent decides (`store.orders.standing`)."""
    level_reason: Mapped[str | None]
    """Why a colleague did."""
    birthday: Mapped[str | None]
    """Month and day: 11-23."""
    phone_sealed: Mapped[str | None]
    phone_fingerprint: Mapped[str | None] = mapped_column(unique=True)
    personalised: Mapped[bool]
    """False: no recommendations and pushes made from what this person does (PIPL Art. 24)."""
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    """A guest who turned out to be somebody we know."""
    merged_at: Mapped[datetime | None] = mapped_column(Instant)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)


class LoosePicture(Model):
    """A picture that its member has no more, or has not used yet: its file is on its way out (`pictures`)."""

    __tablename__ = "loose_pictures"

    name: Mapped[str] = mapped_column(primary_key=True)
    """Of a blob."""
    after: Mapped[datetime] = mapped_column(Instant)
    """Until then it stays: for the seats that show it, or for its sender to use it."""
    sender: Mapped[str | None]
    """Who may use it still."""


class Level(Model):
    """会员等级."""

    __tablename__ = "levels"

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    """In rank, the lowest first."""
    spent: Mapped[Fen | None]
    """From so much spent within a year on it comes by itself; None: only the shop gives it."""


class Identity(Model):
    __tablename__ = "identities"
    __table_args__ = (Index("ix_identities_member", "member"),)

    provider: Mapped[str] = mapped_column(primary_key=True)
    """wechat-mini, wechat-web (openid) or wechat-union (unionid)."""
    subject: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Place(Model):
    """A delivery address 收货地址."""

    __tablename__ = "addresses"
    __table_args__ = (Index("ix_addresses_member", "member"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("members.id"))
    region: Mapped[str]
    """Province, city, district as written on a parcel: 天津市 和平区. Shipping rules read it."""
    sealed: Mapped[str]
    """Name, phone and street as JSON (`reads.Contact`), sealed by the house's key."""
    usual: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Favourite(Model):
    __tablename__ = "favourites"

    member: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    product: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class Footprint(Model):
    """浏览足迹: the last 200 products somebody looked at."""

    __tablename__ = "footprints"

    member: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    product: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class Consent(Model):
    """What a person agreed to, or took back; never changed, never deleted."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_member", "member"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(ForeignKey("members.id"))
    document: Mapped[str]
    """privacy, terms, or adult (is 18 or older: said before giving anything away in a room)."""
    version: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
