"""What Prometheus reads: numbers of our own beside those of the process, in a registry of their own."""

from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import Literal

import msgspec
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Reading = Callable[[], float | Mapping[str, float]]


def is_near(address: str) -> bool:
    """On this box or in the shop's own network: the house's numbers are nobody else's business."""
    try:
        return not ip_address(address).is_global
    except ValueError:
        return False


class Metrics:
    """Numbers are read where they live, when somebody asks: nothing is counted twice and hot paths pay nothing.

    ``metrics.gauge("jinbo_edge_connections", "Open connections", lambda: len(edge.connections))``. A reading that is
    a mapping becomes one line per key under `label`.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._numbers: list[_Number] = []
        self.registry.register(_Readings(self._numbers))

    def gauge(self, name: str, text: str, read: Reading, *, label: str = "") -> None:
        """A number that goes up and down."""
        self._numbers.append(_Number("gauge", name, text, read, label))

    def counter(self, name: str, text: str, read: Reading, *, label: str = "") -> None:
        """A number that only grows; Prometheus sees `name` with ``_total``."""
        self._numbers.append(_Number("counter", name, text, read, label))

    def render(self) -> bytes:
        """The text format, see `CONTENT_TYPE`."""
        return generate_latest(self.registry)


class _Number(msgspec.Struct, frozen=True):
    kind: Literal["gauge", "counter"]
    name: str
    text: str
    read: Reading
    label: str

    def family(self) -> Metric:
        labels = [self.label] if self.label else []
        kind = GaugeMetricFamily if self.kind == "gauge" else CounterMetricFamily
        family = kind(self.name, self.text, labels=labels)
        reading = self.read()
        lines = reading if isinstance(reading, Mapping) else {"": reading}
        for key, value in lines.items():
            family.add_metric([key] if self.label else [], value)
        return family


class _Readings(Collector):
    def __init__(self, numbers: list[_Number]) -> None:
        self._numbers = numbers

    def collect(self) -> Iterable[Metric]:
        return [number.family() for number in self._numbers]
