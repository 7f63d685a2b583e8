import msgspec
import pytest
from quart import Quart

from appliance.errors import BadInput
from appliance.http import decode
from store.members.api import NewSession


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("192.168.1.7", 200), ("8.8.8.8", 404)])
async def test_the_houses_numbers_are_for_those_near(app: Quart, address: str, status: int):
    answer = await app.test_client().get("/metrics", scope_base={"client": (address, 1234)})
    assert answer.status_code == status


async def test_the_process_tells_that_it_is_well(app: Quart):
    answer = await app.test_client().get("/healthz")
    assert (answer.status_code, await answer.get_json()) == (200, {"healthy": True, "process": "web"})


async def test_an_address_that_leads_nowhere_is_a_problem_and_not_a_page(app: Quart):
    answer = await app.test_client().get("/api/v1/nowhere", headers={"accept-language": "en"})
    assert answer.content_type == "application/problem+json"
    assert (await answer.get_json())["title"] == "Not found"


@pytest.mark.parametrize("code", ["\\u0000", "a\\\\\\u0000"])
async def test_a_nul_in_a_text_is_refused_before_a_database_sees_it(code: str):
    with pytest.raises(BadInput):
        decode(f'{{"provider": "guest", "code": "{code}"}}', NewSession)


class Loose(msgspec.Struct):
    """Passes over what it does not know."""


async def test_a_body_deeper_than_anybody_nests_is_refused_like_any_other_that_cannot_be_read():
    with pytest.raises(BadInput):
        decode('{"extra": ' + "[" * 5000, Loose)


async def test_the_letters_by_which_a_nul_is_written_are_letters():
    assert decode(r'{"provider": "guest", "code": "\\u0000"}', NewSession).code == r"\u0000"
