"""The query processes: what they may do, what becomes of them, and who gets one."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from cetgraph.engine.confinement import can_see_only
from cetgraph.engine.evaluate import Bounds, _check_rows
from cetgraph.engine.lanes import Lane
from cetgraph.engine.link import Settings
from cetgraph.engine.messages import Job, Trouble, Unanswered
from cetgraph.engine.versions import keep_first
from cetgraph.errors import SourceError
from cetgraph.graph.on_disk import read_current
from cetgraph.graph.store import read_store
from cetgraph.graph.terms import Iri
from cetgraph.web import workers as workers_module
from cetgraph.web.workers import QueryWorkers

ASK = "ASK { ?c a cet:Commitment }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"


def _job(query: str, **dataset: tuple[str, ...]) -> Job:
    return Job(query=query, table="text/csv", graph="text/turtle", **dataset)


@pytest.fixture(params=["in memory", "on disk"])
def place(request: pytest.FixtureRequest, data: Path, kept: Path) -> Path:
    """Where the small graph is."""
    return data if request.param == "in memory" else kept


@pytest.fixture
def workers(place: Path) -> Iterator[QueryWorkers]:
    """Two query processes over the small graph; a query may run for one second."""
    started = QueryWorkers([place], workers=2, settings=Settings(seconds=1))
    yield started
    started.close()


def _trouble(workers: QueryWorkers, query: str) -> Trouble:
    with pytest.raises(Unanswered) as caught:
        workers.ask(_job(query))
    return caught.value.trouble


def test_a_runaway_query_is_stopped_and_the_next_one_answered(workers: QueryWorkers) -> None:
    """Its process is ended; nobody waits for it."""
    assert _trouble(workers, RUNAWAY) is Trouble.TIME
    assert workers.ask(_job(ASK)).body == b"true"


def test_runaways_do_not_keep_short_queries_waiting(workers: QueryWorkers) -> None:
    """More of them than there are processes: each is moved out of the way of the short ones, which are all answered."""
    troubles: list[Trouble] = []
    runaways = [threading.Thread(target=lambda: troubles.append(_trouble(workers, RUNAWAY))) for _ in range(6)]
    for runaway in runaways:
        runaway.start()
    assert all(workers.ask(_job(f"{ASK} # {number}")).body == b"true" for number in range(50))
    for runaway in runaways:
        runaway.join()
    assert set(troubles) <= {Trouble.TIME, Trouble.BUSY}
    assert len(troubles) == 6
    assert {name: value for name, value in workers.gauges().items() if value and "places" not in name} == {}


def test_more_than_may_wait_are_turned_away(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting is bounded, so that threads and memory are."""
    monkeypatch.setattr(workers_module, "WAITING_LONG", 0)
    workers = QueryWorkers([data], workers=2, settings=Settings(seconds=1))
    troubles: list[Trouble] = []
    runaways = [threading.Thread(target=lambda: troubles.append(_trouble(workers, RUNAWAY))) for _ in range(3)]
    for runaway in runaways:
        runaway.start()
    for runaway in runaways:
        runaway.join()
    assert sorted(troubles) == [Trouble.BUSY, Trouble.BUSY, Trouble.TIME]
    workers.close()


def test_a_query_whose_client_has_gone_is_ended(data: Path) -> None:
    """At the next look, long before its time is over."""
    workers = QueryWorkers([data], workers=1, settings=Settings(seconds=600))
    with pytest.raises(Unanswered) as caught:
        workers.ask(_job(RUNAWAY), is_gone=lambda: True)
    assert caught.value.trouble is Trouble.GONE
    assert workers.gauges()["long_busy"] == 0
    workers.close()


def test_a_query_that_takes_too_much_memory_ends_its_process_only(place: Path) -> None:
    """The bound is the kernel's."""
    doubled = "".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40))
    workers = QueryWorkers([place], workers=1, settings=Settings(memory=2**28))
    assert _trouble(workers, f'SELECT (STRLEN(?s40) AS ?n) {{ BIND("xxxxxxxx" AS ?s0) {doubled} }}') is Trouble.MEMORY
    assert workers.ask(_job(ASK)).body == b"true"
    workers.close()


def test_a_zygote_that_has_died_is_replaced(workers: QueryWorkers) -> None:
    """With all its processes; who asks next does not notice."""
    process = workers._source._process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert workers.ask(_job(ASK)).body == b"true"
    assert workers.restarts == 1


def test_new_data_is_answered_from_once_it_is_loaded(tmp_path: Path) -> None:
    """By a new zygote; what it cannot read changes nothing."""
    file = tmp_path / "graph.ttl"
    file.write_text("<urn:a> <urn:b> 1 .", encoding="utf-8")
    workers = QueryWorkers([file], workers=1)
    query = _job("SELECT ?x { ?s ?p ?x }")
    version = workers.version
    file.write_text("<urn:a> <urn:b> 2 .", encoding="utf-8")
    workers.reload()
    assert (workers.ask(query).body, workers.version == version) == (b"x\r\n2\r\n", False)
    file.write_text("<urn:a> <urn:b>", encoding="utf-8")
    with pytest.raises(SourceError):
        workers.reload()
    assert workers.ask(query).body == b"x\r\n2\r\n"
    workers.close()


def test_a_store_on_disk_is_read_in_its_current_version(data: Path, tmp_path: Path) -> None:
    """Whose name is the version of the data, so that answers may be kept over a restart."""
    folder = tmp_path / "store"
    folder.mkdir()
    keep_first(folder, [data / "cetgraph.trig"])
    workers = QueryWorkers([folder], workers=1)
    again = QueryWorkers([folder], workers=1)
    assert workers.version == again.version == read_current(folder).name
    assert workers.triples == again.triples > 0
    assert not workers.sees_files or not can_see_only()
    again.close()
    workers.close()


def test_a_process_is_replaced_now_and_then(workers: QueryWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    """It touches ever more of the memory that it shares."""
    monkeypatch.setattr(workers_module, "MOST_SERVED", 2)
    answers = [workers.ask(_job(ASK)) for _ in range(10)]
    assert [answer.body for answer in answers] == [b"true"] * 10


ROWS = [
    ("text/csv", b'x\r\n"a\r\nb\r\n"\r\n1\r\n', 2),
    ("text/tab-separated-values", b'?x\n"a\\n"\n1\n', 2),
    ("application/sparql-results+json", b'{"head":{},"results":{"bindings":[{"x":{"value":"},{"}},{"x":{}}]}}', 2),
    ("application/sparql-results+xml", b"<results><result>&lt;/result></result><result></result></results>", 2),
]


@pytest.mark.parametrize(("media_type", "body", "rows"), ROWS, ids=[row[0] for row in ROWS])
def test_rows_are_counted_outside_of_values(media_type: str, body: bytes, rows: int) -> None:
    """A value that looks like the end of a row is none."""
    _check_rows(body, media_type, rows)
    with pytest.raises(Unanswered, match="more than"):
        _check_rows(body, media_type, rows - 1)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
    ],
)
@pytest.mark.parametrize("settings", [Settings(rows=3), Settings(octets=100)])
def test_an_answer_has_a_largest_size(data: Path, query: str, settings: Settings) -> None:
    """Beyond it the query is refused, not the answer cut."""
    workers = QueryWorkers([data], workers=1, settings=settings)
    assert _trouble(workers, query) is Trouble.SIZE
    workers.close()


@pytest.mark.parametrize("length", [1, 60_000, 2**16, 2**16 + 1, 300_000, 1_100_000])
def test_queries_and_answers_of_any_length_arrive_whole(workers: QueryWorkers, length: int) -> None:
    """In one piece or in many, in memory or in a file; and nothing is left of one for the next."""
    words = "".join(chr(97 + number % 26) for number in range(length))
    for _ in range(2):
        answer = workers.ask(_job(f'SELECT ?x {{ VALUES ?x {{ "{words}" }} }}'))
        if answer.file is not None:
            with answer.file as file:
                assert file.read().decode() == f"x\r\n{words}\r\n"
        else:
            assert answer.body.decode() == f"x\r\n{words}\r\n"
    assert workers.ask(_job(ASK)).body == b"true"


@pytest.mark.parametrize(
    ("media_type", "declared"),
    [
        ("text/turtle", r"@prefix (\w+):"),
        ("application/trig", r"@prefix (\w+):"),
        ("application/rdf+xml", r"xmlns:(\w+)="),
    ],
)
def test_a_graph_declares_the_prefixes_that_it_uses(workers: QueryWorkers, media_type: str, declared: str) -> None:
    """Those and no others; in RDF/XML only properties have prefixes."""
    query = "CONSTRUCT { ?c a cet:Commitment ; rdfs:label ?l } WHERE { ?c a cet:Commitment ; rdfs:label ?l }"
    body = workers.ask(Job(query=query, table=None, graph=media_type)).body.decode()
    rest = {"rdf"} if media_type == "application/rdf+xml" else {"cet"}
    assert set(re.findall(declared, body)) == {"rdfs", *rest}
    assert len(Graph().parse(data=body, format=media_type)) == 4


def test_a_lane_has_places() -> None:
    """Who does not get one within the time is turned away."""
    lane = Lane(1, waiting=1)
    lane.enter(1, is_gone=lambda: False)
    with pytest.raises(Unanswered, match="too many"):
        lane.enter(0.01, is_gone=lambda: False)
    lane.leave()
    lane.enter(1, is_gone=lambda: False)
    assert (lane.busy, lane.waiting) == (1, 0)


def test_bounds_are_values() -> None:
    """They go to each process as they are."""
    assert Bounds(rows=1, octets=2) == Bounds(rows=1, octets=2)


def test_what_is_no_iri_is_in_no_triple() -> None:
    """The engine would complain of it; a page that does not exist is no error of ours."""
    assert list(read_store("<urn:a> <urn:b> 1 .").match(Iri("urn:<script>"))) == []
