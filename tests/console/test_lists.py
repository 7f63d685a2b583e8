"""What all lists of the console have in common."""

import re
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "console"
LISTS = {file.relative_to(CONSOLE / "templates").as_posix(): file.read_text() for file in CONSOLE.rglob("*.html")}


def refused_pages() -> list[tuple[str, str]]:
    """The template of each form that comes back, and what else it is told."""
    views = "\n".join(file.read_text() for file in sorted((CONSOLE / "pages").rglob("*.py")))
    return re.findall(r'again\("([^"]+)", \w+(.*)\)', views)


def test_a_refused_action_leaves_a_page_that_follows_what_happens_where_it_is_read():
    lost = [name for name, told in refused_pages() if "data-refresh" in LISTS[name] and "read_at=" not in told]
    assert len(refused_pages()) > 30
    assert lost == []


@pytest.mark.parametrize(
    ("address", "posted", "read_at"),
    [
        ("/console/goods/shelf", {"to": "shelved"}, "/console/goods"),
        ("/console/payments/counter/nobody", {"way": "cash", "amount": "1"}, "/console/payments/counter"),
        ("/console/payments/refunds/nobody/retry", {}, "/console/payments/refunds?state=abnormal"),
    ],
)
async def test_what_was_refused_can_be_read_anew(owner, address, posted, read_at):
    refused = await (await owner.post(address, posted)).get_data(as_text=True)
    assert f'data-read-at="{read_at}"' in refused
    assert 'id="list"' in await owner.read(read_at)


async def test_a_page_that_was_asked_for_stays_where_it_is(owner):
    assert "data-read-at" not in await owner.read("/console/goods")
