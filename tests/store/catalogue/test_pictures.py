"""A product's pictures stand in an order."""

import pytest

from store.catalogue import actions, reads
from store.catalogue.actions.pictures import MOST_PICTURES, PictureNotFound, TooManyPictures
from store.catalogue.actions.skus import Pricing
from store.catalogue.actions.videos import MOST_VIDEOS, TooManyVideos, VideoNotFound

SIZES = {"200": "a.jpg", "750": "b.jpg", "1500": "c.jpg"}


@pytest.fixture
def hang(database):
    async def add(product: str) -> str:
        return await database.write(actions.add_picture, product, SIZES, 1500, 1500, by="lin")

    return add


@pytest.fixture
def order(database):
    async def of(product: str) -> list[str]:
        async with database.read() as session:
            return [one.id for one in await reads.pictures(session, product)]

    return of


async def test_pictures_are_moved_and_arranged(database, goods, hang, order):
    product = await goods.make()
    first, second, third = [await hang(product) for _ in range(3)]
    await database.write(actions.move_picture, product, third, -1, staff="lin")
    assert await order(product) == [first, third, second]
    await database.write(actions.move_picture, product, first, -1, staff="lin")
    assert await order(product) == [first, third, second]
    await database.write(actions.arrange_pictures, product, [second, "stranger", second], "lin")
    assert await order(product) == [second, first, third]
    with pytest.raises(PictureNotFound):
        await database.write(actions.move_picture, product, "nowhere", 1, staff="lin")


async def test_a_picture_that_is_taken_away_leaves_its_sku(database, goods, hang, order):
    product = await goods.make()
    picture, sku = await hang(product), await goods.sku(product)
    await database.write(actions.price_skus, product, [Pricing(sku=sku, price=1, picture=picture)], "lin")
    await database.write(actions.remove_picture, product, picture, "lin")
    assert (await goods.skus(product))[0].picture is None
    assert await order(product) == []
    with pytest.raises(PictureNotFound):
        await database.write(actions.remove_picture, product, picture, "lin")


async def test_a_picture_of_another_product_cannot_be_taken(database, goods, hang):
    mine, other = await goods.make("麻花"), await goods.make("茶")
    picture = await hang(other)
    with pytest.raises(PictureNotFound):
        await database.write(actions.remove_picture, mine, picture, "lin")


async def test_twelve_pictures_are_enough(goods, hang):
    product = await goods.make()
    for _ in range(MOST_PICTURES):
        await hang(product)
    with pytest.raises(TooManyPictures):
        await hang(product)
    with pytest.raises(actions.ProductNotFound):
        await hang("nowhere")


async def test_videos_come_in_an_order_and_go(database, goods):
    product = await goods.make()

    async def shown() -> list[str]:
        async with database.read() as session:
            return [one.blob for one in await reads.videos(session, product)]

    first, second, third = [
        await database.write(actions.add_video, product, f"{name}.mp4", "lin") for name in ("a", "b", "c")
    ]
    assert await shown() == ["a.mp4", "b.mp4", "c.mp4"]
    await database.write(actions.move_video, product, third, -5, staff="lin")
    await database.write(actions.move_video, product, first, 1, staff="lin")
    assert await shown() == ["c.mp4", "b.mp4", "a.mp4"]
    await database.write(actions.remove_video, product, second, "lin")
    assert await shown() == ["c.mp4", "a.mp4"]
    for verb, *more in ((actions.move_video, 1), (actions.remove_video, "lin")):
        named = {"staff": "lin"} if verb is actions.move_video else {}
        with pytest.raises(VideoNotFound):
            await database.write(verb, product, second, *more, **named)


async def test_five_videos_are_enough(database, goods):
    product = await goods.make()
    for number in range(MOST_VIDEOS):
        await database.write(actions.add_video, product, f"{number}.mp4", "lin")
    with pytest.raises(TooManyVideos):
        await database.write(actions.add_video, product, "more.mp4", "lin")
    with pytest.raises(actions.ProductNotFound):
        await database.write(actions.add_video, "nowhere", "film.mp4", "lin")


async def test_a_long_picture_follows_what_is_written(database, goods):
    product = await goods.make(detail="<p>脆</p>")
    blob = "a" * 40 + ".jpg"
    await database.write(actions.append_to_detail, product, blob, "lin")
    detail = (await goods.product(product)).detail
    assert detail == f'<p>脆</p><figure><img src="/blobs/{blob}" alt=""></figure>'
