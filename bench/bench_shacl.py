"""Times SHACL validation alone: of a graph that conforms, and of one in which every finding has lost its document.

    python bench/bench_shacl.py [--triples 100000] [--rounds 3] [--profile]

`--profile` shows instead where one validation spends its time. Processor time is counted, on one core.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import sys
import time

from rdflib import Dataset

from cetgraph.config import resource
from cetgraph.graph import vocabulary as cet
from cetgraph.graph.report import Report
from cetgraph.graph.validate import validate
from make_graph import make_graph


def check(dataset: Dataset) -> Report:
    """What our shapes say of the dataset."""
    return validate(dataset, shapes=resource("shapes"), ontology=resource("ontology"))


def time_check(dataset: Dataset, *, rounds: int) -> tuple[float, Report]:
    """The median of the rounds' seconds, and the report."""
    seconds, report = [], Report(results=())
    for _ in range(rounds):
        begun = time.process_time()
        report = check(dataset)
        seconds.append(time.process_time() - begun)
    return statistics.median(seconds), report


def main() -> None:
    """Print the medians, or the profile."""
    parser = argparse.ArgumentParser(description="Time SHACL validation.")
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    dataset = make_graph(options.triples)
    if options.profile:
        with cProfile.Profile() as profile:
            check(dataset)
        pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(40)
        return
    seconds, report = time_check(dataset, rounds=options.rounds)
    print(f"conforming, {len(dataset):,} triples: {seconds:.2f} s. {report.summary()}")
    for graph in dataset.graphs():
        graph.remove((None, cet.statedIn, None))
    seconds, report = time_check(dataset, rounds=options.rounds)
    print(f"broken, {len(dataset):,} triples: {seconds:.2f} s. {report.summary()}")


if __name__ == "__main__":
    main()
