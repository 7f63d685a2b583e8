"""Where somebody came from, in words that the reports know."""

from chat.visits.sources import SOURCES, source


def test_what_a_page_says_is_believed_when_it_is_known():
    assert [source(one) for one in SOURCES] == list(SOURCES)


def test_what_nobody_knows_is_other():
    assert source("") == source("<script>") == source("Share") == "other"
