"""Compares SPARQL endpoints over the same made-up graph, in one run, interleaved; prints Markdown for bench/README.md.

    python bench/bench_sparql.py --peers-python OTHER/bin/python [--triples 100000] [--rounds 30] [--seconds 9]

`OTHER` is an environment with rdflib-endpoint and oxrdflib; Virtuoso is taken from the path. First it is seen that all
give the same answers. Each round then asks each server each query once, about another document each time, so that no
cache of answers helps but where the query names no document; servers and queries take turns in being the first.
"In process" is pyoxigraph called in this process, to which the time of a request without a query is added.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyoxigraph
from rdflib import RDF, Graph

from cetgraph.graph import vocabulary as cet
from http_clients import Client, ask_query, get_path, press
from make_graph import make_graph
from sparql_queries import QUERIES, fill_in
from sparql_servers import NOTHING_KEPT, OURS, start_servers

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

MOST_SECONDS = 1.0
"""What 95 of 100 cheap queries must stay within while others run away."""

MOST_TIMES = 3
"""How many times the time of the engine and an empty request together a small answer may take."""

SMALL = 0.001
"""Seconds of the engine up to which an answer counts as small: above, the engine is what takes the time."""

SLICES = 3
"""Parts in which each server is pressed, in turn with the others."""

CLIENTS = (1, 8, 32)

Item = TypeVar("Item")

Seconds = dict[str, list[float]]
"""Of a server, by query."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """What queries are about, in turn."""

    documents: tuple[str, ...]
    commitments: tuple[str, ...]

    def queries(self, number: int) -> dict[str, str]:
        """The queries of that round."""
        document = self.documents[number % len(self.documents)]
        commitment = self.commitments[number % len(self.commitments)]
        return {name: fill_in(query, document=document, commitment=commitment) for name, query in QUERIES.items()}


class Pressed(NamedTuple):
    """What a server did for so many clients: the seconds of each request, and those of all together."""

    taken: list[float]
    lasted: float


class InProcess:
    """The engine alone, in this process."""

    def __init__(self, graph: Path) -> None:
        self._store = pyoxigraph.Store()
        self._store.load(path=graph)

    def ask(self, query: str) -> tuple[float, bytes]:
        """The seconds that it takes until the answer is written out, and the answer."""
        begun = time.perf_counter()
        found = self._store.query(query)
        if isinstance(found, pyoxigraph.QueryTriples):
            octets = found.serialize(format=pyoxigraph.RdfFormat.TURTLE)
        else:
            octets = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        return time.perf_counter() - begun, octets or b""


def compare_answers(engine: InProcess, servers: Mapping[str, str], subjects: Subjects) -> None:
    """Say of each query to which a server gives another answer than the engine."""
    for name, query in subjects.queries(0).items():
        expected = measure_answer(engine.ask(query)[1])
        for server, url in servers.items():
            found = measure_answer(Client(url).ask(ask_query(url, query))[1].body)
            if found != expected:
                print(f"**{server} answers {name!r} with {found}, the engine with {expected}.**\n")


def measure_answer(octets: bytes) -> int:
    """How many rows, or triples, the answer has; for ASK whether it is true."""
    if not octets.lstrip().startswith(b"{"):
        return len(set(pyoxigraph.parse(octets, format=pyoxigraph.RdfFormat.TURTLE)))
    found = json.loads(octets)
    return len(found["results"]["bindings"]) if "results" in found else int(found["boolean"])


def time_queries(
    servers: Mapping[str, str], engine: InProcess, subjects: Subjects, rounds: int
) -> tuple[dict[str, Seconds], Seconds, list[float]]:
    """Seconds by server and query, those of the engine, and those of empty requests, after a round not counted."""
    clients = {server: Client(url) for server, url in servers.items()}
    seconds: dict[str, Seconds] = {server: {name: [] for name in QUERIES} for server in servers}
    alone: Seconds = {name: [] for name in QUERIES}
    empty: list[float] = []
    for number in range(rounds + 1):
        queries = list(subjects.queries(number).items())
        queries = _rotated(queries, 5 * number)
        for server in _rotated(list(servers), number):
            url = servers[server]
            for name, query in queries:
                taken, _ = clients[server].ask(ask_query(url, query))
                seconds[server][name] += [taken] if number else []
            if server == NOTHING_KEPT:
                empty += [clients[server].ask(get_path(url, "/robots.txt"))[0] for _ in queries]
        for name, query in queries:
            taken, _ = engine.ask(query)
            alone[name] += [taken] if number else []
    return seconds, alone, empty


def press_servers(servers: Mapping[str, str], subjects: Subjects, clients: int, seconds: float) -> dict[str, Pressed]:
    """What each server did for so many clients, who ask all queries in turn for that long."""
    pressed = {server: Pressed([], 0) for server in servers}
    for number in range(SLICES):
        for server in _rotated(list(servers), number):
            asked = _requests(servers[server], subjects, first=1000 * number)
            taken, lasted = press(servers[server], asked, clients=clients, seconds=seconds / SLICES)
            before = pressed[server]
            pressed[server] = Pressed(before.taken + taken, before.lasted + lasted)
    return pressed


def press_with_runaways(url: str, subjects: Subjects, seconds: float) -> list[float]:
    """Seconds of each request of 56 clients with cheap queries, while 8 more ask queries that would take years."""
    until = time.monotonic() + seconds

    def run_away(number: int) -> None:
        while time.monotonic() < until:
            with contextlib.suppress(RuntimeError):  # it is stopped, or turned away: 503
                Client(url).ask(ask_query(url, f"{RUNAWAY} # {number}"))
            time.sleep(0.2)

    threads = [threading.Thread(target=run_away, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    cheap = [name for name in QUERIES if not name.startswith("counts")]
    taken, _ = press(url, _requests(url, subjects, names=cheap), clients=56, seconds=seconds)
    for thread in threads:
        thread.join()
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def table(header: list[str], rows: Iterator[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def make_subjects(triples: int, file: Path) -> Subjects:
    """The graph, written to the file as N-Triples, and what is in it."""
    graph = Graph()
    for subject, predicate, value, _ in make_graph(triples).quads():
        graph.add((subject, predicate, value))
    graph.serialize(file, format="nt", encoding="utf-8")
    found = (sorted(map(str, graph.subjects(RDF.type, kind))) for kind in (cet.SourceDocument, cet.Commitment))
    return Subjects(*map(tuple, found))


def main() -> None:
    """Start, compare, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers-python", type=Path)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=9, help="for which each server is pressed by so many clients")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        graph = Path(temporary) / "graph.nt"
        subjects = make_subjects(options.triples, graph)
        engine = InProcess(graph)
        with start_servers(graph, Path(temporary), options.peers_python) as servers:
            compare_answers(engine, servers, subjects)
            print(f"{_machine()}. Median milliseconds of {options.rounds} rounds:\n")
            _print_queries(*time_queries(servers, engine, subjects, options.rounds))
            _print_pressed(servers, subjects, options.seconds)
            taken = press_with_runaways(servers[NOTHING_KEPT], subjects, options.seconds)
    middle, last = statistics.median(taken), percentile(taken, 0.95)
    print(
        f"\nEight runaways beside 56 clients: {len(taken):,} cheap answers in {options.seconds:g} s, the median after "
        f"{1000 * middle:.0f} ms, the 95th percentile after {1000 * last:.0f} ms. Load at the end: {_load()}."
    )
    if last >= MOST_SECONDS:
        sys.exit("That is too slow.")


def _print_queries(seconds: Mapping[str, Seconds], alone: Seconds, empty: list[float]) -> None:
    nothing = statistics.median(empty)
    medians = {
        server: {name: statistics.median(taken) for name, taken in found.items()} for server, found in seconds.items()
    }
    floor = {name: nothing + statistics.median(taken) for name, taken in alone.items()}
    times = {name: medians[NOTHING_KEPT][name] / floor[name] for name in QUERIES}
    columns = {**medians, "in process + empty request": floor}
    rows = (
        [name, *(f"{1000 * found[name]:.2f}" for found in columns.values()), f"{times[name]:.1f}"] for name in QUERIES
    )
    print(table(["query", *columns, "times"], rows))
    print(f"\nAn empty request takes {1000 * nothing:.2f} ms. Times: {NOTHING_KEPT}, over the column before.")
    peers = [server for server in medians if server not in {OURS, NOTHING_KEPT}]
    for ours in (OURS, NOTHING_KEPT):
        behind = [f"{name} ({peer})" for peer in peers for name in QUERIES if medians[peer][name] < medians[ours][name]]
        print(f"{ours} is behind at: {', '.join(behind) or 'nothing'}.")
    small = [name for name in QUERIES if floor[name] - nothing <= SMALL]
    over = [name for name in small if times[name] > MOST_TIMES]
    print(f"Small answers that take more than {MOST_TIMES} times that: {', '.join(over) or 'none'} of {len(small)}.")


def _print_pressed(servers: Mapping[str, str], subjects: Subjects, seconds: float) -> None:
    print("\nRequests a second, median and 99th percentile in milliseconds, all queries in turn:\n")
    rows = (
        [str(clients), *map(_summary, press_servers(servers, subjects, clients, seconds).values())]
        for clients in CLIENTS
    )
    print(table(["clients", *servers], rows))


def _requests(
    url: str, subjects: Subjects, *, names: Collection[str] = tuple(QUERIES), first: int = 0
) -> Callable[[int], Iterator[bytes]]:
    """The requests of each client: all queries of those names in turn, from another document on."""

    def requests(client: int) -> Iterator[bytes]:
        for number in itertools.count(first + 17 * client):
            for name, query in subjects.queries(number).items():
                if name in names:
                    yield ask_query(url, query)

    return requests


def _rotated(things: Sequence[Item], number: int) -> list[Item]:
    """The things in their order, beginning with another one each time."""
    start = number % len(things)
    return [*things[start:], *things[:start]]


def _summary(pressed: Pressed) -> str:
    median, last = statistics.median(pressed.taken), percentile(pressed.taken, 0.99)
    return f"{len(pressed.taken) / pressed.lasted:.0f}, {1000 * median:.1f}, {1000 * last:.0f}"


def _machine() -> str:
    return (
        f"{os.cpu_count()} processors, load {_load()}, Python {platform.python_version()}, "
        f"pyoxigraph {pyoxigraph.__version__}"
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
