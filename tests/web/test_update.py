"""Changes by SPARQL Update and the Graph Store Protocol, over real HTTP, and what is left of them after a restart."""

from __future__ import annotations

import contextlib
import csv
import http.client
import io
import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from rdflib import Dataset, Graph
from tests.web.started import CETGRAPH, Reply, Started, start_server

from cetgraph.engine.link import Settings
from cetgraph.engine.messages import Job, Trouble, Unanswered
from cetgraph.engine.versions import keep_first, lock_store
from cetgraph.errors import CetgraphError
from cetgraph.web.updates import Writer, read_token
from cetgraph.web.workers import QueryWorkers

TOKEN = "a-token-of-some-length"  # noqa: S105  # for these tests
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def token_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the token."""
    file = tmp_path_factory.mktemp("secret") / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the graph is kept."""
    return tmp_path_factory.mktemp("store") / "new"


@pytest.fixture(scope="module")
def server(data: Path, folder: Path, token_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A server that may be changed."""
    errors = tmp_path_factory.mktemp("log") / "errors"
    options = ("--data", data, "--store", folder, "--write-token-file", token_file)
    with start_server(*options, errors=errors) as started:
        yield started
    assert "Traceback" not in errors.read_text(encoding="utf-8")


def _update(server: Started, text: str, *, target: str = "/sparql") -> Reply:
    headers = {"Content-Type": UPDATE, **ALLOWED}
    return server.send("POST", target, body=text.encode(), headers=headers)


def _try_update(server: Started, text: str) -> None:
    """Send the update to a server that may end meanwhile."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        _update(server, text)


def _rows(server: Started, query: str) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(server.ask(query).text))][1:]


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"])
def test_without_the_token_nothing_changes(server: Started, given: str) -> None:
    """401, which names the way to be let in."""
    headers = {"Content-Type": UPDATE, "Authorization": given}
    for method, target, body in (
        ("POST", "/sparql", b"CLEAR ALL"),
        ("PUT", "/graph-store?default", b""),
        ("POST", "/graph-store?graph=urn:g", b""),
        ("DELETE", "/graph-store?graph=https://w3id.org/cetgraph/graph/one", b""),
    ):
        reply = server.send(method, target, body=body, headers=headers)
        assert reply.status == 401
        assert reply.headers["www-authenticate"].lower().startswith("bearer")
    assert server.ask("ASK { ?c a cet:Commitment }").text == "true"


def test_an_update_is_seen_and_stays(server: Started, folder: Path, tmp_path: Path) -> None:
    """By the next query, by pages, and by a server that is started later on the same folder."""
    version = server.ask("ASK {}").headers["etag"]
    assert _update(server, "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 'stays' } }").status == 204
    query = "SELECT ?o { GRAPH <urn:g> { <urn:s> <urn:p> ?o } }"
    assert _rows(server, query) == ["stays"]
    assert server.ask("ASK {}").headers["etag"] != version
    version = server.ask("ASK {}").headers["etag"]
    with start_server("--store", folder, errors=tmp_path / "errors") as another:
        assert _rows(another, query) == ["stays"]
        assert another.ask("ASK {}").headers["etag"] == version
        assert another.send("POST", "/sparql", body=b"CLEAR ALL", headers={"Content-Type": UPDATE}).status == 403


def test_an_update_is_seen_by_pages_and_downloads(server: Started) -> None:
    """At once, and where it was put."""
    thing = "https://w3id.org/cetgraph/id/person/us-ada"
    graph = "https://w3id.org/cetgraph/graph/one"
    for name in ("Ada the First", "Ada the Second"):
        forget = f"DELETE WHERE {{ GRAPH <{graph}> {{ <{thing}> rdfs:label ?name }} }}"
        label = f'INSERT DATA {{ GRAPH <{graph}> {{ <{thing}> rdfs:label "{name}"@en ; <urn:number> 1.50 }} }}'
        assert _update(server, f"{forget} ; {label}").status == 204
        assert name in server.send("GET", "/doc/person/us-ada").text
        assert server.send("GET", "/doc/person/us-ada.nt").text.count("rdf-schema#label") == 1
        assert name in server.send("GET", "/download/one.ttl").text
        for ending in ("trig", "ttl", "nt", "jsonld", "rdf", "graphml"):
            reply = server.send("GET", f"/download/cetgraph.{ending}")
            assert name in reply.text, ending
        assert Dataset().parse(data=server.send("GET", "/download/cetgraph.trig").text, format="trig")
        parsed = Graph().parse(data=server.send("GET", "/download/cetgraph.rdf").text, format="xml")
        count = int(server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text.split()[1])
        assert len(parsed) == count


def test_reads_go_on_while_the_graph_is_changed(server: Started) -> None:
    """Each sees a change whole or not at all, and none waits for it."""
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(_rows(server, f"SELECT ?n {{ GRAPH <urn:many> {{ ?n <urn:p> ?o }} }} # {len(seen)}")))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(4):
        data = " ".join(f"<urn:{number}/{thing}> <urn:p> {thing} ." for thing in range(100))
        fresh = f"CLEAR SILENT GRAPH <urn:many> ; INSERT DATA {{ GRAPH <urn:many> {{ {data} }} }}"
        assert _update(server, fresh).status == 204
    stop.set()
    for reader in readers:
        reader.join()
    assert seen <= {0, 100}
    assert 100 in seen


def test_another_server_may_read_the_store_but_not_change_it(server: Started, folder: Path, token_file: Path) -> None:
    """Two that write would each undo what the other did."""
    command: list[str | Path] = [CETGRAPH, "serve", "--store", folder, "--write-token-file", token_file]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert refused.returncode == 2
    assert "another server may change this store" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert server.ask("ASK {}").status == 200


def test_a_server_that_is_killed_leaves_a_whole_store(data: Path, token_file: Path, tmp_path: Path) -> None:
    """Wherever a change is at that moment: it is there whole or not, and so is every one that was answered."""
    source = random.Random(3)  # noqa: S311  # made-up moments
    options = ("--store", tmp_path / "store", "--write-token-file", token_file)
    with start_server("--data", data, *options, errors=tmp_path / "errors") as first:
        assert _update(first, "INSERT DATA { GRAPH <urn:n> { <urn:n> <urn:is> 0 } }").status == 204
    answered = 0
    for number in range(1, 5):
        with start_server(*options, errors=tmp_path / "errors") as server:
            forget = "CLEAR DEFAULT ; DELETE WHERE { GRAPH ?g { ?n <urn:is> ?o } }"
            text = (
                f"{forget} ; INSERT DATA {{ GRAPH <urn:n> {{ <urn:n> <urn:is> {number} }} <urn:m> <urn:is> {number} }}"
            )
            changing = threading.Thread(target=_try_update, args=(server, text))
            changing.start()
            time.sleep(source.uniform(0.05, 1.2))
            server.process.kill()
            changing.join()
        with start_server(*options, errors=tmp_path / "errors") as server:
            now = _rows(server, "SELECT ?o { GRAPH <urn:n> { <urn:n> <urn:is> ?o } }")
            assert now in ([str(answered)], [str(number)])
            assert _rows(server, "SELECT DISTINCT ?o { ?s <urn:is> ?o }") == now
            answered = int(now[0])


def test_an_update_by_form(server: Started) -> None:
    """SPARQL 1.1 Protocol, 2.2.1."""
    body = urlencode({"update": "INSERT DATA { <urn:form> <urn:p> 1 }"}).encode()
    assert server.send("POST", "/sparql", body=body, headers={"Content-Type": FORM, **ALLOWED}).status == 204
    assert server.ask("ASK { <urn:form> <urn:p> 1 }").text == "true"


def test_graphs_of_the_request_take_the_place_of_using(server: Started) -> None:
    """SPARQL 1.1 Protocol, 2.2.3; together with USING or WITH they are a mistake."""
    _update(server, "INSERT DATA { GRAPH <urn:u> { <urn:a> <urn:b> 1 } GRAPH <urn:v> { <urn:a> <urn:b> 2 } }")
    copy = "INSERT { GRAPH <urn:w> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert _update(server, copy, target="/sparql?using-graph-uri=urn:v").status == 204
    assert _rows(server, "SELECT ?o { GRAPH <urn:w> { ?s ?p ?o } }") == ["2"]
    named = "INSERT { GRAPH <urn:x> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert _update(server, named, target="/sparql?using-named-graph-uri=urn:u").status == 204
    assert _rows(server, "SELECT ?o { GRAPH <urn:x> { ?s ?p ?o } }") == ["1"]
    both = "INSERT { ?s ?p ?o } USING <urn:u> WHERE { ?s ?p ?o }"
    assert _update(server, both, target="/sparql?using-graph-uri=urn:v").status == 400


REFUSED = {
    "what does not parse": ("INSERT DATA {", 400),
    "a query": ("ASK {}", 403),
    "loading": ("LOAD <http://127.0.0.1:9/>", 403),
    "loading in the second step": ("CLEAR GRAPH <urn:none> ; LOAD SILENT <http://127.0.0.1:9/>", 403),
    "a service": ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
    "brackets in brackets": ("INSERT {} WHERE {" + "{" * 5000 + "}" * 5000 + "}", 403),
    "a graph that is not there": ("DROP GRAPH <urn:none>", 400),
}


@pytest.mark.parametrize(("text", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_changes_nothing(server: Started, text: str, status: int) -> None:
    """Also where a first step could have been done."""
    version = server.ask("ASK {}").headers["etag"]
    assert _update(server, text).status == status
    assert server.ask("ASK {}").headers["etag"] == version


def test_two_updates_are_none(server: Started) -> None:
    """A request has exactly one."""
    body = b"update=CLEAR+ALL&update=CLEAR+ALL"
    assert server.send("POST", "/sparql", body=body, headers={"Content-Type": FORM, **ALLOWED}).status == 400


def test_a_graph_by_its_name(server: Started) -> None:
    """Graph Store Protocol: made, read, added to, replaced, removed."""
    target = f"/graph-store?graph={quote('https://example.org/g#1', safe='')}"

    def send(method: str, body: str = "") -> int:
        return server.send(
            method, target, body=body.encode(), headers={"Content-Type": "text/turtle", **ALLOWED}
        ).status

    assert send("GET") == 404
    assert send("PUT", "<#a> <urn:p> 1 .") == 201
    assert send("POST", "<#a> <urn:p> 2 .") == 204
    found = server.send("GET", target, headers={"Accept": "application/n-triples"})
    assert len(Graph().parse(data=found.text, format="nt")) == 2
    assert found.text.startswith("<https://example.org/g#a>")
    head = server.send("HEAD", target)
    assert (head.status, head.body) == (200, b"")
    assert send("PUT", "<#a> <urn:p> 3 .") == 204
    assert _rows(server, "SELECT ?o { GRAPH <https://example.org/g#1> { ?s ?p ?o } }") == ["3"]
    assert send("POST", "<#a> <urn:p>") == 400
    assert send("DELETE") == 204
    assert send("DELETE") == 404
    assert send("PATCH") == 405


@pytest.mark.parametrize(
    ("target", "content_type", "status"),
    [
        ("/graph-store", "text/turtle", 400),
        ("/graph-store?default&graph=urn:g", "text/turtle", 400),
        ("/graph-store?graph=relative", "text/turtle", 400),
        ("/graph-store?graph=urn:g", "text/csv", 415),
    ],
)
def test_what_names_no_graph(server: Started, target: str, content_type: str, status: int) -> None:
    """One graph, by its IRI or as the default one, and RDF."""
    reply = server.send("PUT", target, body=b"x", headers={"Content-Type": content_type, **ALLOWED})
    assert reply.status == status


def test_a_change_that_breaks_the_shapes_is_refused(data: Path, token_file: Path, tmp_path: Path) -> None:
    """With the reason in the words of the shapes; a graph that conforms goes in."""
    (tmp_path / "empty.ttl").write_text("# nothing yet\n", encoding="utf-8")
    options = ("--data", tmp_path / "empty.ttl", "--store", tmp_path / "store", "--write-token-file", token_file)
    with start_server(*options, "--validate-writes", errors=tmp_path / "errors") as server:
        reply = _update(server, "INSERT DATA { <https://w3id.org/cetgraph/id/commitment/x> a cet:Commitment }")
        assert reply.status == 422
        assert "break the shapes" in reply.text
        assert server.ask("ASK { ?s ?p ?o }").text == "false"
        assert _update(server, "INSERT DATA { <urn:s> <urn:p> 1 }").status == 204
        assert server.ask("ASK { ?s ?p ?o }").text == "true"


def test_a_token_is_long_enough(tmp_path: Path) -> None:
    """A short one could be guessed, an empty file would let everybody in."""
    for words in ("", "short\n"):
        (tmp_path / "token").write_text(words, encoding="utf-8")
        with pytest.raises(CetgraphError, match="fewer than 16"):
            read_token(tmp_path / "token")


def test_a_change_that_runs_away_is_ended(data: Path, tmp_path: Path) -> None:
    """After its time, or beyond its memory; nothing was changed, and the next one is done."""
    folder = tmp_path / "store"
    held = lock_store(folder)
    keep_first(folder, [data / "cetgraph.trig"])
    workers = QueryWorkers([folder], workers=1, settings=Settings(memory=2**26))
    changes: list[str] = []
    writer = Writer(
        folder=folder,
        held=held,
        token=TOKEN,
        engine=workers,
        on_change=lambda: changes.append("changed"),
        is_validated=False,
        seconds=120,
        lock=threading.Lock(),
    )
    product = " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(8))
    doubled = "".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40))
    for where, trouble, seconds in (
        (f"SELECT (COUNT(*) AS ?n) {{ {product} }}", Trouble.TIME, 3),
        (f'SELECT ?n {{ BIND("xxxxxxxx" AS ?s0) {doubled} BIND(STRLEN(?s40) AS ?n) }}', Trouble.MEMORY, 120),
    ):
        bounded, update = replace(writer, seconds=seconds), f"INSERT {{ <urn:x> <urn:y> ?n }} WHERE {{ {where} }}"
        with pytest.raises(Unanswered) as caught:
            bounded.change(verb="update", text=update)
        assert caught.value.trouble is trouble
        assert "nothing was changed" in str(caught.value)
    assert writer.change(verb="post", graph="urn:g", text="<urn:x> <urn:y> 1 .", media_type="text/turtle") is False
    assert changes == ["changed"]
    query = Job(query="SELECT ?n { <urn:x> <urn:y> ?n }", table="text/csv", graph=None)
    assert workers.ask(query).body == b"n\r\n1\r\n"
    workers.close()
    os.close(held)
