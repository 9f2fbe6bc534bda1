"""Times reading, graph building and validation apart, on one core, and prints medians as a Markdown table.

    python bench/run.py [--rounds 5] [--corpus FOLDER] [--triples 100000]

Nothing is written. Each round does the whole work of a row again; importing, and loading the gazetteer, are not timed.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cetgraph.config import resource
from cetgraph.graph.serialise import to_trig
from cetgraph.graph.triples import reading_to_dataset
from cetgraph.graph.validate import validate
from cetgraph.model import Reading
from cetgraph.pipeline import Reader
from cetgraph.sources.read import SUFFIXES
from make_graph import make_graph

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Timing:
    """What was timed, over how much, and the seconds of each round."""

    name: str
    amount: str
    seconds: tuple[float, ...]
    per_second: float
    unit: str

    def row(self) -> str:
        """The timing as a row of the table."""
        median = statistics.median(self.seconds)
        spread = f"{min(self.seconds):.3f}-{max(self.seconds):.3f}"
        return f"| {self.name} | {self.amount} | {median:.3f} s | {spread} s | {self.per_second:,.0f} {self.unit}/s |"


def time_rounds(work: Callable[[], object], *, rounds: int) -> tuple[float, ...]:
    """The seconds of each round, after one round that is not counted."""
    work()
    seconds = []
    for _ in range(rounds):
        gc.collect()
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return tuple(seconds)


def timings(corpus: Path, *, triples: int, rounds: int) -> Iterator[Timing]:
    """The timings, one after another as they are done."""
    paths = sorted(path for path in corpus.iterdir() if path.suffix in SUFFIXES)
    reader = Reader.load(resource("data") / "gazetteer")

    def read() -> list[Reading]:
        return [reader.read(path) for path in paths]

    readings = read()
    words = sum(len(reading.text.split()) for reading in readings)
    seconds = time_rounds(read, rounds=rounds)
    yield Timing(
        "reading",
        f"{len(paths)} documents, {words:,} words",
        seconds,
        len(paths) / statistics.median(seconds),
        "documents",
    )

    def build() -> list[str]:
        return [to_trig(reading_to_dataset(reading)) for reading in readings]

    size = sum(len(reading_to_dataset(reading)) for reading in readings)
    seconds = time_rounds(build, rounds=rounds)
    yield Timing(
        "graph building, with writing TriG",
        f"{len(readings)} readings, {size:,} triples",
        seconds,
        size / statistics.median(seconds),
        "triples",
    )

    made_up = make_graph(triples)
    shapes, ontology = resource("shapes"), resource("ontology")
    seconds = time_rounds(lambda: validate(made_up, shapes=shapes, ontology=ontology), rounds=min(rounds, 3))
    yield Timing(
        "SHACL validation",
        f"{len(made_up):,} made-up triples of this shape",
        seconds,
        len(made_up) / statistics.median(seconds),
        "triples",
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time reading, graph building and validation.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--corpus", type=Path, default=REPOSITORY.parent / "shared" / "corpus")
    parser.add_argument("--triples", type=int, default=100_000)
    options = parser.parse_args()
    if not options.corpus.is_dir():
        parser.error(f"there is no folder of documents at {options.corpus}; name one with --corpus")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"Python {platform.python_version()}, one core of {_processor()}, medians of {options.rounds} rounds\n")
    print("| stage | over | median | range | rate |\n|---|---|---:|---:|---:|")
    for timing in timings(options.corpus, triples=options.triples, rounds=options.rounds):
        print(timing.row(), flush=True)


def _processor() -> str:
    """The processor's name where Linux tells it, otherwise its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
