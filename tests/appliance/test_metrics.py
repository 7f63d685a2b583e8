import pytest
from prometheus_client.parser import text_string_to_metric_families

from appliance.metrics import Metrics


@pytest.fixture
def metrics():
    return Metrics()


def read(metrics):
    families = text_string_to_metric_families(metrics.render().decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_the_process_is_measured(metrics):
    found = read(metrics)
    assert found[("process_resident_memory_bytes",)] > 1 << 20
    assert found[("process_open_fds",)] > 3
    assert any(name == "python_gc_collections_total" for name, *_ in found)


def test_a_number_is_read_when_it_is_asked_for(metrics):
    viewers = [3]
    metrics.gauge("jinbo_viewers", "Viewers now", lambda: viewers[0])
    assert read(metrics)[("jinbo_viewers",)] == 3
    viewers[0] = 5
    assert read(metrics)[("jinbo_viewers",)] == 5


def test_a_mapping_is_a_line_per_key(metrics):
    metrics.counter("jinbo_answers", "Answers by status", lambda: {"200": 7, "404": 1}, label="status")
    found = read(metrics)
    assert (found["jinbo_answers_total", "200"], found["jinbo_answers_total", "404"]) == (7, 1)


def test_two_houses_in_one_process_do_not_share_numbers(metrics):
    metrics.gauge("jinbo_viewers", "Viewers now", lambda: 3)
    assert ("jinbo_viewers",) not in read(Metrics())
