"""A product 商品 is what is shown, a SKU is what is sold and counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Json, Model


class Category(Model):
    __tablename__ = "categories"

    id: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None] = mapped_column(ForeignKey("categories.id"))
    name: Mapped[str]
    position: Mapped[int]
    picture: Mapped[str | None]


class Product(Model):
    __tablename__ = "products"
    __table_args__ = (Index("ix_products_state", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    subtitle: Mapped[str]
    detail: Mapped[str]
    """Sanitised HTML."""
    state: Mapped[str]
    """draft, shelved 上架 or unshelved 下架."""
    shelve_at: Mapped[datetime | None] = mapped_column(Instant)
    """Shelved by itself then."""
    unshelve_at: Mapped[datetime | None] = mapped_column(Instant)
    early_levels: Mapped[list[str]] = mapped_column(Json)
    """Levels that see and buy it before `public_at`."""
    public_at: Mapped[datetime | None] = mapped_column(Instant)
    return_kind: Mapped[str]
    """seven-days, or why not: made-to-order, perishable, unsealed-digital, press, agreed."""
    least: Mapped[int]
    """Pieces of one SKU in an order at least."""
    most: Mapped[int | None]
    """Pieces per member, counting unpaid and paid orders; None: no limit."""
    specs: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """Ordered: [{"name": "口味", "values": ["原味", "咸香"]}]."""
    tags: Mapped[list[str]] = mapped_column(Json)
    search: Mapped[str]
    """Title, tags, codes, pinyin and initials, in lower case: what a search looks through."""
    sold: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class ProductCategory(Model):
    __tablename__ = "product_categories"

    product: Mapped[str] = mapped_column(ForeignKey("products.id"), primary_key=True)
    category: Mapped[str] = mapped_column(ForeignKey("categories.id"), primary_key=True)


class ProductPicture(Model):
    __tablename__ = "product_pictures"
    __table_args__ = (Index("ix_product_pictures_product", "product"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("products.id"))
    position: Mapped[int]
    sizes: Mapped[dict[str, str]] = mapped_column(Json)
    """Blobs by the length of the longer side: {"200": "...jpg", "750": "...", "1500": "..."}."""
    width: Mapped[int]
    height: Mapped[int]


class ProductVideo(Model):
    __tablename__ = "product_videos"
    __table_args__ = (Index("ix_product_videos_product", "product"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("products.id"))
    position: Mapped[int]
    blob: Mapped[str]
    """An MP4, by its name."""


class Sku(Model):
    __tablename__ = "skus"
    __table_args__ = (Index("ix_skus_product", "product"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("products.id"))
    position: Mapped[int]
    values: Mapped[list[str]] = mapped_column(Json)
    """One of each spec, in their order."""
    code: Mapped[str | None] = mapped_column(unique=True)
    barcode: Mapped[str | None]
    weight: Mapped[int]
    """Grams."""
    picture: Mapped[str | None] = mapped_column(ForeignKey("product_pictures.id"))
    price: Mapped[Fen]
    strike_price: Mapped[Fen | None]
    cost: Mapped[Fen | None]
    member_price: Mapped[Fen | None]
    on_hand: Mapped[int]
    reserved: Mapped[int]
    """Promised to orders that are not shipped; available is on_hand - reserved."""
    low: Mapped[int]
    """Warn at this many available."""
    active: Mapped[bool]
    """False: a combination that is no longer made; old orders still name it."""


class StockEntry(Model):
    """Why stock moved; only appended to."""

    __tablename__ = "stock_entries"
    __table_args__ = (Index("ix_stock_entries_sku", "sku"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The business fact: ``reserved/LINE``, ``counted/ID``; a repeat changes nothing."""
    sku: Mapped[str] = mapped_column(ForeignKey("skus.id"))
    reason: Mapped[str]
    """received, counted, spoiled, reserved, released, shipped, returned, carved (for an activity), brought-back."""
    on_hand: Mapped[int]
    reserved: Mapped[int]
    """Changes, positive or negative."""
    by: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class DayPrice(Model):
    """The lowest deal of a day: what a strike-through price must not exceed within seven days."""

    __tablename__ = "day_prices"

    sku: Mapped[str] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    lowest: Mapped[Fen]
