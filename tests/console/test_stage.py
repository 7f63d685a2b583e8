"""A guest's page is for everybody with a link; the code that leads to it is for who runs the stage."""

from msgspec import structs

from appliance.identity.permissions import Role
from media.stage.seats import actions, passes
from media.stage.seats.actions import CONSENT
from media.stage.seats.passes import Pass


async def test_a_guest_needs_no_account_and_is_told_what_he_agrees_to(app):
    answer = await app.test_client().get("/stage")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'data-consent="{CONSENT}"' in page
    assert "要保存三年" in page
    english = await app.test_client().get("/stage", headers={"accept-language": "en"})
    assert "kept for three years" in await english.get_data(as_text=True)


async def test_what_relays_a_guest_is_told_to_who_is_seated_and_not_to_who_opens_the_page(app, house, room):
    servers = {
        "stun": "stun.example.cn:3478",
        "turn": "turn:relay.example.cn",
        "turn_password": "a secret of the relay",
    }
    app.extensions["jinbo"] = structs.replace(house, config=structs.replace(house.config, **servers))
    assert "example.cn" not in await (await app.test_client().get("/stage")).get_data(as_text=True)
    seat, _ = await house.db.write(actions.invite, room, "lin")
    mark = (await house.db.write(actions.agree, seat, "吴掌柜", CONSENT)).mark
    ticket = passes.sign(house.keys.derive("stage"), Pass("pass", seat, mark))

    async def told():
        asked = {"authorization": f"Bearer {ticket}"}
        return (await (await app.test_client().get("/api/v1/stage/seat", headers=asked)).get_json())["servers"]

    assert await told() == []
    await house.db.write(actions.admit, seat)
    assert [one["urls"] for one in await told()] == ["stun:stun.example.cn:3478", "turn:relay.example.cn"]
    assert (await told())[1]["credential"] == "a secret of the relay"
    await house.db.write(actions.dismiss, seat)
    assert await told() == []


async def test_a_link_is_shown_as_a_code_to_who_runs_the_stage_only(app, house):
    client = app.test_client()
    owner = await house.door.first_run(house.door.code(), "lin", "林店长", "a long evening", "10.0.0.2", "")
    password = await house.door.invite("ann", "", Role.SERVICE)
    service = await house.door.sign_in("ann", password, "10.0.0.2", "")
    asked = "/console/stage/code?link=https://shop/stage"
    answer = await client.get(asked, headers={"cookie": f"jinbo_session={owner}"})
    assert answer.content_type == "image/svg+xml"
    assert (await answer.get_data(as_text=True)).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    refused = await client.get(asked, headers={"cookie": f"jinbo_session={service}"})
    assert refused.status_code == 403
