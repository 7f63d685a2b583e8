"""友店 in the console: the owner makes a code and sees whom a pasted one leads to before anybody is asked."""

import re
from html import unescape

import pytest

from appliance.identity.permissions import Role
from media.stage.stores import actions, codes, reads
from media.stage.stores.codes import Code
from media.stage.stores.letters import Own

LIST = "/console/stores"
OURS = {"name": "茶铺", "address": "http://10.8.0.2:8080"}


@pytest.fixture
def theirs(house) -> Code:
    """From a store where nobody answers."""
    key = Own(type(house.keys)(b"t" * 32)).key
    return Code("1", "s" * 40, "鞋店", "http://127.0.0.1:9", key)


async def read(answer) -> str:
    return unescape(await answer.get_data(as_text=True))


async def test_an_empty_list_says_what_to_do_and_guesses_where_this_box_is(owner):
    page = await owner.read(LIST)
    assert "一家做配对码，另一家填进去" in page
    assert re.search(r'name="address"[^>]* value="http://[^"]+:\d+"', page)


async def test_a_code_is_made_and_shown_once_with_what_the_other_will_see(owner, house):
    page = await read(await owner.post(f"{LIST}/codes", OURS))
    written = re.search(r"<textarea[^>]*readonly>([^<]+)</textarea>", page)[1]
    code = codes.read(written)
    assert (code.name, code.address, code.key) == ("茶铺", "http://10.8.0.2:8080", Own(house.keys).key)
    assert "茶铺，http://10.8.0.2:8080" in page
    assert written not in await owner.read(LIST)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "名称要有 1 到 20 个字"),
        ("address", "10.8.0.2", "地址要像"),
        ("address", "http://169.254.169.254", "地址要像"),
    ],
)
async def test_what_is_wrong_with_a_code_stands_at_its_field(owner, field, value, said):
    answer = await owner.post(f"{LIST}/codes", {**OURS, field: value})
    assert answer.status_code == 400
    page = await read(answer)
    assert f'id="{field}-wrong"' in page
    assert said in page


async def test_whom_a_code_leads_to_is_seen_before_anybody_is_asked(owner, theirs):
    page = await read(await owner.post(f"{LIST}/pairing", {"code": codes.written(theirs)}))
    assert "和 鞋店 配对" in page
    assert "<b>http://127.0.0.1:9</b>" in page


@pytest.mark.parametrize("pasted", ["", "abc", "你好"])
async def test_what_is_no_code_is_said_to_be_none(owner, pasted):
    answer = await owner.post(f"{LIST}/pairing", {"code": pasted})
    assert answer.status_code == 400
    assert "这不是完整的配对码" in await read(answer)


async def test_a_store_does_not_pair_with_itself(owner, house):
    code, _ = await house.db.write(actions.make_code, house.keys, *OURS.values(), "lin")
    answer = await owner.post(f"{LIST}/pairing", {"code": codes.written(code)})
    assert answer.status_code == 400
    assert "本店自己的配对码" in await read(answer)


async def test_a_store_that_does_not_answer_is_not_paired_and_the_form_is_kept(owner, house, theirs):
    answer = await owner.post(LIST, {**OURS, "code": codes.written(theirs)})
    assert answer.status_code == 503
    page = await read(answer)
    assert "联系不上友店" in page
    assert 'value="茶铺"' in page
    async with house.db.read() as session:
        assert await reads.stores(session) == []


async def test_a_paired_store_is_tried_and_let_go_and_both_are_written_down(owner, house, theirs):
    store = await house.db.write(actions.keep, "鞋店", theirs.address, theirs.key, by="lin")
    page = await owner.read(LIST)
    assert "鞋店" in page
    assert "http://127.0.0.1:9" in page
    answer = await owner.post(f"{LIST}/{store}/trial")
    assert answer.status_code == 502
    assert "联系不上友店" in await read(answer)
    assert (await owner.post(f"{LIST}/{store}/removal")).status_code == 303
    assert "还没有友店" in await owner.read(LIST)
    assert (await owner.post(f"{LIST}/{store}/removal")).status_code == 404
    told = await owner.read("/console/audit")
    assert "和 鞋店 配成友店" in told
    assert "和 鞋店 解除了友店" in told


async def test_only_the_owner_decides_whom_this_box_trusts(colleague):
    operator = await colleague(Role.OPERATOR)
    assert (await operator.get(LIST)).status_code == 403
    assert (await operator.post(f"{LIST}/codes", OURS)).status_code == 403
