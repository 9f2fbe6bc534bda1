"""Graphs brought to a server, again and again, and seen by a site that is served from it."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.remote.conftest import StoreServer, run_cetgraph, run_virtuoso
from tests.remote.scripted import start_scripted
from tests.web.started import CETGRAPH, start_server

from cetgraph.graph.store import read_quads
from cetgraph.graph.terms import Iri
from cetgraph.remote.load import PIECE

ONE = "https://w3id.org/cetgraph/graph/one"
TWO = "https://w3id.org/cetgraph/graph/two"


@pytest.fixture(scope="module")
def virtuoso(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreServer]:
    """A Virtuoso whose graphs come and go."""
    program("virtuoso-t")
    with run_virtuoso(tmp_path_factory.mktemp("virtuoso")) as started:
        yield started


@pytest.fixture(scope="module")
def cetgraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreServer]:
    """A server of ours whose graphs come and go."""
    with run_cetgraph(tmp_path_factory.mktemp("cetgraph")) as started:
        yield started


@pytest.fixture(params=["virtuoso", "cetgraph"])
def server(request: pytest.FixtureRequest) -> StoreServer:
    """A server of each kind, whatever it holds."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, StoreServer)
    return found


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes graphs of numbered triples, by their names, to a file."""

    def make(**graphs: range) -> Path:
        file = tmp_path / "graph.nq"
        lines = [
            f'<urn:s{number}> <urn:p> "{number}" <https://w3id.org/cetgraph/graph/{name}> .\n'
            for name, numbers in graphs.items()
            for number in numbers
        ]
        file.write_text("".join(lines), encoding="utf-8")
        return file

    return make


def _load(server: StoreServer, file: Path, *options: str) -> str:
    done = server.load("--data", file, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_was_stored_is_told(server: StoreServer, write: Callable[..., Path]) -> None:
    """Each graph with its triples, counted on the server, and the union, in which a triple counts once."""
    told = _load(server, write(one=range(3), two=range(1, 4)), "--replace")
    assert re.fullmatch(rf" +3  {ONE}\n +3  {TWO}\n +4  urn:cetgraph:union:[12]\n", told)
    holdings = server.source().server.holdings
    assert (holdings.dataset.graphs, holdings.triples) == ((ONE, TWO), 4)


def test_the_same_again_changes_nothing_that_is_seen(server: StoreServer, write: Callable[..., Path]) -> None:
    """Neither triples nor version; the union is another graph, so that nobody sees half of it."""
    file = write(one=range(3))
    _load(server, file, "--replace")
    first = server.source().server.holdings
    _load(server, file)
    second = server.source().server.holdings
    assert (first.version, first.triples) == (second.version, second.triples)
    assert first.dataset.union != second.dataset.union


def test_a_graph_is_replaced_and_others_stay(server: StoreServer, write: Callable[..., Path]) -> None:
    """Unless they are to go."""
    _load(server, write(one=range(3), two=range(5, 7)), "--replace")
    _load(server, write(one=range(10, 12)))
    source = server.source()
    values = {triple.object.value for triple in source.open_store().match(None, Iri("urn:p"), None)}
    assert values == {"10", "11", "5", "6"}
    _load(server, write(two=range(1)), "--replace")
    source = server.source()
    assert {quad.triple.object.value for quad in source.read()} == {"0"}
    assert source.server.holdings.dataset.graphs == (TWO,)


def test_a_graph_of_several_pieces_arrives_whole(virtuoso: StoreServer, write: Callable[..., Path]) -> None:
    """And comes back page by page, each triple once."""
    size = PIECE + 7
    _load(virtuoso, write(one=range(size)), "--replace")
    source = virtuoso.source()
    quads = list(source.read())
    assert len(quads) == len(set(quads)) == size
    assert {triple.object.value for triple in source.open_store().match()} == {str(number) for number in range(size)}


def test_values_come_back_as_they_were(virtuoso: StoreServer, tmp_path: Path) -> None:
    """Words with their language, signs of all sorts, dates, truths and numbers that are spelt plainly; long texts."""
    file = tmp_path / "values.nq"
    values = [
        '"plain"', '"de"@de', r'"quote \" back \\ line \n tab \t"', '"é 漢 \U0001f600"', '"2024-07-31"^^<{}date>',
        '"2024-07"^^<{}gYearMonth>', '"2024"^^<{}gYear>', '"true"^^<{}boolean>', '"7"^^<{}integer>',
        '"2"^^<{}positiveInteger>', '"2024-07-31T10:00:00Z"^^<{}dateTime>', '""', '" around "', '"<b>&amp;</b>"',
        f'"{"long " * 4000}"',
    ]  # fmt: skip
    lines = [
        f"<urn:s{number}> <urn:p> {value.replace('{}', 'http://www.w3.org/2001/XMLSchema#')} <{ONE}> .\n"
        for number, value in enumerate(values)
    ]
    file.write_text("".join(lines), encoding="utf-8")
    _load(virtuoso, file, "--replace")
    assert set(virtuoso.source().read()) == set(read_quads([file]))


def test_what_a_server_does_not_hold_is_told(virtuoso: StoreServer, tmp_path: Path) -> None:
    """Two spellings of one number are one value to Virtuoso: the count is wrong, and that is an error."""
    file = tmp_path / "spelt.nq"
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    file.write_text("".join(f'<urn:s> <urn:p> "{n}"^^<{integer}> <{ONE}> .\n' for n in ("1", "01")), encoding="utf-8")
    done = virtuoso.load("--data", file, "--replace")
    assert done.returncode == 1
    assert f"cetgraph: {ONE}: 1 of 2 triples are on the server" in done.stderr


def test_a_refusal_is_told(virtuoso: StoreServer, write: Callable[..., Path]) -> None:
    """Of a server that asks for a password, and of an address that takes no graphs."""
    file = write(one=range(1))
    unknown = StoreServer(virtuoso.sparql, virtuoso.graphs, {})
    done = unknown.load("--data", file)
    assert done.returncode == 2
    assert "does not take the graph" in done.stderr
    assert "set CETGRAPH_STORE_USER" in done.stderr
    wrong = StoreServer(
        virtuoso.sparql, virtuoso.graphs, {"CETGRAPH_STORE_USER": "dba", "CETGRAPH_STORE_PASSWORD": "x"}
    )
    assert "401" in wrong.load("--data", file).stderr
    elsewhere = StoreServer(virtuoso.sparql, virtuoso.sparql.replace("sparql", "nothing"), virtuoso.environment)
    assert "--graph-store" in elsewhere.load("--data", file).stderr


def test_graphs_without_a_name_have_one_there(cetgraph: StoreServer, tmp_path: Path) -> None:
    """Turtle keeps no graphs apart; in downloads they have none again. Blank nodes stay joined."""
    file = tmp_path / "graph.ttl"
    file.write_text("<urn:a> <urn:p> [ <urn:q> 1 ] .", encoding="utf-8")
    _load(cetgraph, file, "--replace")
    quads = cetgraph.source().read()
    assert {quad.graph for quad in quads} == {None}
    assert len({quad.triple.subject for quad in quads} & {quad.triple.object for quad in quads}) == 1


def test_a_site_sees_what_was_loaded(virtuoso: StoreServer, write: Callable[..., Path], tmp_path: Path) -> None:
    """Within the time of --refresh, with another ETag; until then it answers as before."""
    _load(virtuoso, write(one=range(3)), "--replace")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with start_server("--store", virtuoso.address, "--refresh", "0.5", errors=tmp_path / "errors") as site:
        before = site.ask(count)
        assert before.text == "n\r\n3\r\n"
        _load(virtuoso, write(one=range(5)), "--replace")
        until = time.monotonic() + 60
        while site.ask(count).text != "n\r\n5\r\n" or "5 triples" not in site.send("GET", "/").text:
            assert time.monotonic() < until
            time.sleep(0.5)
        assert site.ask(count).headers["etag"] != before.headers["etag"]


def test_a_server_that_goes_is_told(tmp_path: Path) -> None:
    """Pages and queries have a proper error, and /healthz says so."""
    with start_scripted() as store, start_server("--store", store.address, errors=tmp_path / "errors") as site:
        assert site.send("GET", "/healthz").status == 200
        store.is_dead = True
        assert site.send("GET", "/healthz").status == 503
        assert site.ask("SELECT * { ?s ?p ?o }").status == 502
        page = site.send("GET", "/doc/country/SG.html", headers={"Accept": "text/html"})
        assert page.status == 502
        assert "cannot be asked" in page.text
    assert "Traceback" not in (tmp_path / "errors").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--store", "sparql+http://a:b@127.0.0.1/sparql"), "holds credentials"),
        (("--store", "sparql+ftp://127.0.0.1/sparql"), "no address of a SPARQL server"),
        (("--store", "ftp://127.0.0.1/graph"), "no address of a SPARQL server"),
        (("--store", "sparql+http://127.0.0.1:1/sparql"), "nobody listens there"),
        (("--store", "sparql+http://127.0.0.1:1/sparql", "--data", "."), "cetgraph load brings it there"),
        (("--store", "sparql+http://127.0.0.1:1/sparql", "--write-token-file", __file__), "needs a folder"),
    ],
)
def test_what_cannot_be_served_is_told(arguments: tuple[str, ...], words: str) -> None:
    """In one line, and without the password."""
    done = subprocess.run([CETGRAPH, "serve", "--port", "0", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "a:b" not in done.stderr
