"""A room's settings and its cover."""

import io

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from media.broadcasts import actions, reads


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48)) -> FileStorage:
    written = io.BytesIO()
    Image.new("RGB", size, "#c8372d").save(written, kind)
    written.seek(0)
    return FileStorage(written, filename=f"cover.{kind.lower()}")


async def stored(house, room):
    async with house.db.read() as session:
        return await reads.room(session, room)


async def test_name_notice_and_openness_are_changed_together(owner, house, room):
    answer = await owner.post(
        f"/console/rooms/{room}/settings", {"title": "新名字", "notice": "公告", "public": "false"}
    )
    assert "已保存" in await owner.read(answer.headers["location"])
    changed = await stored(house, room)
    assert (changed.title, changed.notice, changed.public) == ("新名字", "公告", False)


async def test_a_name_too_long_comes_back_with_what_was_typed(owner, house, room):
    answer = await owner.post(
        f"/console/rooms/{room}/settings", {"title": "长" * 61, "notice": "别丢了我", "public": "true"}
    )
    text = await answer.get_data(as_text=True)
    assert "标题要有 1 到 60 个字" in text
    assert "别丢了我" in text
    assert (await stored(house, room)).title == "冬被专场"


async def test_a_cover_is_kept_as_our_own_picture_and_shown(owner, house, room):
    answer = await owner.post(f"/console/rooms/{room}/cover", files={"cover": picture()})
    assert "封面换好了" in await owner.read(answer.headers["location"])
    name = (await stored(house, room)).cover
    kept = await house.blobs.get(name)
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 720))
    assert f"/blobs/{name}" in await owner.read("/console/rooms")
    assert (await owner.get(f"/blobs/{name}")).content_type == "image/jpeg"


async def test_what_is_no_picture_is_refused_beside_the_field_and_the_form_stays_whole(owner, house, room):
    lie = FileStorage(io.BytesIO(b"<svg onload=alert(1)>"), filename="cover.png")
    answer = await owner.post(f"/console/rooms/{room}/cover", files={"cover": lie})
    assert answer.status_code == 400
    text = await answer.get_data(as_text=True)
    assert 'id="cover-wrong"' in text
    assert 'value="冬被专场"' in text
    assert (await stored(house, room)).cover is None


@pytest.mark.parametrize("which", ["cover", "avatar"])
async def test_no_file_at_all_is_told_as_well(owner, room, which):
    answer = await owner.post(f"/console/rooms/{room}/{which}")
    assert answer.status_code == 400
    assert f'id="{which}-wrong"' in await answer.get_data(as_text=True)


async def test_the_hosts_picture_is_cut_to_a_square_and_told_to_viewers(owner, house, room):
    answer = await owner.post(f"/console/rooms/{room}/avatar", files={"avatar": picture()})
    text = await owner.read(answer.headers["location"])
    name = (await stored(house, room)).avatar
    assert "头像换好了" in text
    assert f'class="avatar-now" src="/blobs/{name}"' in text
    with Image.open(io.BytesIO(await house.blobs.get(name))) as image:
        assert (image.format, image.size) == ("JPEG", (200, 200))
    told = await (await owner.get(f"/api/v1/rooms/{room}")).get_json()
    assert (told["avatar"], told["cover"]) == (f"/blobs/{name}", None)


async def test_a_rooms_delay_is_chosen_shown_beside_its_picture_and_written_down(owner, house, room):
    answer = await owner.post(f"/console/rooms/{room}/delay", {"seconds": "30"})
    assert "已保存" in await owner.read(answer.headers["location"])
    assert (await stored(house, room)).delay == 30
    page = await owner.read(f"/console/rooms/{room}")
    assert "延时播出 30 秒" in page
    assert f"/live/{room}-now/index.m3u8" in page, "colleagues see it as it comes"
    assert '<option value="30" selected>' in await owner.read(f"/console/rooms/{room}/settings")
    assert "延时 30 秒播出" in await owner.read(f"/console/rooms/{room}/audit")


async def test_while_a_show_is_on_its_delay_stays_and_the_form_says_why(owner, house, room):
    await house.db.write(actions.air, room)
    answer = await owner.post(f"/console/rooms/{room}/delay", {"seconds": "30"})
    assert answer.status_code == 409
    assert "正在直播，播完再改延时" in await answer.get_data(as_text=True)
    assert (await stored(house, room)).delay == 0
