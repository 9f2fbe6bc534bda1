"""Turtle and TriG whose bytes depend on the triples alone: same triples, same bytes.

Graphs, subjects and objects stand in the order of their code points, `rdf:type` and the names come first. Our own
things are written relative to ``@base``, foreign terms with the prefixes of `namespaces`, of which only those used are
declared. Both forms are RDF 1.1 and hold no blank nodes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from rdflib import Dataset, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from cetgraph.graph.namespaces import BASE, PREFIXES, Base

AnyTriple: TypeAlias = tuple[Node, Node, Node]

_TYPE = RDF.type
_FIRST: dict[Node, int] = {term: rank for rank, term in enumerate((_TYPE, RDFS.label, SKOS.prefLabel, SKOS.altLabel))}

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
"""Local names that need no escape in Turtle; any other IRI is written in full."""

_RELATIVE = re.compile(r"[a-z]+(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)+")
"""Paths that mean the same to every resolver: "id/country/SG", not "../x", "//x" or "a:b"."""

_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED_IN_LONG = re.compile(r'[\x00-\x09\x0b-\x1f\x7f\\]|"(?="|\Z)')
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_BARE = {
    XSD.boolean: re.compile("true|false"),
    XSD.integer: re.compile(r"-?(?:0|[1-9]\d*)"),
    XSD.decimal: re.compile(r"-?(?:0|[1-9]\d*)\.\d+"),
}


def to_turtle(triples: Iterable[AnyTriple], *, base: Base = BASE) -> str:
    """The triples in Turtle. Raises ValueError for a blank node or an IRI that Turtle cannot hold."""
    writer = _Writer(base)
    body = "\n".join(writer.subjects(triples, indent=""))
    return f"{writer.head()}\n{body}"


def to_trig(dataset: Dataset, *, base: Base = BASE) -> str:
    """The dataset's quads in TriG, its default graph first. Raises as `to_turtle` does."""
    return write_trig(((graph.identifier, list(graph)) for graph in dataset.graphs()), base=base)


def write_trig(graphs: Iterable[tuple[Node, Collection[AnyTriple]]], *, base: Base = BASE) -> str:
    """The triples of the graphs, each with its name, in TriG, the default graph first. Raises as `to_turtle` does."""
    writer = _Writer(base)
    blocks: list[str] = []
    for name, triples in sorted(graphs, key=_graph_order):
        if name == DATASET_DEFAULT_GRAPH_ID:
            blocks.extend(writer.subjects(triples, indent=""))
        elif triples:
            body = "\n".join(writer.subjects(triples, indent="    "))
            blocks.append(f"{writer.node(name)} {{\n{body}}}\n")
    body = "\n".join(blocks)
    return f"{writer.head()}\n{body}"


def _graph_order(graph: tuple[Node, Collection[AnyTriple]]) -> tuple[bool, str]:
    name, _ = graph
    return name != DATASET_DEFAULT_GRAPH_ID, str(name)


class _Writer:
    """Writes nodes, and remembers which prefixes they needed."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._namespaces = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), reverse=True)
        self._iris: dict[Node, str] = {}
        self._used: set[str] = set()
        self._is_base_used = False

    def head(self) -> str:
        """The directives for what has been written so far."""
        lines = [f"@base <{self._base.iri}> .\n"] if self._is_base_used else []
        lines += [f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(self._used)]
        return "".join(lines)

    def subjects(self, triples: Iterable[AnyTriple], *, indent: str) -> Iterator[str]:
        """One block for each subject."""
        statements: defaultdict[Node, defaultdict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in triples:
            statements[subject][predicate].append(value)
        for subject in sorted(statements, key=str):
            lines: list[str] = []
            for predicate in sorted(statements[subject], key=_predicate_order):
                values = statements[subject][predicate]
                if len(values) > 1:
                    values.sort(key=_value_order)
                objects = f",\n{indent}        ".join([self._object(value) for value in values])
                lines.append(f"{'a' if predicate == _TYPE else self.node(predicate)} {objects}")
            body = f" ;\n{indent}    ".join(lines)
            yield f"{indent}{self.node(subject)} {body} .\n"

    def node(self, node: Node) -> str:
        """The IRI as Turtle."""
        known = self._iris.get(node)
        if known is None:
            if not isinstance(node, URIRef):
                raise ValueError(f"not an IRI: {node!r}")
            known = self._iris[node] = self._iri(str(node))
        return known

    def _object(self, value: Node) -> str:
        return self._literal(value) if isinstance(value, Literal) else self.node(value)

    def _iri(self, iri: str) -> str:
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
                self._used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        if iri.startswith(self._base.iri) and _RELATIVE.fullmatch(iri, len(self._base.iri)):
            self._is_base_used = True
            return f"<{iri[len(self._base.iri) :]}>"
        if _NOT_IN_IRIS.search(iri):
            raise ValueError(f"not an IRI: {iri!r}")
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        words, datatype = str(literal), literal.datatype
        if datatype in _BARE and _BARE[datatype].fullmatch(words):
            return words
        if literal.language:
            return f"{_quoted(words)}@{literal.language}"
        if datatype is None or datatype == XSD.string:
            return _quoted(words)
        return f"{_quoted(words)}^^{self._iri(str(datatype))}"


def _predicate_order(predicate: Node) -> tuple[int, str]:
    return _FIRST.get(predicate, len(_FIRST)), str(predicate)


def _value_order(value: Node) -> tuple[bool, str, str, str]:
    if isinstance(value, Literal):
        return True, str(value), value.language or "", str(value.datatype or "")
    return False, str(value), "", ""


def _quoted(words: str) -> str:
    """The words in quotation marks, three of them where they have several lines."""
    if "\n" in words:
        return f'"""{_ESCAPED_IN_LONG.sub(_escape, words)}"""'
    return f'"{_ESCAPED.sub(_escape, words)}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}")
