"""What the site counts, for Prometheus; and its log, one JSON object a line, without the words of queries."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cetgraph.web.workers import QueryEngine

HEALTH = "/healthz"
METRICS = "/metrics"

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: a lookup takes one millisecond, a runaway query all that it may."""


class Metrics:
    """Counts of one site."""

    def __init__(self, engine: QueryEngine) -> None:
        self.registry = CollectorRegistry()
        self._queries = Counter(
            "cetgraph_queries",
            "Queries by outcome: answered, kept, unchanged, or the trouble.",
            ["outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "cetgraph_query_seconds", "Time from request to answer.", buckets=BUCKETS, registry=self.registry
        )
        self._bytes = Counter("cetgraph_answer_bytes", "Bytes of answers, before compression.", registry=self.registry)
        self.registry.register(_Gauges(engine))

    def count(self, outcome: str, *, seconds: float, size: int) -> None:
        """Count one query."""
        self._queries.labels(outcome).inc()
        self._seconds.observe(seconds)
        self._bytes.inc(size)


class _Gauges(Collector):
    """What the engine says of itself when it is asked."""

    def __init__(self, engine: QueryEngine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """A metric for each of the engine's gauges."""
        for name, value in self._engine.gauges().items():
            words = name.replace("_", " ")
            yield GaugeMetricFamily(f"cetgraph_workers_{name}", f"Query processes: {words}.", value=value)


class QueryLog:
    """A line for each query. The words of queries are left out unless asked for: they can tell of whoever asks."""

    def __init__(self, stream: TextIO | None = None, *, with_words: bool = False) -> None:
        self._stream = stream
        self._with_words = with_words
        self._lock = threading.Lock()

    def write(self, *, method: str, outcome: str, seconds: float, size: int, words: str) -> None:
        """Write the line, if there is anywhere to."""
        if self._stream is None:
            return
        line: dict[str, str | float | int] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": "query",
            "method": method,
            "outcome": outcome,
            "seconds": round(seconds, 6),
            "bytes": size,
        }
        if self._with_words:
            line["query"] = words
        with self._lock:
            self._stream.write(f"{json.dumps(line)}\n")
            self._stream.flush()


def log_to_stderr(*, with_words: bool) -> QueryLog:
    """A log on the standard error stream."""
    return QueryLog(sys.stderr, with_words=with_words)


def operators(engine: QueryEngine, metrics: Metrics) -> Blueprint:
    """`/healthz` for whoever restarts the server, and `/metrics` for Prometheus."""
    blueprint = Blueprint("operators", __name__)

    @blueprint.get(HEALTH)
    def health() -> Response:
        is_healthy = engine.is_healthy()
        response = Response("ok\n" if is_healthy else "no query is answered\n", mimetype="text/plain")
        response.status_code = 200 if is_healthy else 503
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.get(METRICS)
    def metrics_page() -> Response:
        response = Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint
