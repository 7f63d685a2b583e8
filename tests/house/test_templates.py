"""A sentence on a page is spoken through gettext, so that it can be said in English too."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ENGLISH = Path(__file__).parents[2] / "console" / "translations" / "en.po"
CHINESE = re.compile(r"[㐀-鿿＀-￯　-〿]+")
SPOKEN = [
    re.compile(r"\{#.*?#\}", re.DOTALL),
    re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL),
    re.compile(r"""\b(?:_|gettext|ngettext|pgettext|npgettext)\((?:\s*(["']).*?\1\s*,?)+""", re.DOTALL),
]


def unspoken(template: str) -> list[str]:
    """The Chinese in a template that gettext never sees."""
    for pattern in SPOKEN:
        template = pattern.sub("", template)
    return CHINESE.findall(template)


def test_no_template_holds_chinese_outside_gettext(texts):
    templates = {file: text for file, text in texts.items() if "templates" in file.parts and file.suffix == ".html"}
    assert {file: left for file, text in templates.items() if (left := unspoken(text))} == {}


@pytest.mark.parametrize(
    "template",
    [
        "<h1>{{ _('直播间') }}</h1>",
        '<a title="{{ _("更换推流密钥") }}">{# 给同事看的话 #}</a>',
        "{% trans count=n %}有 {{ count }} 位观众{% endtrans %}",
        "{{ ngettext('%(num)d 位', '%(num)d 位', n) }}",
    ],
)
def test_what_gettext_speaks_is_let_through(template):
    assert unspoken(template) == []


@pytest.mark.parametrize("template", ["<h1>直播间</h1>", "<input placeholder='搜索'>{{ _('好') }}", "{{ '开播' }}"])
def test_what_gettext_never_sees_is_found(template):
    assert len(unspoken(template)) == 1


def test_no_translation_of_a_page_breaks_where_its_values_are_put_in():
    """Jinja formats each text of a template, one with no values too: a per cent sign of its own is doubled."""
    with ENGLISH.open("rb") as file:
        messages = [one for one in read_po(file) if any(name.endswith(".html") for name, _ in one.locations)]
    assert len(messages) > 100
    broken = [
        text
        for one in messages
        for text in ((one.string,) if isinstance(one.string, str) else one.string)
        if "%" in re.sub(r"%\(\w+\)[sd]|%%", "", text)
    ]
    assert broken == []
