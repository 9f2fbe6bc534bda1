"""What a check of a graph against the shapes found, and how it is written: as text, JSON or Turtle."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from cetgraph.graph.namespaces import PREFIXES, bind_prefixes

Term: TypeAlias = URIRef | BNode | Literal

SHOWN: Final = 25
"""So many things are listed under one message in text; the other formats list all."""


class Severity(StrEnum):
    """How grave a result is; a violation alone makes a graph not conform. The values are SHACL's names."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


_HEADINGS = {
    Severity.VIOLATION: ("Violations", "violation", "what makes the graph unreliable"),
    Severity.WARNING: ("Warnings", "warning", "what may be wrong"),
    Severity.INFO: ("Notes", "note", "what is good to know"),
}


LONGEST_VALUE: Final = 200
"""A value of more characters, such as a whole document's text, is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that a shape finds fault with.

    `focus` is the thing, `label` its readable name if it has one. `path` is where in it, written as a SPARQL property
    path such as ``cet:party``, and `value` what stands there; None where the whole thing or nothing is meant. `shape`
    is the address of the shape, `component` that of the kind of constraint, as SHACL names it.
    """

    severity: Severity
    focus: Term
    label: str | None
    path: str | None
    value: Term | None
    message: str
    shape: URIRef
    component: URIRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found, gravest first, in an order that depends on the graph alone."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and notes do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that stop a build."""
        return self.of(Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[Result, ...]:
        """The results that a person should look at."""
        return self.of(Severity.WARNING)

    @property
    def notes(self) -> tuple[Result, ...]:
        """The results that are good to know."""
        return self.of(Severity.INFO)

    def of(self, severity: Severity) -> tuple[Result, ...]:
        """The results of that severity."""
        return tuple(result for result in self.results if result.severity is severity)

    def summary(self) -> str:
        """One sentence: whether the graph conforms, and how much of each severity was found."""
        counts = [
            f"{len(found)} {_HEADINGS[severity][1]}{'' if len(found) == 1 else 's'}"
            for severity in Severity
            if (found := self.of(severity))
        ]
        verdict = "The graph conforms to the shapes" if self.conforms else "The graph does not conform to the shapes"
        return f"{verdict}: {', '.join(counts) or 'nothing to report'}."

    def as_text(self) -> str:
        """The report for a reader who knows neither RDF nor SHACL, ending in a line break.

        Under each message stand the things it is about: name, address, and the place and value at fault.
        """
        lines = [self.summary()]
        for severity in Severity:
            lines += _section(severity, self.of(severity))
        return "\n".join(lines) + "\n"

    def as_json(self) -> str:
        """The report as a JSON object, ending in a line break."""
        document = {
            "conforms": self.conforms,
            "violations": len(self.violations),
            "warnings": len(self.warnings),
            "notes": len(self.notes),
            "results": [
                {
                    "severity": result.severity.value,
                    "focus": _written(result.focus),
                    "label": result.label,
                    "path": result.path,
                    "value": None if result.value is None else _written(result.value),
                    "message": result.message,
                    "shape": str(result.shape),
                }
                for result in self.results
            ],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def as_turtle(self) -> str:
        """The report as a SHACL validation report in Turtle.

        As everywhere here, sh:conforms means that there is no violation.
        """
        graph = bind_prefixes(Graph(bind_namespaces="none"))
        graph.bind("sh", SH)
        report = BNode("report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(self.conforms)))
        for number, result in enumerate(self.results):
            node = BNode(f"result{number:06}")
            graph.add((report, SH.result, node))
            _add_result(graph, node, result)
        return graph.serialize(format="turtle")


def _section(severity: Severity, results: tuple[Result, ...]) -> list[str]:
    if not results:
        return []
    heading, _, meaning = _HEADINGS[severity]
    by_message: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_message[result.message].append(result)
    lines = ["", f"{heading}: {meaning}"]
    for message, group in by_message.items():
        lines += ["", f"  {message}"]
        for result in group[:SHOWN]:
            lines += _entry(result)
        if len(group) > SHOWN:
            lines.append(f"    … and {len(group) - SHOWN} more (--format json lists all)")
    return lines


def _entry(result: Result) -> list[str]:
    address = _written(result.focus)
    lines = [f"    - {result.label}", f"      {address}"] if result.label else [f"    - {address}"]
    if result.path and result.value is not None:
        value = _written(result.value)
        lines.append(f"      {result.path} is {f'“{value}”' if isinstance(result.value, Literal) else value}")
    elif result.path:
        lines.append(f"      at {result.path}")
    return lines


def _written(term: Term) -> str:
    """The term for a reader: an address or a literal's words; blank nodes have no name worth showing."""
    if isinstance(term, BNode):
        return "(a thing without an address)"
    words = " ".join(str(term).split())
    return words if isinstance(term, URIRef) or len(words) <= LONGEST_VALUE else f"{words[:LONGEST_VALUE]}…"


def _add_result(graph: Graph, node: BNode, result: Result) -> None:
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.resultSeverity, SH[result.severity.value]))
    graph.add((node, SH.focusNode, result.focus))
    graph.add((node, SH.resultMessage, Literal(result.message, lang="en")))
    graph.add((node, SH.sourceShape, result.shape))
    graph.add((node, SH.sourceConstraintComponent, result.component))
    if result.path is not None:
        graph.add((node, SH.resultPath, _path_node(graph, result.path, f"{node}path")))
    if result.value is not None:
        graph.add((node, SH.value, result.value))


def _path_node(graph: Graph, path: str, name: str) -> URIRef | BNode:
    """The path as SHACL writes it: an IRI, a list, or a blank node for an inverse or alternative path."""
    if path.startswith("<"):
        return URIRef(path[1:-1])
    node = BNode(name)
    if "/" in path:
        Collection(graph, node, [_predicate(part) for part in path.split("/")])
        return node
    if "|" in path:
        items = BNode(f"{name}items")
        Collection(graph, items, [_predicate(part) for part in path.split("|")])
        graph.add((node, SH.alternativePath, items))
        return node
    if path.startswith("^"):
        graph.add((node, SH.inversePath, _predicate(path[1:])))
        return node
    return _predicate(path)


def _predicate(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)
