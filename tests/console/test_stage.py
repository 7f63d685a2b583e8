"""A guest's page is for everybody with a link; the code that leads to it is for who runs the stage."""

from appliance.identity.permissions import Role
from media.stage.seats.actions import CONSENT


async def test_a_guest_needs_no_account_and_is_told_what_he_agrees_to(app):
    answer = await app.test_client().get("/stage")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'data-consent="{CONSENT}"' in page
    assert "要保存三年" in page
    english = await app.test_client().get("/stage", headers={"accept-language": "en"})
    assert "kept for three years" in await english.get_data(as_text=True)


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
