"""What all lists of the console have in common."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "console"
LISTS = {file.relative_to(CONSOLE / "templates").as_posix(): file.read_text() for file in CONSOLE.rglob("*.html")}
SEARCHED = {name: text for name, text in LISTS.items() if "search_form(" in text}
FOLLOWING = {name: text for name, text in LISTS.items() if re.search(r'id="list"[^>]* data-refresh', text)}


class Walk(HTMLParser):
    """What leads on from a page, or is sent from it, by where it stands: in the list, beside it, or elsewhere."""

    VOID = ("input", "img", "br", "meta", "link")

    def __init__(self, template: str) -> None:
        super().__init__()
        self._around: list[str] = []
        self.leads: list[tuple[str, set[str]]] = []
        self.feed(re.sub(r"\{([{%#]).*?[}%#]\}", lambda jinja: " ".join(re.findall(r"\w+", jinja[0])), template))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        place = "list" if known.get("id") == "list" else "beside" if "data-beside" in known and known.get("id") else ""
        place = place or (self._around[-1] if self._around else "")
        if tag not in self.VOID:
            self._around.append(place)
        if tag == "a" or known.get("type") == "hidden":
            said = f"{known.get('href')} {known.get('name')} {known.get('value')}"
            self.leads.append((place, set(re.findall(r"\w+", said))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._around.pop()


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


@pytest.mark.parametrize("name", SEARCHED)
def test_what_keeps_a_search_comes_with_the_list_that_was_searched(name):
    leads = Walk(SEARCHED[name]).leads
    assert [words for place, words in leads if not place and words & {"search", "kept"}] == []


@pytest.mark.parametrize("name", SEARCHED | FOLLOWING)
def test_the_way_to_the_next_page_stands_in_the_list_that_it_goes_on_from(name):
    leads = Walk(LISTS[name]).leads
    assert [words for place, words in leads if place != "list" and words & {"cursor", "before", "page", "number"}] == []


def test_the_lists_that_are_walked_are_all_there():
    assert len(SEARCHED) > 15
    assert len(FOLLOWING) > 20


async def test_what_is_beside_a_list_can_be_found_in_the_answer_to_a_search(owner):
    found = await owner.read("/console/orders?search=%E9%BE%99%E4%BA%95")
    for name in ("tabs", "filter", "export"):
        assert re.search(rf'id="{name}" data-beside[^>]*', found)
    assert 'hx-select-oob="[data-beside]"' in found
    assert re.search(r'id="export" data-beside href="[^"]*search=%E9%BE%99%E4%BA%95"', found)


def test_what_is_counted_above_a_list_that_follows_comes_with_it():
    heads = re.compile(r"<h1>.*?</h1>|<nav class=\"tabs\".*?</nav>", re.DOTALL)
    above = "".join(told for text in FOLLOWING.values() for told in heads.findall(text))
    counts = re.findall(r"<span class=\"[^\"]*figure\"[^>]*>", above)
    assert len(counts) >= 3
    assert [one for one in counts if not re.search(r'id="[^"]+" data-along', one)] == []
