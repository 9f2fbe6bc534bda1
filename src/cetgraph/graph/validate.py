"""Graphs checked against the shapes by pySHACL.

pySHACL would have to infer for itself that an agency is an organisation. Here the types of things are completed once
from the ontology's subclass axioms, and the ontology is laid beside the data without those axioms, so that sh:class and
sh:targetClass find a thing by a look-up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby
from pathlib import Path
from typing import Final

import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, RDFS, SH, SKOS, VOID, BNode, Dataset, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cetgraph.errors import ShapesError
from cetgraph.graph.checked_store import CheckedStore
from cetgraph.graph.load import exact_literals, load_dataset
from cetgraph.graph.namespaces import DEFAULT_BASE, PREFIXES
from cetgraph.graph.report import Report, Result, Severity, Term

_SEVERITIES: Final = {SH[severity.value]: severity for severity in Severity}
_ORDER: Final = {severity: order for order, severity in enumerate(Severity)}


def validate(dataset: Dataset, *, shapes: Path, ontology: Path, base: str = DEFAULT_BASE) -> Report:
    """What the shapes find in the union of the dataset's graphs.

    `shapes` and `ontology` are Turtle files or folders of them; `base` is where the dataset's own things live. The
    dataset is not changed. Raises ShapesError where the shapes are themselves wrong, GraphSyntaxError or SourceError
    where one of the files is.
    """
    return check_dataset(dataset, shapes=read_shapes(shapes, base=base), ontology=read_folder(ontology))


def check_dataset(dataset: Dataset, *, shapes: Graph, ontology: Graph) -> Report:
    """What the shapes find, as `validate`, with shapes and ontology that are already read; neither is changed."""
    return check_triples((quad[:3] for quad in dataset.quads()), shapes=shapes, ontology=ontology)


def check_triples(triples: Iterable[tuple[Node, Node, Node]], *, shapes: Graph, ontology: Graph) -> Report:
    """What the shapes find in the graph of these triples, as `check_dataset` does."""
    checked = CheckedStore(_lay_beside(set(triples), ontology)).graph
    try:
        with exact_literals():
            _, report_graph, words = pyshacl.validate(
                checked, shacl_graph=shapes, inference="none", advanced=False, inplace=True, meta_shacl=False
            )
    except ReportableRuntimeError as error:
        raise _shapes_error(str(error)) from error
    finally:
        logging.getLogger("pyshacl-validate").handlers.clear()
    if not isinstance(report_graph, Graph):
        raise _shapes_error(words)
    return Report(results=_distinct(_results(report_graph, checked)))


def read_shapes(shapes: Path, *, base: str = DEFAULT_BASE) -> Graph:
    """The shapes, with the addresses that they ask for moved to the base."""
    graph = read_folder(shapes)
    if base == DEFAULT_BASE:
        return graph
    default, wanted = _as_pattern(DEFAULT_BASE + "id/"), _as_pattern(base + "id/")
    for shape, _, pattern in list(graph.triples((None, SH.pattern, None))):
        graph.set((shape, SH.pattern, Literal(str(pattern).replace(default, wanted))))
    return graph


def read_folder(folder: Path) -> Graph:
    """All triples of the folder's Turtle files, or of one file. Raises ShapesError where there is none."""
    files = sorted(folder.glob("*.ttl")) if folder.is_dir() else [folder]
    if not files:
        raise ShapesError("the folder holds no Turtle file", place=str(folder))
    graph = Graph()
    loaded = load_dataset(files)
    graph.addN((*triple, graph) for triple in loaded.default_graph)
    for prefix, namespace in loaded.namespaces():
        graph.bind(prefix, namespace)
    return graph


def superclasses(ontology: Graph) -> dict[Node, frozenset[Node]]:
    """For each class of the ontology all classes above it, itself left out."""
    return {
        subclass: frozenset(wider for wider in ontology.transitive_objects(subclass, RDFS.subClassOf) if wider)
        - {subclass}
        for subclass in set(ontology.subjects(RDFS.subClassOf, None))
    }


def _lay_beside(triples: AbstractSet[tuple[Node, Node, Node]], ontology: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """What pySHACL is to see: the data with all types of each thing and its terms in VoID, and the ontology."""
    above, typed = superclasses(ontology), RDF.type
    kinds = [(thing, kind) for thing, predicate, kind in triples if predicate == typed]
    yield from triples
    yield from ((thing, typed, wider) for thing, kind in kinds for wider in above.get(kind, ()))
    yield from ((BNode(), VOID.property, term) for term in {predicate for _, predicate, _ in triples})
    yield from ((BNode(), VOID["class"], term) for term in {kind for _, kind in kinds})
    yield from (triple for triple in ontology if triple[1] != RDFS.subClassOf)


def _results(report: Graph, checked: Graph) -> Iterator[Result]:
    for node in report.objects(None, SH.result):
        focus, value = _term(report, node, SH.focusNode), _term(report, node, SH.value)
        path = report.value(node, SH.resultPath)
        if report.value(node, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent:
            # A query over the whole graph gives each offender as the value; its target is only what the rule is about.
            focus, value = value, _only_value(checked, value, path)
        if focus is None:
            raise ShapesError("a query selects no ?value", place=str(report.value(node, SH.sourceShape)))
        yield Result(
            severity=_SEVERITIES[URIRef(str(report.value(node, SH.resultSeverity)))],
            focus=focus,
            label=_label(focus, checked),
            path=None if path is None else write_path(report, path),
            value=None if value == focus else value,
            message=" ".join(sorted(str(message) for message in report.objects(node, SH.resultMessage))),
            shape=URIRef(str(report.value(node, SH.sourceShape))),
            component=URIRef(str(report.value(node, SH.sourceConstraintComponent))),
        )


def _only_value(checked: Graph, thing: Node | None, path: Node | None) -> Term | None:
    """What the thing has by that property; None if it has several or the path is no property."""
    values = list(checked.objects(thing, path)) if thing is not None and isinstance(path, URIRef) else []
    return values[0] if len(values) == 1 and isinstance(values[0], URIRef | BNode | Literal) else None


def _shapes_error(words: str) -> ShapesError:
    return ShapesError(
        f"pySHACL refuses the shapes: {' '.join(words.split())}", remedy="see what the lint says of them"
    )


def _term(report: Graph, node: Node, predicate: URIRef) -> Term | None:
    term = report.value(node, predicate)
    return term if isinstance(term, URIRef | BNode | Literal) else None


def _label(thing: Term, checked: Graph) -> str | None:
    labels = sorted(str(label) for name in (RDFS.label, SKOS.prefLabel) for label in checked.objects(thing, name))
    return labels[0] if labels else None


def write_path(graph: Graph, path: Node) -> str:
    """The SHACL path as a SPARQL property path with our prefixes: ``oa:hasSelector/oa:start``, ``^cet:amount``."""
    if isinstance(path, URIRef):
        return _short(path)
    inverse, alternatives = graph.value(path, SH.inversePath), graph.value(path, SH.alternativePath)
    if inverse is not None:
        return f"^{write_path(graph, inverse)}"
    if alternatives is not None:
        return "|".join(_parts(graph, alternatives))
    return "/".join(_parts(graph, path))


def _parts(graph: Graph, items: Node) -> Iterable[str]:
    return (write_path(graph, item) for item in Collection(graph, items))


def _short(iri: URIRef) -> str:
    """The IRI as a prefixed name, in angle brackets where no prefix of ours fits."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("_", "").replace("-", "").isalnum():
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _as_pattern(base: str) -> str:
    """The base as the shapes' patterns spell it: its dots are escaped."""
    return base.replace(".", "\\.")


def _distinct(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results in order, each fault once.

    Two constraints of one shape may find the same fault, such as a word that is neither a number nor above zero.
    """
    ordered = sorted(results, key=lambda result: (*_sort_key(result), str(result.component)))
    return tuple(next(same) for _, same in groupby(ordered, key=lambda result: (*_sort_key(result), result.shape)))


def _sort_key(result: Result) -> tuple[int, str, str, str, str]:
    value = "" if result.value is None else result.value.n3()
    return (_ORDER[result.severity], result.message, result.focus.n3(), result.path or "", value)
