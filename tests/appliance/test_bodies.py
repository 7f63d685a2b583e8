"""What a request brings is measured before it is read, for while it is read nobody else is served."""

import asyncio

import pytest
from quart import Quart
from quart.wrappers import Body

from appliance.bodies import MOST_FIELDS, OF_ANYBODY, OF_STAFF, PIECE, UNREAD, Forms, expect_files
from appliance.house import House

FORM = "application/x-www-form-urlencoded"
ROOM = b'{"title":"%s"}'


@pytest.fixture
async def colleague(house: House) -> dict[str, str]:
    """What a colleague's browser says in the head of a request."""
    await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
    cookie = await house.door.sign_in("lin", "a long evening", "10.0.0.2", "")
    return {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}


async def viewer(app: Quart) -> dict[str, str]:
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "guest"})
    return {"authorization": f"Bearer {(await answer.get_json())['token']}"}


@pytest.mark.parametrize("form", [b"a=&" * (MOST_FIELDS + 1), b"login=" + b"a" * OF_ANYBODY])
@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "内容太大了，请删减后再提交"), ("en", "That is too large, please send less")]
)
async def test_a_form_that_nobody_fills_in_is_refused_in_words(app: Quart, form: bytes, language: str, sentence: str):
    headers = {"content-type": FORM, "accept-language": language}
    answer = await app.test_client().post("/console/sign-in", data=form, headers=headers)
    assert (answer.status_code, (await answer.get_json())["title"]) == (413, sentence)


async def test_a_browser_is_told_on_a_page(app: Quart):
    headers = {"content-type": FORM, "accept": "text/html", "accept-language": "en"}
    answer = await app.test_client().post("/console/sign-in", data=b"a=&" * (MOST_FIELDS + 1), headers=headers)
    assert answer.status_code == 413
    assert "That is too large" in await answer.get_data(as_text=True)


async def test_a_form_keeps_what_is_empty_and_what_is_not_english(app: Quart):
    async with app.test_request_context(
        "/console/sign-in", method="POST", headers={"content-type": FORM}, data="name=%E6%9D%8E+%E6%98%8E&note=&a=1&a=2"
    ) as context:
        form = await context.request.form
        assert (form["name"], form["note"], form.getlist("a")) == ("李 明", "", ["1", "2"])


async def test_anybody_may_send_as_much_json_as_a_full_cart_and_no_more(app: Quart):
    headers, client = await viewer(app), app.test_client()
    skus = b'{"skus":[' + b",".join(b'"%032d"' % number for number in range(1000)) + b"]}"
    assert (await client.put("/api/v1/cart/selection", data=skus, headers=headers)).status_code == 200
    answer = await client.put("/api/v1/cart/selection", data=b" " * OF_ANYBODY + skus, headers=headers)
    assert (answer.status_code, (await answer.get_json())["type"]) == (413, "urn:jinbo:problem:too-large")


async def test_a_colleague_may_send_more(app: Quart, colleague: dict[str, str]):
    client = app.test_client()
    long = await client.post("/api/v1/rooms", data=ROOM % (b"a" * OF_ANYBODY), headers=colleague)
    endless = await client.post("/api/v1/rooms", data=ROOM % (b"a" * OF_STAFF), headers=colleague)
    assert (long.status_code, endless.status_code) == (400, 413)


async def test_the_longest_page_about_a_product_comes_through(app: Quart, colleague: dict[str, str]):
    form = {"title": "", "detail": "详" * 100_000}
    answer = await app.test_client().post("/console/goods", form=form, headers=colleague)
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["image/jpeg", "multipart/form-data; boundary=b"])
async def test_a_picture_is_measured_as_a_picture(app: Quart, kind: str):
    raw = b"\xff\xd8" + bytes(2 * OF_STAFF)
    if kind != "image/jpeg":
        head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        raw = head + raw + b"\r\n--b--\r\n"
    headers = {**await viewer(app), "content-type": kind}
    answer = await app.test_client().post("/api/v1/me/avatar", data=raw, headers=headers)
    assert (await answer.get_json())["type"] == "urn:jinbo:problem:picture-unreadable"


PARTS = "multipart/form-data; boundary=b"
FILE = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'


async def test_a_form_in_parts_of_anybody_is_measured_as_any_form(app: Quart):
    field = b'--b\r\ncontent-disposition: form-data; name="login"\r\n\r\n%s\r\n--b--\r\n'
    client, headers = app.test_client(), {"content-type": PARTS}
    short = await client.post("/console/sign-in", data=field % b"lin", headers=headers)
    long = await client.post("/console/sign-in", data=field % (b"a" * OF_ANYBODY), headers=headers)
    assert (short.status_code, long.status_code) == (400, 413)


async def test_a_viewer_sends_files_only_where_they_are_read(app: Quart, colleague: dict[str, str]):
    raw, client = FILE + bytes(OF_ANYBODY) + b"\r\n--b--\r\n", app.test_client()
    for path, status in (("/api/v1/me/avatar", 400), ("/console/sign-in", 413)):
        headers = {**await viewer(app), "content-type": PARTS}
        assert (await client.post(path, data=raw, headers=headers)).status_code == status
    answer = await client.post("/console/sign-in", data=raw, headers={**colleague, "content-type": PARTS})
    assert answer.status_code == 400


@pytest.mark.parametrize("where", ["before", "head", "behind"])
async def test_what_no_part_of_a_form_holds_is_not_read_for_long(app: Quart, where: str):
    much, end = b"a\r\n" * UNREAD, b"x\r\n--b--\r\n"
    raw = {"before": much + FILE + end, "head": FILE[:-2] + b"a: " + much + end, "behind": FILE + end + much}[where]
    headers = {**await viewer(app), "content-type": PARTS}
    answer = await app.test_client().post("/api/v1/me/avatar", data=raw, headers=headers)
    assert (answer.status_code, (await answer.get_json())["type"]) == (413, "urn:jinbo:problem:too-large")


async def test_others_have_their_turn_while_a_long_form_is_read(app: Quart):
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    body = Body(None, None)
    body.set_result(FILE + bytes(40 * PIECE) + b"\r\n--b--\r\n")
    async with app.test_request_context("/console/goods", method="POST"):
        expect_files()
        busy = asyncio.create_task(others())
        _, files = await Forms().parse(body, "multipart/form-data", None, {"boundary": "b"})
        busy.cancel()
    with files["file"].stream as read:
        assert (len(read.read()), turns >= 40) == (40 * PIECE, True)
