"""Whatever is sent to the API of a shop with a day behind it, by its own description, never makes it fail."""

import os
import re
import subprocess
import sys

import httpx
import msgspec
import pytest

from tests.journeys.furnished import Ids, furnish
from tests.journeys.real_ids import REAL

pytestmark = pytest.mark.proof

FORGET_ME = "DELETE /api/v1/me"
"""Whose sender nobody knows afterwards."""
TRIES = {
    "stranger": ["--phases", "coverage"],
    "member": ["--max-examples", "12", "--exclude-by", "/security/0/staff == []"],
    "owner": ["--max-examples", "12", "--exclude-by", "/security/0/viewer == []"],
}
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"


@pytest.fixture(scope="module")
def owner(shop) -> dict[str, str]:
    """What the owner's program sends with every request."""
    with httpx.Client(base_url=shop.http, follow_redirects=True) as browser:
        form = {
            "code": shop.command("admin", "code").strip(),
            "login": "lin",
            "name": "林",
            "password": "a long evening",
        }
        browser.post("/console/first-run", data=form)
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', browser.get("/console/account").text)[1]
        return {"Cookie": f"jinbo_session={browser.cookies['jinbo_session']}", "X-CSRF-Token": csrf}


@pytest.fixture(scope="module")
def known(shop) -> tuple[str, Ids]:
    """A member's token, and the names of what is there."""
    return furnish(shop.data, shop.http)


@pytest.mark.parametrize("who", ["stranger", "member", "owner"])
def test_nothing_that_is_sent_makes_the_api_fail(shop, owner, known, who: str):
    """A stranger finds out what each address says to whom it is not for, with the edges of every field."""
    token, ids = known
    sent = {"stranger": {}, "owner": owner, "member": {"Authorization": f"Bearer {token}"}}[who]
    _try(shop, who, sent, ids, "--exclude-name", FORGET_ME, *TRIES[who])


def test_who_is_forgotten_is_so_whatever_else_is_sent(shop, known):
    token, ids = known
    _try(shop, "leaver", {"Authorization": f"Bearer {token}"}, ids, "--include-name", FORGET_ME)


def _try(shop, who: str, sent: dict[str, str], ids: Ids, *words: str) -> None:
    headers = [word for name, value in sent.items() for word in ("-H", f"{name}: {value}")]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.journeys.real_ids", REAL: msgspec.json.encode(ids).decode()}
    told = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{shop.http}/api/v1/openapi.json"),
            *("--checks", CHECKS, "--suppress-health-check", "all", "--no-color", *words, *headers),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | hooks,
    )
    figures = re.findall(r"^.*(?:generated|Test cases).*$", told.stdout, re.MULTILINE)
    print(f"API as {who}: {' '.join(figures).strip()}")  # noqa: T201 - the proof's figure
    assert told.returncode == 0, told.stdout[-4000:]
