"""One's own password, language and colours."""

import pytest


async def test_a_new_password_ends_the_sessions_elsewhere(founder, browser):
    elsewhere = browser()
    await elsewhere.sign_in("wang")
    answer = await founder.post(
        "/console/account/password", {"old": "a sentence only I know", "password": "another sentence of mine"}
    )
    assert "密码改好了" in await founder.read(answer.headers["location"])
    assert (await elsewhere.get("/console/rooms")).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("not it", "another sentence of mine", "old"), ("a sentence only I know", "short", "password")],
)
async def test_what_is_wrong_is_told_beside_its_field(founder, old, new, field):
    answer = await founder.post("/console/account/password", {"old": old, "password": new})
    assert f'id="{field}-wrong"' in await answer.get_data(as_text=True)


async def test_the_language_is_a_persons_choice_before_and_after_signing_in(owner, browser):
    stranger = browser()
    await stranger.post("/console/preferences", {"language": "en"}, Referer="http://localhost/console/sign-in")
    assert "Forgotten your password?" in await stranger.read("/console/sign-in")
    await owner.post("/console/preferences", {"language": "en"})
    assert '<html lang="en"' in await owner.read("/console/rooms")


async def test_the_colours_are_kept_and_nonsense_is_not(owner):
    await owner.post("/console/preferences", {"theme": "dark"})
    assert 'value="dark" aria-pressed="true"' in await owner.read("/console/account")
    await owner.post("/console/preferences", {"theme": '"><script>'})
    assert 'value="dark" aria-pressed="true"' in await owner.read("/console/account")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://localhost/console/shows?when=past", "/console/shows?when=past"),
        ("https://evil.example/console/shows", "/console"),
        ("http://localhost/api", "/console"),
        ("", "/console"),
    ],
)
async def test_a_choice_leads_back_to_its_page_and_never_elsewhere(browser, referer, back):
    answer = await browser().post("/console/preferences", {"theme": "dark"}, Referer=referer)
    assert answer.headers["location"] == back
