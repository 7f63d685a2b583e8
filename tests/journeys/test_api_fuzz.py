"""Whatever is sent to the API by its own description, the answer is never a failure of ours."""

import re
import subprocess
import sys

import httpx
import pytest

pytestmark = pytest.mark.proof


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
def viewer(shop) -> dict[str, str]:
    """What a buyer's phone sends with every request."""
    session = httpx.post(f"{shop.http}/api/v1/sessions", json={"provider": "guest"}).json()
    return {"Authorization": f"Bearer {session['token']}", "Idempotency-Key": "one-tap-of-many"}


@pytest.mark.parametrize("who", ["stranger", "owner", "viewer"])
def test_nothing_that_is_sent_makes_the_api_fail(shop, owner, viewer, who: str):
    sent = {"stranger": {}, "owner": owner, "viewer": viewer}[who]
    headers = [word for name, value in sent.items() for word in ("-H", f"{name}: {value}")]
    told = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{shop.http}/api/v1/openapi.json"),
            *("--checks", "not_a_server_error,response_schema_conformance,content_type_conformance"),
            *("--max-examples", "40", "--no-color", "--exclude-path", "/api/v1/me", *headers),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    figures = re.findall(r"^.*(?:generated|Test cases).*$", told.stdout, re.MULTILINE)
    print(f"API as {who}: {' '.join(figures).strip()}")  # noqa: T201 - the proof's figure
    assert told.returncode == 0, told.stdout[-4000:]
