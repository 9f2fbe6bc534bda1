"""Changes by SPARQL Update and the Graph Store Protocol, over real HTTP, and what is left of them after a restart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph
from tests.web.started import Reply, Started, start_server

from cetgraph.errors import CetgraphError
from cetgraph.web.updates import read_token

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
    with start_server("--store", folder, errors=tmp_path / "errors") as another:
        assert _rows(another, query) == ["stays"]
        assert another.send("POST", "/sparql", body=b"CLEAR ALL", headers={"Content-Type": UPDATE}).status == 403


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
