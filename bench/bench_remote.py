"""Pages over a remote store beside pages in memory: round trips to Virtuoso, and milliseconds; a Markdown table.

    python bench/bench_remote.py GRAPH.trig [--rounds 5]

Each page is asked for once as the first of all, when nothing is kept of what it looks up, and then again and again.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask.testing import FlaskClient

from cetgraph.engine.link import Settings
from cetgraph.remote.address import Credentials, read_address
from cetgraph.remote.source import RemoteSource
from cetgraph.web import create_app
from cetgraph.web.source import FileSource
from cetgraph.web.sparql import make_endpoint
from cetgraph.web.view import View
from cetgraph.web.wording import KINDS
from sparql_servers import start_virtuoso


class Counted:
    """Counts the exchanges of a source with its server."""

    def __init__(self, source: RemoteSource) -> None:
        self.exchanges = 0
        send = source.server.client.send

        def count(*arguments: object, **options: object) -> object:
            self.exchanges += 1
            return send(*arguments, **options)  # type: ignore[arg-type]  # it is handed on

        source.server.client.send = count  # type: ignore[method-assign,assignment]  # to count


def pages(view: View) -> list[str]:
    """One page of each sort, those of things that most leads to."""
    hubs = ("countries", "agencies", "dialogues", "areas")
    found = [
        max(view.members(kind), key=lambda thing: len(view.to(thing)))
        for kind in KINDS
        if kind.path in hubs and view.members(kind)
    ]
    document = max(view.members(KINDS[0]), key=lambda thing: len(view.to(thing)))
    return [
        "/browse/documents",
        "/browse/commitments",
        *(view.refer(thing).path + ".html" for thing in found),
        view.refer(view.members(KINDS[11])[0]).path + ".html",
        "/document/" + document.value.rpartition("/")[2],
        "/answers/brief?party=SG&partner=US",
        "/answers/how-connected?body=NIST",
        "/explore",
        "/ontology",
    ]


@contextmanager
def loaded(graph: Path, folder: Path) -> Iterator[str]:
    """The address of a Virtuoso that holds the graph."""
    with start_virtuoso(folder, rows=10_000) as virtuoso:
        subprocess.run(
            [
                Path(sys.executable).with_name("cetgraph"), "load", "--data", graph,
                "--store", f"sparql+{virtuoso.sparql}", "--graph-store", virtuoso.graphs,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "CETGRAPH_STORE_USER": "dba", "CETGRAPH_STORE_PASSWORD": "dba"},
        )  # fmt: skip
        yield virtuoso.sparql


def ask(client: FlaskClient, path: str) -> float:
    """The seconds that the page took."""
    begun = time.perf_counter()
    with client.get(path, headers={"Accept": "text/html"}) as answer:
        assert answer.status_code == 200, (path, answer.status_code)
        answer.get_data()
    return time.perf_counter() - begun


def main() -> None:
    """Start, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    files = FileSource(options.graph)
    store = files.open_store()
    with tempfile.TemporaryDirectory() as folder, loaded(options.graph, Path(folder)) as sparql:
        address = read_address(f"sparql+{sparql}")
        source = RemoteSource(address, Credentials(), Settings(seconds=120), places=8)
        counted = Counted(source)
        with closing(files.open_engine()) as engine:
            here = create_app(files, endpoint=make_endpoint(engine)).test_client()
            begun = time.perf_counter()
            there = create_app(source).test_client()
            print(f"start: {counted.exchanges} round trips, {time.perf_counter() - begun:.1f} s\n")
            print("| page | in memory, ms | round trips at first | ms at first | round trips again | ms again |")
            print("|---|---:|---:|---:|---:|---:|")
            for path in pages(View(store, store)):
                counted.exchanges = 0
                first = ask(there, path)
                trips = counted.exchanges
                again = [ask(there, path) for _ in range(options.rounds)]
                memory = [ask(here, path) for _ in range(options.rounds)]
                more = (counted.exchanges - trips) / options.rounds
                print(
                    f"| {path.partition('?')[0][:40]} | {1000 * statistics.median(memory):.0f} | {trips} | "
                    f"{1000 * first:.0f} | {more:.0f} | {1000 * statistics.median(again):.0f} |"
                )


if __name__ == "__main__":
    main()
