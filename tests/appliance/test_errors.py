from appliance.errors import BadInput, Problem, TooMany
from media.broadcasts.actions import RoomNotFound


def test_a_problem_speaks_both_languages_and_keeps_its_type():
    problem = TooMany(retry_after=9)
    assert problem.document("zh") == {
        "type": "urn:jinbo:problem:too-many",
        "title": "操作太频繁，请 9 秒后再试",
        "status": 429,
        "retry_after": 9,
    }
    assert problem.document("en")["title"] == "Too many tries, please wait 9 seconds"


def test_a_features_problem_is_named_after_what_happened():
    assert RoomNotFound().type == "urn:jinbo:problem:room-not-found"
    assert RoomNotFound.status == 404


def test_a_sentence_never_fails_for_want_of_a_value():
    assert BadInput().sentence("en") == "This cannot be read: {why}"


def test_facts_never_hide_what_the_standard_says():
    assert Problem(status=200, type="x").document("en")["status"] == 500
