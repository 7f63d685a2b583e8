"""Pictures and films as browsers fetch them."""

from quart import Quart

from appliance.house import House


async def test_a_film_is_fetched_in_pieces(app: Quart, house: House):
    name = await house.blobs.put(b"0123456789", ".mp4")
    answer = await app.test_client().get(f"/blobs/{name}", headers={"range": "bytes=2-4"})
    assert (answer.status_code, await answer.get_data(), answer.content_type) == (206, b"234", "video/mp4")
    assert answer.headers["content-range"] == "bytes 2-4/10"
    whole = await app.test_client().get(f"/blobs/{name}")
    assert (whole.status_code, await whole.get_data()) == (200, b"0123456789")
    assert "immutable" in whole.headers["cache-control"]


async def test_only_pictures_and_films_are_served(app: Quart, house: House):
    for suffix in (".csv", ".html", ".svg"):
        name = await house.blobs.put(b"<script>", suffix)
        assert (await app.test_client().get(f"/blobs/{name}")).status_code == 404
