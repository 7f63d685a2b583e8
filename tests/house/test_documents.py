"""What the pages promise is there."""

import re
import tomllib
from pathlib import Path

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def pages(texts: dict[Path, str]) -> dict[Path, str]:
    return {file: text for file, text in texts.items() if file.suffix == ".md"}


def anchors(text: str) -> set[str]:
    """How a heading is called in an address, as the usual forges do it."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in HEADING.findall(text)}


def test_every_link_between_pages_leads_somewhere(texts, root):
    dead = []
    for page, text in pages(texts).items():
        for target in LINK.findall(text):
            if "://" in target or target.startswith("mailto:"):
                continue
            name, _, anchor = target.partition("#")
            file = (root / page.parent / name) if name else root / page
            if not file.exists() or (anchor and anchor not in anchors(file.read_text("utf-8"))):
                dead.append(f"{page}: {target}")
    assert dead == []


def test_every_file_that_the_pages_name_in_code_is_there(texts, root):
    named = re.compile(r"`((?:appliance|media|console|miniprogram|tests|bench|docs|installation|systemd)/[\w./-]+)`")
    gone = [
        f"{page}: {name}"
        for page, text in pages(texts).items()
        for name in named.findall(text)
        if "decisions" not in page.parts and not (root / name).exists() and "vendor" not in name and "dist" not in name
    ]
    assert gone == []


def test_the_version_is_the_changelogs_top_heading(texts, root):
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    tops = re.findall(r"^## (\S+)", texts[Path("docs/CHANGELOG.md")], re.MULTILINE)
    assert tops[0] == version
    assert f'"version": "{version}"' in texts[Path("package.json")]


def test_the_readme_begins_with_the_two_commands(texts):
    blocks = re.findall(r"```sh\n(.*?)```", texts[Path("README.md")], re.DOTALL)
    assert blocks[0].splitlines()[-1] == "./install.sh demo"
    assert blocks[1].strip() == "sudo ./install.sh"


def test_a_decision_says_what_it_costs_and_rests_on_numbers(texts):
    decisions = {page: text for page, text in pages(texts).items() if "decisions" in page.parts}
    assert [page for page in decisions if not re.match(r"\d{4}-[a-z0-9-]+\.md", page.name)] == []
    assert [page for page, text in decisions.items() if not re.search(r"\d", text.partition("\n")[2])] == []


def test_every_picture_tells_the_blind_what_it_shows(texts, root):
    assert [page for page, text in pages(texts).items() if re.search(r"!\[\]\(", text)] == []
    drawn = list((root / "docs/pictures").glob("*.svg"))
    assert [file.name for file in drawn if not re.search(r"<desc\b.*</desc>", file.read_text("utf-8"))] == []
