"""Staff say which template carries a kind of message."""

import pytest

from appliance.alarms import actions as alarms
from appliance.alarms import reads as alarm_reads
from appliance.errors import NotFound
from store.reach import actions, reads
from store.reach.actions import FieldUnusable, TemplateUnusable

ID = "abc-DEF_0123456789abcdef"


async def test_what_was_typed_is_kept_as_wechat_names_it(database):
    await database.write(actions.set_template, "show", ID, {"title": " Thing1 ", "begun": ""}, " 点开  看看 ", "owner")
    async with database.read() as session:
        kept = await reads.template(session, "show")
    assert (kept.template, kept.fields, kept.note, kept.trouble) == (ID, {"title": "thing1"}, "点开 看看", "")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": "time1"}, "title"),
        ({"title": "thing"}, "title"),
        ({"title": "thing1", "begun": "amount2"}, "begun"),
        ({"title": "thing1", "note": "thing1"}, "note"),
        ({}, "title"),
    ],
)
async def test_a_field_that_cannot_hold_the_fact_is_named(database, fields, wrong):
    with pytest.raises(FieldUnusable) as refused:
        await database.write(actions.set_template, "show", ID, fields, "", "owner")
    assert refused.value.facts["field"] == wrong


async def test_ids_and_notes_that_wechat_would_not_take_are_refused(database):
    fields = {"title": "thing1"}
    for bad in ("", "short", "有中文的模板号一二三四五六七八九十", "x" * 65):
        with pytest.raises(TemplateUnusable):
            await database.write(actions.set_template, "show", bad, fields, "", "owner")
    with pytest.raises(FieldUnusable):
        await database.write(actions.set_template, "show", ID, fields, "长" * 21, "owner")
    with pytest.raises(NotFound):
        await database.write(actions.set_template, "none", ID, fields, "", "owner")


async def test_what_was_allowed_for_another_template_is_void(database, taps, left):
    member = await taps("oWang", "show", "won")
    await database.write(actions.set_template, "show", ID, {"title": "thing1"}, "", "owner")
    assert (await left(member, "show"), await left(member, "won")) == (0, 1)


async def test_the_same_template_set_again_keeps_what_was_allowed(database, taps, left, templates):
    member = await taps("oWang", "show")
    await database.write(actions.set_template, "show", templates["show"], {"title": "thing9"}, "", "owner")
    assert await left(member) == 1


async def test_a_new_template_ends_the_alarm_and_a_dropped_one_too(database, templates):
    for end in (
        lambda tx: actions.set_template(tx, "show", ID, {"title": "thing1"}, "", "owner"),
        lambda tx: actions.drop_template(tx, "show"),
    ):
        await database.write(alarms.sound, "messages-show", "坏了", "broken")
        await database.write(end)
        async with database.read() as session:
            assert await alarm_reads.standing(session) == []
    async with database.read() as session:
        assert sorted(await reads.templates(session)) == sorted(set(templates) - {"show"})
