"""Compares a graph in memory with the same one in a store on disk, each served; prints Markdown.

    python bench/bench_store.py [--triples 1000000] [--rounds 9]

What is measured: from the start to the first answer, the memory of the processes, changes, and a dozen queries without
keeping answers, put to both servers in turn.
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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph
from rdflib import RDF

from cetgraph.graph import vocabulary as cet
from make_graph import make_graph
from sparql_queries import QUERIES, fill_in

TOKEN: Final = "a-token-for-the-bench"  # noqa: S105  # it opens nothing but a server on this machine

SCANS: Final = {
    "all triples, counted": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "properties, counted": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
}

CHANGES: Final = {
    "a statement into a graph": "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 0 } }",
    "another one": "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
    "a thing out of any graph": "DELETE WHERE { GRAPH ?g { <urn:s> ?p ?o } }",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and the seconds from its start to its first answer."""

    url: str
    process: int
    seconds: float

    def ask(self, query: str) -> float:
        """Seconds until the query is answered."""
        return _seconds(Request(f"{self.url}sparql?query={quote(query, safe='')}", headers={"Accept": "*/*"}))

    def change(self, update: str) -> float:
        """Seconds until the update is done."""
        headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
        return _seconds(Request(f"{self.url}sparql", data=update.encode(), headers=headers))

    def memory(self) -> str:
        """Megabytes of their own, of the server and of the largest query process with what holds the graph for it."""
        children = {process: _parent(process) for process in _processes()}
        zygotes = [process for process, parent in children.items() if parent == self.process]
        workers = [process for process, parent in children.items() if parent in zygotes]
        return f"{_own(self.process)} and {max(map(_own, [*zygotes, *workers]))} MB"


@contextmanager
def serve(*options: str | Path) -> Iterator[Server]:
    """A server with these options."""
    command = [Path(sys.executable).with_name("cetgraph"), "serve", "--port", "0", "--keep", "0", *options]
    begun = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stderr.readline() if process.stderr else ""
            url = line.split()[3]
            server = Server(url, process.pid, 0)
            server.ask("ASK { ?s ?p ?o }")
            yield Server(url, process.pid, time.perf_counter() - begun)
        finally:
            process.terminate()


def _seconds(request: Request) -> float:
    begun = time.perf_counter()
    with urlopen(request, timeout=600) as answer:
        answer.read()
    return time.perf_counter() - begun


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _own(process: int) -> int:
    """Megabytes that are no file's: those of files the system takes back when it needs them."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) // 1024


def write_graph(triples: int, file: Path) -> tuple[str, str]:
    """A document and a commitment of the made-up graph, which is written to the file as N-Quads."""
    dataset = make_graph(triples)
    loaded = pyoxigraph.Store()
    loaded.bulk_load(input=dataset.serialize(format="trig").encode(), format=pyoxigraph.RdfFormat.TRIG)
    loaded.dump(str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    kinds = (cet.SourceDocument, cet.Commitment)
    document, commitment = (
        min(str(subject) for subject, _, _, _ in dataset.quads((None, RDF.type, kind, None))) for kind in kinds
    )
    return document, commitment


def _size(folder: Path) -> int:
    """Megabytes on disk, each file once whatever its names."""
    found = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(found.values()) // 2**20


def main() -> None:
    """Make, start, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        graph, store, token = (Path(temporary) / name for name in ("graph.nq", "store", "token"))
        document, commitment = write_graph(options.triples, graph)
        token.write_text(TOKEN, encoding="utf-8")
        on_disk: tuple[str | Path, ...] = ("--store", store, "--write-token-file", token)
        with serve("--data", graph, *on_disk) as first:
            print(f"load {os.getloadavg()[0]:.1f}; store made and served after {first.seconds:.1f} s")
        with serve("--data", graph) as memory, serve(*on_disk) as disk:
            print(f"{_size(store)} MB on disk, {graph.stat().st_size // 2**20} MB as N-Quads\n")
            print("| | in memory | on disk |\n|---|---:|---:|")
            print(f"| start to first answer | {memory.seconds:.1f} s | {disk.seconds:.1f} s |")
            print(f"| memory before pages: server, query process | {memory.memory()} | {disk.memory()} |")
            for server in (memory, disk):
                _seconds(Request(f"{server.url}browse/documents"))
            print(f"| memory with pages | {memory.memory()} | {disk.memory()} |")
            queries = {
                name: fill_in(query, document=document, commitment=commitment) for name, query in QUERIES.items()
            }
            for name, query in {**queries, **SCANS}.items():
                taken = [(memory.ask(f"{query} # {n}"), disk.ask(f"{query} # {n}")) for n in range(options.rounds)]
                in_memory, from_disk = (1000 * statistics.median(column) for column in zip(*taken, strict=True))
                print(f"| {name} | {in_memory:.1f} ms | {from_disk:.1f} ms |")
            for name, update in CHANGES.items():
                print(f"| {name} | | {disk.change(update):.1f} s |")


if __name__ == "__main__":
    main()
