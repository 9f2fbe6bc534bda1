from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cetgraph.errors import QueryError
from cetgraph.graph.store import open_store
from cetgraph.web import workers as workers_module
from cetgraph.web.workers import QueryStopped, QueryWorkers

SELECT = "SELECT ?title WHERE { ?d dcterms:title ?title } ORDER BY ?title"
ASK = "ASK { ?c a cet:Commitment }"
CONSTRUCT = "CONSTRUCT { ?d dcterms:title ?t } WHERE { ?d dcterms:title ?t }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"
FORM = "application/x-www-form-urlencoded"


def _get(client: FlaskClient, query: str, accept: str = "*/*") -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})


FORMATS = {
    "rows, any format": (SELECT, "*/*", "application/sparql-results+json", '"bindings"'),
    "rows as JSON": (SELECT, "application/json", "application/json", '"bindings"'),
    "rows as CSV": (SELECT, "text/csv", "text/csv", "title\r\nFirst Statement\r\nSecond Statement\r\n"),
    "rows as TSV": (SELECT, "text/tab-separated-values", "text/tab-separated-values", '"First Statement"@en'),
    "rows by quality": (SELECT, "text/csv;q=0.1, application/json;q=0.5", "application/json", '"bindings"'),
    "truth": (ASK, "*/*", "application/sparql-results+json", '"boolean":true'),
    "triples, any format": (CONSTRUCT, "*/*", "text/turtle", "dcterms:title"),
    "triples as N-Triples": (CONSTRUCT, "application/n-triples", "application/n-triples", "dc/terms/title>"),
    "triples as RDF/XML": (CONSTRUCT, "application/rdf+xml", "application/rdf+xml", "<rdf:RDF"),
    "rows for a browser": (SELECT, "text/html,*/*;q=0.8", "text/html", "<td>First Statement</td>"),
    "triples for a browser": (CONSTRUCT, "text/html,*/*;q=0.8", "text/html", "<pre>"),
    "truth for a browser": (ASK, "text/html,*/*;q=0.8", "text/html", "<p>Yes.</p>"),
}


@pytest.mark.parametrize(("query", "accept", "media_type", "part"), FORMATS.values(), ids=FORMATS.keys())
def test_the_client_gets_what_it_asks_for(
    client: FlaskClient, query: str, accept: str, media_type: str, part: str
) -> None:
    """The format is negotiated among those that the query's form has."""
    answer = _get(client, query, accept)
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert part in answer.get_data(as_text=True)


def test_a_query_can_be_posted(client: FlaskClient) -> None:
    """As a form, and as it is."""
    form = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})
    plain = client.post("/sparql", data=SELECT, content_type="application/sparql-query", headers={"Accept": "text/csv"})
    assert form.data == plain.data == b"title\r\nFirst Statement\r\nSecond Statement\r\n"


def test_without_a_query_there_is_a_form(client: FlaskClient) -> None:
    """The form holds an example that runs."""
    page = client.get("/sparql").get_data(as_text=True)
    assert "<textarea" in page
    assert "cet:Commitment" in page


REFUSALS = {
    "nonsense": ("SELEC", 400, "syntax error"),
    "a string that does not end": ("ASK { ?s ?p 'x }", 400, "syntax error"),
    "a prefix that is unknown": ("ASK { ?s x:p 1 }", 400, "the prefix x: is not declared"),
    "an update": ("INSERT DATA { <urn:a> <urn:b> 1 }", 403, "is an update"),
    "a load": ("LOAD <http://127.0.0.1/x>", 403, "is an update"),
    "a service": ("ASK { SERVICE <http://127.0.0.1/x> { ?s ?p ?o } }", 403, "SERVICE"),
    "a service, silently": ("ASK { SERVICE SILENT ?x { ?s ?p ?o } }", 403, "SERVICE"),
    "brackets in brackets": ("ASK { " + "{" * 5000 + "}" * 5000 + " }", 403, "nested too deep"),
    "nothing": ("", 400, "syntax error"),
}


@pytest.mark.parametrize(("query", "status", "complaint"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_refused_is_told(client: FlaskClient, query: str, status: int, complaint: str) -> None:
    """A problem document for programs, the same words beside the query for people."""
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert complaint in answer.json["detail"]  # type: ignore[index]
    page = client.post("/sparql", data={"query": query}, headers={"Accept": "text/html"})
    assert page.status_code == status
    assert complaint in page.get_data(as_text=True)


REQUESTS = {
    "two queries": ({"query_string": "query=ASK{}&query=ASK{}"}, 400),
    "an update": ({"query_string": "update=CLEAR+ALL"}, 403),
    "a graph by parameter": ({"query_string": "query=ASK{}&default-graph-uri=urn:x"}, 400),
    "a format that is not there": ({"query_string": "query=ASK{}", "headers": {"Accept": "image/png"}}, 406),
    "a post of nothing": ({"method": "POST", "content_type": FORM}, 400),
    "a post of JSON": ({"method": "POST", "data": "{}", "content_type": "application/json"}, 415),
    "a post that is not UTF-8": (
        {"method": "POST", "data": b"ASK { ?s ?p '\xff' }", "content_type": "application/sparql-query"},
        400,
    ),
    "another method": ({"method": "PUT"}, 405),
}


@pytest.mark.parametrize(("request_options", "status"), REQUESTS.values(), ids=REQUESTS.keys())
def test_a_request_that_is_no_query_is_refused(
    client: FlaskClient, request_options: dict[str, str], status: int
) -> None:
    """Nothing of a request is silently ignored."""
    assert client.open("/sparql", **request_options).status_code == status  # type: ignore[arg-type]


def test_a_runaway_query_is_stopped_and_the_next_one_answered(client: FlaskClient) -> None:
    """The worker is replaced; nobody waits for the query that was stopped."""
    begun = time.monotonic()
    answer = _get(client, RUNAWAY)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "was stopped" in answer.json["detail"]  # type: ignore[index]
    assert _get(client, ASK).status_code == 200
    assert time.monotonic() - begun < 30


def test_a_busy_endpoint_says_so(data: Path) -> None:
    """A query waits for a worker no longer than it may run."""
    none = QueryWorkers([data], workers=0, seconds=0.1)
    with pytest.raises(QueryStopped, match="busy"):
        none.answer(ASK, "json")


def test_a_worker_that_died_is_replaced(data: Path) -> None:
    """Who asks next does not notice."""
    workers = QueryWorkers([data], workers=1)
    first = workers.answer(ASK, "csv")
    worker = workers._idle.get()
    assert worker is not None
    worker.process.kill()
    worker.process.join()
    workers._idle.put(worker)
    assert workers.answer(ASK, "csv") == first
    workers.close()


def test_a_query_that_ends_its_worker_is_told(data: Path) -> None:
    """The system ends a process that takes too much memory, in the midst of a query."""
    workers = QueryWorkers([data], workers=1, seconds=20)
    worker = workers._start()
    workers._idle.get()
    workers._idle.put(worker)
    end = threading.Timer(0.5, worker.process.kill)
    end.start()
    with pytest.raises(QueryStopped, match="more memory than it may"):
        workers.answer(RUNAWAY, "csv")
    assert workers.answer(ASK, "csv")
    workers.close()


def test_a_graph_format_is_for_graphs(data: Path) -> None:
    """A worker refuses a format that the answer does not have."""
    workers = QueryWorkers([data], workers=1)
    with pytest.raises(QueryError, match="no graph"):
        workers.answer(ASK, "turtle")
    workers.close()


def test_an_answer_has_a_largest_size(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the query is refused, not the answer cut."""
    monkeypatch.setattr(workers_module, "LARGEST", 10)
    outcome = workers_module._outcome(open_store([data]), SELECT, "csv")
    assert isinstance(outcome, QueryStopped)
    assert "LIMIT" in str(outcome)
