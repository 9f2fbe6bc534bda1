"""What whoever runs the server can set and see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.web.started import start_server
from werkzeug.exceptions import TooManyRequests

from cetgraph.engine.link import Answer
from cetgraph.web.answers import KeptAnswers
from cetgraph.web.limits import MOST_CLIENTS, ClientLimits

QUERY = "SELECT ?t { ?d dcterms:title ?t }"


def test_queries_of_one_client_at_once_are_bounded() -> None:
    """Those of others are not its business."""
    limits = ClientLimits(at_once=1)
    with limits.admit("a"), limits.admit("b"), pytest.raises(TooManyRequests), limits.admit("a"):
        pytest.fail("it was let in")
    with limits.admit("a"):
        pass


def test_queries_of_one_client_in_a_minute_are_bounded() -> None:
    """After a burst it is told when to come back."""
    limits = ClientLimits(a_minute=6)
    with limits.admit("a"):
        pass
    with pytest.raises(TooManyRequests) as caught, limits.admit("a"):
        pytest.fail("it was let in")
    assert isinstance(caught.value.retry_after, int)
    assert 0 < caught.value.retry_after <= 10
    with limits.admit("b"):
        pass


def test_clients_are_forgotten() -> None:
    """An address for each request fills no memory."""
    limits = ClientLimits(a_minute=1)
    for number in range(MOST_CLIENTS + 10):
        with limits.admit(str(number)):
            pass
    assert len(limits._clients) == MOST_CLIENTS


def test_kept_answers_have_a_largest_size() -> None:
    """What was not asked for longest goes first; what changes each time is never kept."""
    kept = KeptAnswers(10)
    for key in "abc":
        kept.keep(key, Answer(media_type="text/csv", is_volatile=False, seconds=0, size=5, body=b"12345"))
        kept.find("a")
    assert [key for key in "abc" if kept.find(key)] == ["a", "c"]
    kept.keep("d", Answer(media_type="text/csv", is_volatile=True, seconds=0, size=1, body=b"1"))
    assert kept.find("d") is None


def test_the_log_has_no_words_of_queries(data: Path, tmp_path: Path) -> None:
    """A line of JSON for each query; and a client behind a proxy is told apart by the header that the proxy sets."""
    errors = tmp_path / "errors"
    options = ("--log", "json", "--client-rate", "6", "--proxies", "1")
    with start_server("--data", data, *options, errors=errors) as server:
        target = "/sparql?query=ASK%7B%7D"
        first, second, other = (
            server.send("GET", target, headers={"X-Forwarded-For": address})
            for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")
        )
    assert (first.status, second.status, other.status) == (200, 429, 200)
    assert int(second.headers["retry-after"]) > 0
    assert second.headers["content-type"] == "application/problem+json"
    lines = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert [line["outcome"] for line in lines] == ["answered", "429", "kept"]
    assert all("ASK" not in json.dumps(line) and "192.0.2" not in json.dumps(line) for line in lines)


def test_the_log_has_the_words_of_queries_where_that_is_asked_for(data: Path, tmp_path: Path) -> None:
    """And several files can be served as one graph."""
    errors = tmp_path / "errors"
    files = ("--data", data / "cetgraph.trig", "--data", data / "one.ttl")
    with start_server(*files, "--log-queries", errors=errors) as server:
        assert len(server.ask(QUERY).text.splitlines()) == 3
        assert server.ask("ASK { <urn:x> <urn:y> <urn:z> }").text == "true"
    assert json.loads(errors.read_text(encoding="utf-8").splitlines()[0])["query"] == QUERY
