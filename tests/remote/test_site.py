"""The site over a remote store tells what the site over the same graph in memory tells."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from tests.remote.conftest import ROWS, StoreServer
from tests.web.started import Started
from tests.web.test_question_pages import ASKED, QUESTIONS

from cetgraph.engine.link import Settings
from cetgraph.engine.messages import Job, Trouble, Unanswered
from cetgraph.errors import CetgraphError
from cetgraph.graph.store import open_store, read_quads
from cetgraph.graph.terms import Iri
from cetgraph.remote.address import Credentials, read_address
from cetgraph.remote.source import RemoteSource
from cetgraph.web import create_app
from cetgraph.web.downloads import FORMATS
from cetgraph.web.view import View
from cetgraph.web.wording import KINDS

JULY = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"
DOWNLOADS = f"/download/{JULY}"
REPOSITORY = Path(__file__).resolve().parents[2]


def _one_of_each_kind() -> list[str]:
    """The page of one thing of each kind that the published graph has, and of a concept."""
    store = open_store([REPOSITORY / "data" / "graph"])
    view = View(store, store)
    firsts = [view.members(kind)[:1] for kind in KINDS]
    return ["/doc/scheme/progress/under-way", *(view.refer(thing).path for found in firsts for thing in found)]


PARTIES = {"party": "US", "partner": "SG", "other": "IN"}
"""Values for questions that compare."""

QUESTION_PAGES = [f"/answers/{name}?{urlencode(values)}" for name, values in ASKED.items()]
PAGES = [
    "/",
    *(f"/browse/{kind.path}" for kind in KINDS),
    *_one_of_each_kind(),
    "/doc/organisation/us-nist",
    f"/document/{JULY}",
    "/answers",
    *(f"/answers/{name}" for name in QUESTIONS),
    *QUESTION_PAGES,
    "/explore",
    "/explore?start=country/SG",
    "/explore/search.json?q=nist",
    f"/explore/sources.json?thing=document/{JULY}",
    "/sparql/terms.json",
    "/ontology",
    "/sitemap.xml",
    "/robots.txt",
    "/doc/country/SG.ttl",
    f"/doc/document/{JULY}.nt",
    "/.well-known/void",
    DOWNLOADS,
]

_CHANGING = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?|\d{4}-\d\d-\d\d|\b[0-9a-f]{64}\b|[\d.]+ (?:Bytes|kB)"
)
"""The site's own address, days, digests and sizes of files: when data changed, and how numbers are spelt in it."""


def _visible(body: str) -> str:
    """What a reader sees: words without markup, and without what is of the server and not of the graph."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", body, flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]*>", " ", body)) if "<html" in body else body
    return " ".join(_CHANGING.sub("-", words).split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_tells_the_same(site: Started, in_memory: FlaskClient, path: str) -> None:
    """Word for word, whatever the server makes of numbers, truths, duplicates and its own graphs."""
    headers = {"Accept": "text/html, text/turtle;q=0.9, */*;q=0.5"}
    if path == DOWNLOADS:  # the page lists what has been made
        for found in FORMATS:
            site.send("GET", f"{path}{found.ending}", seconds=120)
            in_memory.get(f"{path}{found.ending}").close()
    there, here = site.send("GET", path, headers=headers), in_memory.get(path, headers=headers)
    assert there.status == here.status_code
    assert _visible(there.text) == _visible(here.get_data(as_text=True))
    assert there.headers["content-type"] == here.headers["Content-Type"]


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("is_asked", [False, True], ids=["everything", "with values"])
def test_every_question_has_the_same_rows(site: Started, in_memory: FlaskClient, name: str, *, is_asked: bool) -> None:
    """With and without values for its parameters."""
    needed = {parameter.name: parameter.name for parameter in QUESTIONS[name].parameters if parameter.is_required}
    values = ASKED.get(name, PARTIES if needed else {}) if is_asked or needed else {}
    path = f"/answers/{name}.csv?{urlencode(values)}"
    there, here = site.send("GET", path), in_memory.get(path)
    assert there.status == here.status_code == 200, there.text
    rows, expected = (list(csv.reader(io.StringIO(text))) for text in (there.text, here.get_data(as_text=True)))
    assert rows[0] == expected[0]
    assert sorted(rows) == sorted(expected)


@pytest.mark.parametrize("stored", ["virtuoso"], indirect=True)
@pytest.mark.parametrize("name", ["cetgraph.trig", "cetgraph.nt", "cetgraph-commitments.csv", f"{JULY}.ttl"])
def test_downloads_hold_the_same(site: Started, in_memory: FlaskClient, name: str) -> None:
    """Of everything, with the graphs kept apart, and of one document: byte for byte, as we spell as Virtuoso does."""
    there = site.send("GET", f"/download/{name}", seconds=120)
    assert there.status == 200
    with in_memory.get(f"/download/{name}") as here:
        assert there.body == here.data


@pytest.mark.parametrize("stored", ["cetgraph"], indirect=True)
@pytest.mark.parametrize("name", ["cetgraph.nt", f"{JULY}.nt"])
def test_downloads_hold_the_same_triples(site: Started, in_memory: FlaskClient, name: str) -> None:
    """Our own engine keeps no sorts of integers apart; all else comes back as it was sent."""
    there = site.send("GET", f"/download/{name}", seconds=120)
    with in_memory.get(f"/download/{name}") as here:
        lines, expected = (sorted(re.sub(rb"positiveInteger|nonNegativeInteger", b"integer", body).splitlines())
                           for body in (there.body, here.data))  # fmt: skip
    assert lines == expected


QUERIES = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?kind (COUNT(?x) AS ?n) { ?x a ?kind } GROUP BY ?kind ORDER BY ?kind",
    (
        "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } FILTER(STRSTARTS(STR(?graph), STR(graph:))) } "
        "GROUP BY ?graph ORDER BY ?graph"
    ),
    "SELECT ?reviewed { ?x cet:reviewed ?reviewed } LIMIT 1",
    "SELECT ?title ?missing { ?d dcterms:title ?title OPTIONAL { ?d <urn:none> ?missing } }",
    "SELECT ?x { ?x a <urn:nothing> }",
    "ASK { ?x a cet:Meeting }",
    "ASK { ?x a <urn:nothing> }",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    "accept",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_tables_are_written_here(site: Started, in_memory: FlaskClient, query: str, accept: str) -> None:
    """The same bytes in every format: the default graph is the union of our graphs, each triple once."""
    there = site.ask(query, accept=accept)
    here = in_memory.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (there.status, there.body) == (200, here.data)
    assert there.headers["content-type"] == here.headers["Content-Type"]


@pytest.mark.parametrize("stored", ["cetgraph"], indirect=True)
def test_named_graphs_are_ours(site: Started, repository: Path) -> None:
    """Neither the union nor the directory is among them, where the server keeps to the dataset that it is given.

    Virtuoso does not: there GRAPH reaches all that the server has.
    """
    quads = read_quads([repository / "data" / "graph" / "cetgraph.trig"])
    found = site.ask("SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph").text.split()
    assert found == ["graph", *sorted({quad.graph.value for quad in quads if quad.graph})]


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"]
)
def test_graphs_are_written_here(site: Started, accept: str) -> None:
    """From what the server sends as N-Triples or Turtle."""
    query = "CONSTRUCT { ?c rdfs:label ?name } WHERE { ?c a cet:Country ; rdfs:label ?name }"
    there = site.ask(query, accept=accept)
    assert there.status == 200
    assert there.headers["content-type"].startswith(accept)
    assert "Singapore" in there.text


def test_a_dataset_of_the_request_is_passed_on(site: Started, repository: Path) -> None:
    """default-graph-uri, named-graph-uri and FROM."""
    quads = read_quads([repository / "data" / "graph" / "cetgraph.trig"])
    graph = "https://w3id.org/cetgraph/graph/reference"
    count = str(sum(1 for quad in quads if quad.graph == Iri(graph)))
    named = quote(graph, safe="")
    counted = quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", safe="")
    of_named = quote("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", safe="")
    assert (
        site.send("GET", f"/sparql?query={counted}&default-graph-uri={named}", headers=CSV).text == f"n\r\n{count}\r\n"
    )
    assert (
        site.send("GET", f"/sparql?query={of_named}&named-graph-uri={named}", headers=CSV).text == f"n\r\n{count}\r\n"
    )
    assert site.ask(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}").text == f"n\r\n{count}\r\n"


CSV = {"Accept": "text/csv"}

WRONG = [
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "SERVICE"),
    ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 403, "update"),
    ("SELECT ?s {", 400, "ends too early"),
    ("SELECT ?s { ?s ?p ?o } }", 400, "line 1"),
    ("SELECT ?s { ?s none:p ?o }", 400, "none:"),
    (f"ASK {'{' * 5000} ?s ?p ?o {'}' * 5000}", 403, "nested too deep"),
]


@pytest.mark.parametrize(("query", "status", "words"), WRONG, ids=[words for *_, words in WRONG])
def test_what_is_wrong_with_a_query_is_told(site: Started, query: str, status: int, words: str) -> None:
    """As over our own processes: most of it before the server has seen the query."""
    there = site.ask(query)
    assert there.status == status
    assert there.headers["content-type"] == "application/problem+json"
    assert words in json.loads(there.body)["detail"]


def test_operators_see_the_server(site: Started) -> None:
    """Whether it answers, and how many queries it works on."""
    assert site.send("GET", "/healthz").text == "ok\n"
    assert "cetgraph_workers_remote_places 8.0" in site.send("GET", "/metrics").text


def test_the_description_counts_the_union(site: Started, repository: Path) -> None:
    """Not what the server's own default graph has."""
    described = site.send("GET", "/sparql", headers={"Accept": "application/n-triples"}).text
    triples = len({quad.triple for quad in read_quads([repository / "data" / "graph" / "cetgraph.trig"])})
    assert f'void#triples> "{triples}"' in described


@pytest.mark.parametrize("stored", ["virtuoso"], indirect=True)
def test_an_answer_that_the_server_would_cut_is_none(site: Started) -> None:
    """Virtuoso gives so many rows and tells that there may be more; of graphs it does not tell."""
    everything = "?s ?p ?o } ORDER BY ?s ?p ?o"
    for query in (f"SELECT ?s {{ {everything}", f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {everything}"):
        there = site.ask(query, accept="text/csv, text/turtle;q=0.5")
        assert there.status == 422
        assert f"no more than {ROWS:,} rows" in json.loads(there.body)["detail"]
    asked = site.ask(f"SELECT ?s {{ {everything} LIMIT {ROWS}")
    assert (asked.status, asked.text.count("\r\n")) == (200, ROWS + 1)
    few = site.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5", accept="application/n-triples")
    assert (few.status, few.text.count("\n")) == (200, 5)


@pytest.mark.parametrize("stored", ["virtuoso"], indirect=True)
def test_part_of_an_answer_is_none(stored: StoreServer) -> None:
    """Virtuoso, asked to stop in time, sends what it has so far with status 200."""
    address = read_address(f"{stored.address}?timeout=1000")
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
    with closing(RemoteSource(address, Credentials(), Settings(seconds=60), places=1).open_engine()) as engine:
        with pytest.raises(Unanswered, match="after its own time") as caught:
            engine.ask(Job(query=runaway, table="text/csv", graph=None))
        assert caught.value.trouble is Trouble.TIME
        assert engine.ask(Job(query="ASK { ?s ?p ?o }", table="text/csv", graph=None)).body == b"true"


@pytest.mark.parametrize("stored", ["virtuoso"], indirect=True)
def test_a_server_may_ask_who_we_are(stored: StoreServer) -> None:
    """Virtuoso does at this address, by Digest, and refuses whoever it does not know."""
    address = read_address(f"{stored.address}-auth")
    known, settings = Credentials("dba", "dba"), Settings(seconds=30)
    source = RemoteSource(address, known, settings, places=2)
    assert source.server.holdings.triples == stored.source().server.holdings.triples
    for unknown in (Credentials(), Credentials("dba", "wrong")):
        with pytest.raises(CetgraphError, match=r"refuses this site.*CETGRAPH_STORE_USER") as caught:
            RemoteSource(address, unknown, settings, places=1)
        assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("stored", ["cetgraph"], indirect=True)
def test_files_of_a_large_graph_are_not_made(stored: StoreServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages say so, and documents are there by themselves."""
    monkeypatch.setattr("cetgraph.remote.source.MOST_IN_FILES", 10)
    client = create_app(stored.source()).test_client()
    page = client.get("/download").get_data(as_text=True)
    assert "too large" in page
    assert "cetgraph.ttl" not in page + client.get("/").get_data(as_text=True)
    assert client.get("/download/cetgraph.ttl").status_code == 404
    assert "dataDump" in client.get("/.well-known/void").get_data(as_text=True)  # of the documents
    with client.get(f"/download/{JULY}.ttl") as part:
        assert part.status_code == 200
