"""The checked graph of many readings, as the files that are published.

All documents are checked as one graph. A document whose statements break the shapes is left out, and the rest is
checked again: one document's fault does not cost the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cetgraph.errors import NonConformance
from cetgraph.graph.identifiers import document_name
from cetgraph.graph.named_graphs import NamedGraphs, all_triples, merge_graphs
from cetgraph.graph.namespaces import GRAPH
from cetgraph.graph.report import Report, Result
from cetgraph.graph.serialise import to_turtle, write_trig
from cetgraph.graph.settle import settle
from cetgraph.graph.statements import Triple
from cetgraph.graph.triples import reading_to_graphs
from cetgraph.graph.validate import check_triples, read_folder, read_shapes
from cetgraph.model import Reading

WHOLE = "cetgraph.trig"
"""The file that holds every document's graphs, beside one Turtle file for each document."""

REFERENCE = GRAPH["reference"]
"""The graph of what is known whatever a document says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedGraph:
    """The settled graphs of the documents that conform, by document, and what the check found in them.

    `parts` are the graphs of each document, by the document's local name: its own as they stand among the others, and
    what the reference graph has of what it names. `left_out` are the documents that broke the shapes, with the results
    that say so.
    """

    graphs: NamedGraphs
    parts: Mapping[str, NamedGraphs]
    report: Report
    left_out: Mapping[str, tuple[Result, ...]]


def check_readings(readings: Sequence[Reading], *, shapes: Path, ontology: Path) -> CheckedGraph:
    """The graph of the readings, without those that break the shapes.

    Raises NonConformance where no document is left, or where what breaks the shapes is of no single document.
    """
    own = {document_name(reading.document): reading_to_graphs(reading) for reading in readings}
    shapes_graph, ontology_graph = read_shapes(shapes), read_folder(ontology)
    left_out: dict[str, tuple[Result, ...]] = {}
    while True:
        merged = merge_graphs(own.values())
        graphs = settle(merged)
        report = check_triples(all_triples(graphs), shapes=shapes_graph, ontology=ontology_graph)
        if report.conforms:
            break
        faulty = _at_fault(report.violations, own)
        if not faulty or len(faulty) == len(own):
            raise NonConformance(f"the graph breaks the shapes, so nothing was written\n{report.as_text()}")
        left_out |= faulty
        own = {name: part for name, part in own.items() if name not in faulty}
    links = graphs[REFERENCE] - merged[REFERENCE]
    parts = {name: _among_others(part, graphs, links) for name, part in own.items()}
    return CheckedGraph(graphs=graphs, parts=parts, report=report, left_out=left_out)


def _among_others(own: NamedGraphs, graphs: NamedGraphs, links: frozenset[Triple]) -> NamedGraphs:
    """One document's graphs as settled with the others', with those of the links that are between its own things."""
    things = {thing for triples in own.values() for thing, _, _ in triples}
    linked = {link for link in links if link[0] in things and link[2] in things}
    return {name: triples | linked if name == REFERENCE else graphs[name] for name, triples in own.items()}


def graph_files(checked: CheckedGraph) -> dict[str, str]:
    """The files of the graph, by name: Turtle for each document, and TriG for all."""
    files = {f"{name}.ttl": to_turtle(all_triples(part)) for name, part in checked.parts.items()}
    return {**files, WHOLE: write_trig(checked.graphs.items())}


def _at_fault(violations: Sequence[Result], own: Mapping[str, NamedGraphs]) -> dict[str, tuple[Result, ...]]:
    """The documents that broke the shapes: of those that state something of a faulty thing, the last."""
    found: dict[str, list[Result]] = {}
    stating: dict[object, str] = {}
    focuses = {result.focus for result in violations}
    for name in sorted(own):
        for graph, triples in own[name].items():
            if graph != REFERENCE:
                stating |= {triple[0]: name for triple in triples if triple[0] in focuses}
    for result in violations:
        if result.focus in stating:
            found.setdefault(stating[result.focus], []).append(result)
    return {name: tuple(results) for name, results in found.items()}
