"""The SPARQL 1.1 Protocol, sections 2.1 and 2.3, over real HTTP: each rule that a server can break."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph, URIRef
from rdflib.query import ResultRow
from tests.web.started import Reply, Started, start_server

from cetgraph.web.negotiation import Formats, accepts_gzip, choose_formats

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
SELECT = "SELECT ?title WHERE { ?d dcterms:title ?title } ORDER BY ?title"
ROWS = "title\r\nFirst Statement\r\nSecond Statement\r\n"
CONSTRUCT = "CONSTRUCT { ?d dcterms:title ?t } WHERE { ?d dcterms:title ?t }"
GRAPHS = "https://w3id.org/cetgraph/graph/"
TITLES = "SELECT ?t WHERE { ?d dcterms:title ?t } ORDER BY ?t"
NAMED = "SELECT ?t WHERE { GRAPH ?g { ?d dcterms:title ?t } } ORDER BY ?t"


@pytest.fixture(scope="module")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A server over the small graph; at its end it has complained of nothing."""
    errors = tmp_path_factory.mktemp("log") / "errors"
    with start_server("--data", data, "--max-rows", "5000", errors=errors) as started:
        yield started
    assert "Traceback" not in errors.read_text(encoding="utf-8")


def _form(**fields: str | list[str]) -> bytes:
    return urlencode(fields, doseq=True).encode()


def _rows(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.text
    return [row[0] for row in csv.reader(io.StringIO(reply.text))][1:]


def _problem(reply: Reply) -> str:
    """The detail of the problem document, which has the form of RFC 9457."""
    assert reply.headers["content-type"] == "application/problem+json"
    document = json.loads(reply.body)
    assert document["status"] == reply.status
    assert document["title"]
    return str(document["detail"])


def test_a_query_by_get(server: Started) -> None:
    """2.1.1: percent-encoded in the URL."""
    assert server.ask(SELECT).text == ROWS


def test_a_query_by_get_with_plus_signs(server: Started) -> None:
    """2.1.1: as forms encode it."""
    assert server.send("GET", f"/sparql?{urlencode({'query': SELECT})}", headers={"Accept": "text/csv"}).text == ROWS


def test_a_query_by_form(server: Started) -> None:
    """2.1.2: the parameters in the body, URL-encoded."""
    assert server.post(_form(query=SELECT), FORM).text == ROWS
    assert server.post(_form(query=SELECT), f"{FORM}; charset=UTF-8").text == ROWS


def test_a_query_by_post_directly(server: Started) -> None:
    """2.1.3: the query as the body, unencoded, in UTF-8."""
    assert server.post(SELECT.encode(), QUERY).text == ROWS
    assert server.post(SELECT.encode(), f"{QUERY}; charset=utf-8").text == ROWS


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_letters_of_every_script_arrive(server: Started, way: str) -> None:
    """The query is UTF-8 whichever way it comes."""
    query = 'SELECT ("Zürich – 東京 \U0001f52d + % & =" AS ?x) {}'
    match way:
        case "get":
            reply = server.ask(query)
        case "form":
            reply = server.post(_form(query=query), FORM)
        case _:
            reply = server.post(query.encode(), QUERY)
    assert _rows(reply) == ["Zürich – 東京 \U0001f52d + % & ="]


DATASETS: dict[str, tuple[str, dict[str, list[str]], list[str]]] = {
    "one default graph": (TITLES, {"default-graph-uri": ["one"]}, ["First Statement"]),
    "two default graphs": (TITLES, {"default-graph-uri": ["one", "two"]}, ["First Statement", "Second Statement"]),
    "a default graph that is not there": (TITLES, {"default-graph-uri": ["none"]}, []),
    "one named graph": (NAMED, {"named-graph-uri": ["two"]}, ["Second Statement"]),
    "two named graphs": (NAMED, {"named-graph-uri": ["one", "two"]}, ["First Statement", "Second Statement"]),
    "named graphs leave no default graph": (TITLES, {"named-graph-uri": ["one"]}, []),
    "default graphs leave no named graph": (NAMED, {"default-graph-uri": ["one"]}, []),
    "both": (NAMED, {"default-graph-uri": ["one"], "named-graph-uri": ["two"]}, ["Second Statement"]),
    "they override FROM": (
        f"SELECT ?t FROM <{GRAPHS}one> WHERE {{ ?d dcterms:title ?t }}",
        {"default-graph-uri": ["two"]},
        ["Second Statement"],
    ),
    "they override FROM NAMED": (
        f"SELECT ?t FROM NAMED <{GRAPHS}one> WHERE {{ GRAPH ?g {{ ?d dcterms:title ?t }} }}",
        {"named-graph-uri": ["two"]},
        ["Second Statement"],
    ),
    "a default graph overrides FROM NAMED": (
        f"SELECT ?t FROM NAMED <{GRAPHS}one> WHERE {{ GRAPH ?g {{ ?d dcterms:title ?t }} }}",
        {"default-graph-uri": ["two"]},
        [],
    ),
    "FROM without parameters": (
        f"SELECT ?t FROM <{GRAPHS}two> WHERE {{ ?d dcterms:title ?t }}",
        {},
        ["Second Statement"],
    ),
    "the default is every graph": (TITLES, {}, ["First Statement", "Second Statement"]),
}


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(("query", "dataset", "expected"), DATASETS.values(), ids=DATASETS.keys())
def test_the_dataset_of_the_request(
    server: Started, query: str, dataset: dict[str, list[str]], expected: list[str], way: str
) -> None:
    """2.1.4: default-graph-uri and named-graph-uri, in any way of asking, override the query's own dataset."""
    named = {name: [f"{GRAPHS}{graph}" for graph in graphs] for name, graphs in dataset.items()}
    parameters = urlencode(named, doseq=True)
    if way == "get":
        reply = server.send(
            "GET", f"/sparql?query={quote(query, safe='')}&{parameters}", headers={"Accept": "text/csv"}
        )
    elif way == "form":
        reply = server.post(_form(query=query) + b"&" + parameters.encode(), FORM)
    else:
        reply = server.post(query.encode(), QUERY, target=f"/sparql?{parameters}")
    assert _rows(reply) == expected


def test_each_triple_of_two_graphs_is_there_once(server: Started) -> None:
    """2.1.4: the default graph is a merge of graphs, and a graph is a set."""
    query = "SELECT (COUNT(*) AS ?n) { <https://w3id.org/cetgraph/id/country/US> rdfs:label ?l }"
    assert _rows(server.ask(query)) == ["1"]


RAW = {"Content-Type": QUERY}
REFUSED: dict[str, tuple[str, str, bytes, dict[str, str], int]] = {
    "two queries in the URL": ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", b"", {}, 400),
    "two queries in the form": ("POST", "/sparql", b"query=ASK{}&query=ASK{}", {"Content-Type": FORM}, 400),
    "a query in the URL and one in the form": (
        "POST",
        "/sparql?query=ASK%7B%7D",
        b"query=ASK{}",
        {"Content-Type": FORM},
        400,
    ),
    "a query in the URL and one as the body": ("POST", "/sparql?query=ASK%7B%7D", b"ASK{}", RAW, 400),
    "a query and an update": ("POST", "/sparql", b"query=ASK{}&update=CLEAR+ALL", {"Content-Type": FORM}, 400),
    "a form without a query": ("POST", "/sparql", b"", {"Content-Type": FORM}, 400),
    "an empty query": ("GET", "/sparql?query=", b"", {}, 400),
    "a query that does not parse": ("GET", "/sparql?query=SELEC", b"", {}, 400),
    "a prefix that is not declared": ("GET", "/sparql?query=ASK%7B?s+x:p+1%7D", b"", {}, 400),
    "a function that nobody knows": ("GET", "/sparql?query=SELECT+(%3Curn:f%3E(1)+AS+?x)%7B%7D", b"", {}, 400),
    "bytes that are no UTF-8, encoded": ("GET", "/sparql?query=ASK%7B?s+?p+%22%FF%22%7D", b"", {}, 400),
    "bytes that are no UTF-8, in the form": ("POST", "/sparql", b"query=ASK{}%FF", {"Content-Type": FORM}, 400),
    "bytes that are no UTF-8, as the body": ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", RAW, 400),
    "a percent sign and no digits": ("GET", "/sparql?query=ASK%7B%zz%7D", b"", {}, 400),
    "a null byte": ("GET", "/sparql?query=ASK%7B%00%7D", b"", {}, 400),
    "a graph that is no IRI": ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=a%20b", b"", {}, 400),
    "a graph by a relative IRI": ("GET", "/sparql?query=ASK%7B%7D&named-graph-uri=x", b"", {}, 400),
    "another charset": ("POST", "/sparql", "ASK{}".encode("utf-16"), {"Content-Type": f"{QUERY}; charset=UTF-16"}, 415),
    "another media type": ("POST", "/sparql", b"ASK{}", {"Content-Type": "text/plain"}, 415),
    "JSON": ("POST", "/sparql", b"{}", {"Content-Type": "application/json"}, 415),
    "no media type": ("POST", "/sparql", b"query=ASK{}", {}, 415),
    "a compressed body": (
        "POST",
        "/sparql",
        gzip.compress(b"ASK{}"),
        {"Content-Type": QUERY, "Content-Encoding": "gzip"},
        415,
    ),
    "PUT": ("PUT", "/sparql?query=ASK%7B%7D", b"", {}, 405),
    "DELETE": ("DELETE", "/sparql", b"", {}, 405),
    "PATCH": ("PATCH", "/sparql", b"", {}, 405),
    "an update by GET": ("GET", "/sparql?update=CLEAR+ALL", b"", {}, 405),
    "an update": ("POST", "/sparql", b"CLEAR ALL", {"Content-Type": UPDATE}, 403),
    "an update by form": ("POST", "/sparql", b"update=CLEAR+ALL", {"Content-Type": FORM}, 403),
    "an update as a query": ("GET", "/sparql?query=CLEAR+ALL", b"", {}, 403),
    "no format that we have": ("GET", "/sparql?query=ASK%7B%7D", b"", {"Accept": "image/png"}, 406),
    "a format of graphs for a table": ("GET", "/sparql?query=ASK%7B%7D", b"", {"Accept": "text/turtle"}, 406),
    "more rows than allowed": (
        "GET",
        f"/sparql?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }', safe='')}",
        b"",
        {},
        422,
    ),
}


@pytest.mark.parametrize(("method", "target", "body", "headers", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_proper_request(
    server: Started, method: str, target: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    """2.1.6: 400 for what is malformed, other statuses for what is refused; always with the reason, never ignored."""
    reply = server.send(method, target, body=body, headers={"Accept": "text/csv", **headers})
    assert reply.status == status, reply.text
    assert _problem(reply)
    if status == 405:
        assert {"POST"} <= set(reply.headers["allow"].replace(",", " ").split())


JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TABLES: dict[str, tuple[str, str]] = {
    "": (JSON, "no header at all"),
    "*/*": (JSON, "anything"),
    JSON: (JSON, "JSON"),
    XML: (XML, "XML"),
    CSV: (CSV, "CSV"),
    TSV: (TSV, "TSV"),
    "application/json": ("application/json", "the general name"),
    "application/xml": ("application/xml", "the general name"),
    f"{CSV};q=0.1, {XML};q=0.5": (XML, "the higher quality"),
    f"{CSV}, */*;q=0.1": (CSV, "the named one"),
    f"{JSON};q=0, */*": (XML, "zero is a refusal"),
    "text/*": (CSV, "any text"),
    "image/png, text/tab-separated-values;q=0.2": (TSV, "the one that there is"),
}


@pytest.mark.parametrize("accept", TABLES)
def test_the_format_of_a_table(server: Started, accept: str) -> None:
    """2.1.5: negotiated by quality, and what comes can be read."""
    reply = server.send("GET", f"/sparql?query={quote(SELECT, safe='')}", headers={"Accept": accept} if accept else {})
    media_type = reply.headers["content-type"].partition(";")[0]
    assert (reply.status, media_type) == (200, TABLES[accept][0])
    assert "Accept" in reply.headers["vary"]
    match media_type.rpartition("+")[2].rpartition("/")[2]:
        case "json":
            found = [row["title"]["value"] for row in json.loads(reply.body)["results"]["bindings"]]
        case "xml":
            found = [element.text for element in ET.fromstring(reply.text).iter() if element.tag.endswith("literal")]
        case "csv":
            found = _rows(reply)
        case _:
            found = [line.removesuffix("@en").strip('"') for line in reply.text.splitlines()[1:]]
    assert found == ["First Statement", "Second Statement"]


@pytest.mark.parametrize("accept", [JSON, XML, CSV, TSV])
def test_the_answer_to_ask(server: Started, accept: str) -> None:
    """ASK has the formats of SELECT."""
    reply = server.ask("ASK { ?s ?p ?o }", accept=accept)
    assert reply.status == 200
    assert "true" in reply.text


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/trig", "trig"),
        ("*/*", "turtle"),
        ("application/rdf+xml;q=0.9, application/ld+json;q=0.3", "xml"),
    ],
)
@pytest.mark.parametrize(
    ("query", "triples"), [(CONSTRUCT, 2), ("DESCRIBE <https://w3id.org/cetgraph/id/document/two>", 3)]
)
def test_the_format_of_a_graph(server: Started, query: str, triples: int, accept: str, name: str) -> None:
    """CONSTRUCT and DESCRIBE give RDF in every format, and rdflib reads it."""
    reply = server.ask(query, accept=accept)
    assert reply.status == 200
    assert len(Graph().parse(data=reply.text, format=name)) == triples


@pytest.mark.parametrize("padding", [0, 2000])
def test_a_header_that_is_too_long_to_remember_is_read_all_the_same(padding: int) -> None:
    """How much a client says changes nothing."""
    longer = f"text/csv,{' ' * padding} text/turtle;q=0.5"
    assert choose_formats(longer) == Formats(table="text/csv", graph="text/turtle", is_page=False)
    assert accepts_gzip(f"br,{' ' * padding} gzip")


def test_datatypes_and_languages_survive(server: Started) -> None:
    """No format that can tell them loses them."""
    query = 'SELECT ("a"@en AS ?w) (1.50 AS ?d) ("x"^^<urn:t> AS ?t) {}'
    row = json.loads(server.ask(query, accept=JSON).body)["results"]["bindings"][0]
    assert row["w"]["xml:lang"] == "en"
    assert row["d"]["datatype"].endswith("#decimal")
    assert row["t"] == {"type": "literal", "value": "x", "datatype": "urn:t"}


def test_what_xml_cannot_hold_is_not_sent_as_xml(server: Started) -> None:
    """A control character would make an ill-formed document; other formats carry it."""
    query = 'SELECT ("a\\u0001b" AS ?x) {}'
    assert server.ask(query, accept=XML).status == 406
    assert json.loads(server.ask(query, accept=JSON).body)["results"]["bindings"][0]["x"]["value"] == "a\x01b"


def test_a_program_without_a_query_gets_the_description(server: Started) -> None:
    """Service Description, 2: what this endpoint is, in RDF."""
    reply = server.send("GET", "/sparql")
    graph = Graph().parse(data=reply.text, format="turtle")
    endpoints = graph.objects(None, URIRef("http://www.w3.org/ns/sparql-service-description#endpoint"))
    assert [str(endpoint) for endpoint in endpoints] == [server.sparql]
    assert server.send("GET", "/sparql", headers={"Accept": "image/png"}).status == 406


def test_a_browser_without_a_query_gets_the_editor(server: Started) -> None:
    """A person can do more with it."""
    reply = server.send("GET", "/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert reply.headers["content-type"].startswith("text/html")
    assert "Accept" in reply.headers["vary"]


def test_a_browser_with_a_query_gets_a_page(server: Started) -> None:
    """Values are shown as words, whatever markup they hold."""
    page = server.ask('SELECT ("<script>alert(1)</script>" AS ?x) {}', accept="text/html,*/*;q=0.8")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_head_is_get_without_its_body(server: Started) -> None:
    """RFC 9110, 9.3.2."""
    target = f"/sparql?query={quote(SELECT, safe='')}"
    got, headed = (server.send(method, target, headers={"Accept": CSV}) for method in ("GET", "HEAD"))
    assert (headed.status, headed.body) == (200, b"")
    for name in ("content-type", "content-length", "etag", "vary"):
        assert headed.headers[name] == got.headers[name]


def test_options_say_what_is_allowed(server: Started) -> None:
    """And a page of any site may ask."""
    reply = server.send("OPTIONS", "/sparql", headers={"Origin": "https://example.org"})
    assert {"GET", "HEAD", "POST", "OPTIONS"} == set(reply.headers["allow"].replace(",", " ").split())
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "Content-Type" in reply.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize("query", [SELECT, "SELEC", "CLEAR ALL"])
def test_other_sites_may_read_answers_and_errors(server: Started, query: str) -> None:
    """Cross-origin headers are on every reply."""
    assert server.ask(query).headers["access-control-allow-origin"] == "*"


def test_an_answer_that_has_not_changed_is_not_sent_again(server: Started) -> None:
    """The entity tag is of data, query and format."""
    target = f"/sparql?query={quote(SELECT, safe='')}"
    first = server.send("GET", target, headers={"Accept": CSV})
    tag = first.headers["etag"]
    again = server.send("GET", target, headers={"Accept": CSV, "If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert server.send("GET", target, headers={"Accept": TSV, "If-None-Match": tag}).status == 200
    assert server.ask(SELECT + " LIMIT 1").headers["etag"] != tag


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID ()"])
def test_an_answer_that_changes_each_time_has_no_tag(server: Started, call: str) -> None:
    """Nor is it kept."""
    replies = [server.ask(f"SELECT ({call} AS ?x) {{}}") for _ in range(2)]
    assert all("etag" not in reply.headers and reply.headers["cache-control"] == "no-store" for reply in replies)
    assert replies[0].text != replies[1].text


def test_large_answers_come_compressed_to_who_takes_it(server: Started) -> None:
    """The bytes are the same after unpacking, and caches are told that there are two forms."""
    target = f"/sparql?query={quote('SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o', safe='')}"
    plain = server.send("GET", target, headers={"Accept": JSON})
    packed = server.send("GET", target, headers={"Accept": JSON, "Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "Accept-Encoding" in plain.headers["vary"]
    refused = server.send("GET", target, headers={"Accept": JSON, "Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_an_answer_larger_than_memory_should_hold_is_whole(server: Started, encoding: str) -> None:
    """Beyond a megabyte it goes through a file."""
    query = 'SELECT (CONCAT(?x, ?x) AS ?y) { VALUES ?a { 1 2 } BIND("' + "abcdefghij" * 60_000 + '" AS ?x) }'
    reply = server.send(
        "POST",
        "/sparql",
        body=query.encode(),
        headers={"Content-Type": QUERY, "Accept": CSV, "Accept-Encoding": encoding},
    )
    octets = gzip.decompress(reply.body) if encoding else reply.body
    assert reply.status == 200
    assert len(octets) == len("y\r\n") + 2 * (1_200_000 + 2)


def test_the_time_that_a_query_took_is_told(server: Started) -> None:
    """In the header that browsers' tools show."""
    assert server.ask("SELECT (1 AS ?timed) {}").headers["server-timing"].startswith("query;dur=")


def test_the_state_of_the_server(server: Started) -> None:
    """For whoever restarts it, and for Prometheus."""
    assert server.send("GET", "/healthz").text == "ok\n"
    server.ask("SELEC")
    metrics = server.send("GET", "/metrics").text
    assert 'cetgraph_queries_total{outcome="syntax"}' in metrics
    assert 'cetgraph_query_seconds_bucket{le="0.001"}' in metrics
    assert "cetgraph_workers_long_busy 0.0" in metrics


def test_sparqlwrapper_is_content(server: Started) -> None:
    """The client that most scripts use, by GET and by POST, for rows, truth and graphs."""
    from SPARQLWrapper import JSON as ASK_JSON  # noqa: PLC0415  # only this test needs it
    from SPARQLWrapper import POST, POSTDIRECTLY, TURTLE, URLENCODED, SPARQLWrapper  # noqa: PLC0415

    for method, encoding in (("GET", URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)):
        client = SPARQLWrapper(server.sparql)
        client.setMethod(method)
        client.setRequestMethod(encoding)
        client.setReturnFormat(ASK_JSON)
        client.setQuery(SELECT)
        rows = client.queryAndConvert()
        assert isinstance(rows, dict)
        assert [row["title"]["value"] for row in rows["results"]["bindings"]] == ["First Statement", "Second Statement"]
        client.setQuery("ASK {}")
        truth = client.queryAndConvert()
        assert isinstance(truth, dict)
        assert truth["boolean"] is True
    client = SPARQLWrapper(server.sparql)
    client.setReturnFormat(TURTLE)
    client.setQuery(CONSTRUCT)
    turtle = client.queryAndConvert()
    assert isinstance(turtle, bytes)
    assert len(Graph().parse(data=turtle, format="turtle")) == 2


def test_rdflib_is_content(server: Started) -> None:
    """Its SPARQLStore makes a graph of our endpoint."""
    from rdflib.plugins.stores.sparqlstore import SPARQLStore  # noqa: PLC0415

    graph = Graph(SPARQLStore(server.sparql))
    titles = sorted(str(row[0]) for row in graph.query(SELECT) if isinstance(row, ResultRow))
    assert titles == ["First Statement", "Second Statement"]


def test_pandas_is_content(server: Started) -> None:
    """A table from one line."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.read_csv(f"{server.sparql}?query={quote(SELECT, safe='')}", storage_options={"Accept": CSV})
    assert list(frame["title"]) == ["First Statement", "Second Statement"]


def test_curl_is_content(server: Started, program: Callable[[str], str]) -> None:
    """As documentation shows it: a form, a file, a URL."""
    curl = [program("curl"), "--silent", "--fail", "--header", f"Accept: {CSV}"]
    for arguments in (
        ["--data-urlencode", f"query={SELECT}", server.sparql],
        ["--get", "--data-urlencode", f"query={SELECT}", server.sparql],
        ["--header", f"Content-Type: {QUERY}", "--data-binary", SELECT, server.sparql],
        ["--compressed", "--get", "--data-urlencode", f"query={SELECT}", server.sparql],
    ):
        answer = subprocess.run([*curl, *arguments], capture_output=True, check=True, timeout=30)
        assert answer.stdout.decode() == ROWS
