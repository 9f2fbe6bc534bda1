"""Mistakes in the shapes themselves that SHACL lets pass in silence.

A misspelt ``sh:mincount``, a target class that does not exist or a path that no data can have makes a shape that never
reports anything. The lint knows SHACL's terms from rdflib, everything else from the ontology, which declares each
foreign term that the data may use. A property that a shape forbids is none of those; rdflib's own list of its
vocabulary tells whether it exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rdflib import ORG, OWL, RDF, RDFS, SDO, SH, VOID, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from cetgraph.graph.namespaces import CET, SCHEME


class Mistake(StrEnum):
    """What is wrong with a shape."""

    UNKNOWN_SHACL_TERM = "unknown SHACL term"
    UNKNOWN_CLASS = "unknown class"
    UNKNOWN_PROPERTY = "unknown property"
    UNKNOWN_CONCEPT = "unknown concept"
    NO_MESSAGE = "no message"
    NO_SEVERITY = "no severity"
    NO_TARGET = "no target"
    NO_CONSTRAINT = "no constraint"
    NO_ADDRESS = "no address"
    BROKEN_QUERY = "broken query"
    SLOW_QUERY = "query for each thing"
    NO_OFFENDER = "query selects no ?value"
    UNKNOWN_VARIABLE = "message names an unknown variable"


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One mistake: in which shape, and the term, query or variable at fault."""

    shape: str
    mistake: Mistake
    words: str


_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_SHAPE_TYPES: Final = (SH.NodeShape, SH.PropertyShape)
_CLASSES: Final = (SH.targetClass, SH["class"])
_PROPERTIES: Final = (SH.targetSubjectsOf, SH.targetObjectsOf, SH.equals, SH.disjoint, SH.lessThan)
_PROPERTIES_OF_PATHS: Final = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)
_NO_CONSTRAINT: Final = frozenset(
    {RDF.type, RDFS.label, SH.path, SH.severity, SH.message, SH.deactivated, SH.name, SH.description, *_TARGETS}
)
_KNOWN_ANYHOW: Final = frozenset({RDF.type, RDFS.label, RDFS.isDefinedBy, VOID.property, VOID["class"]})
"""Terms of every RDF graph, and those of the description that a check makes."""

_VARIABLE: Final = re.compile(r"\{[?$](\w+)\}")
_TERM_IN_QUERY: Final = re.compile(r"(?<![\w?$:<])([a-z]+):([\w-]+)")


def lint_shapes(shapes: Graph, *, ontology: Graph) -> tuple[Flaw, ...]:
    """The flaws of the shapes, sorted; none if they are clean."""
    flaws = {
        *_unknown_terms(shapes),
        *_unknown_references(shapes, ontology),
        *_incomplete_shapes(shapes),
        *_queries(shapes, ontology),
    }
    return tuple(sorted(flaws))


def _unknown_terms(shapes: Graph) -> Iterator[Flaw]:
    """A term in SHACL's namespace that SHACL does not have, as predicate, type or value."""
    for subject, predicate, value in shapes:
        for term in (predicate, value):
            if isinstance(term, URIRef) and term.startswith(str(SH)) and term not in SH:
                yield Flaw(_owner(shapes, subject), Mistake.UNKNOWN_SHACL_TERM, str(term))
    for shape in _shapes(shapes):
        for predicate in shapes.predicates(shape, None):
            if not any(str(predicate).startswith(namespace) for namespace in (str(SH), str(RDF), str(RDFS))):
                yield Flaw(_owner(shapes, shape), Mistake.UNKNOWN_SHACL_TERM, str(predicate))


def _unknown_references(shapes: Graph, ontology: Graph) -> Iterator[Flaw]:
    """A class, property or concept that the ontology does not declare."""
    for mistake, predicates in ((Mistake.UNKNOWN_CLASS, _CLASSES), (Mistake.UNKNOWN_PROPERTY, _PROPERTIES)):
        for predicate in predicates:
            for subject, term in shapes.subject_objects(predicate):
                if not (_is_known(term, ontology) or _is_forbidden(shapes, subject, term)):
                    yield Flaw(_owner(shapes, subject), mistake, str(term))
    for subject, path in shapes.subject_objects(SH.path):
        for term in _predicates(shapes, path):
            if not (_is_known(term, ontology) or _is_forbidden(shapes, subject, term)):
                yield Flaw(_owner(shapes, subject), Mistake.UNKNOWN_PROPERTY, str(term))
    for subject, value in _values(shapes):
        if str(value).startswith((SCHEME, CET)) and not _is_known(value, ontology):
            yield Flaw(_owner(shapes, subject), Mistake.UNKNOWN_CONCEPT, str(value))


def _incomplete_shapes(shapes: Graph) -> Iterator[Flaw]:
    """A shape that lacks what every shape of ours has."""
    for shape in _shapes(shapes):
        name = _owner(shapes, shape)
        if isinstance(shape, BNode):
            yield Flaw(name, Mistake.NO_ADDRESS, "a shape that reports needs an address")
        if not any((shape, target, None) in shapes for target in _TARGETS):
            yield Flaw(name, Mistake.NO_TARGET, "it looks at nothing")
        if (shape, SH.severity, None) not in shapes:
            yield Flaw(name, Mistake.NO_SEVERITY, "it would be a violation by default")
        if not any(predicate not in _NO_CONSTRAINT for predicate in shapes.predicates(shape, None)):
            yield Flaw(name, Mistake.NO_CONSTRAINT, "it demands nothing")
        queries = list(shapes.objects(shape, SH.sparql))
        for speaker in queries or [shape]:
            if not any(str(message).strip() for message in shapes.objects(speaker, SH.message)):
                yield Flaw(name, Mistake.NO_MESSAGE, "a reader would get pySHACL's own words")


def _shapes(shapes: Graph) -> set[Node]:
    """All that is said to be a shape; the parts of an sh:or are not, they report nothing in their own name."""
    return {shape for kind in _SHAPE_TYPES for shape in shapes.subjects(RDF.type, kind)}


def _queries(shapes: Graph, ontology: Graph) -> Iterator[Flaw]:
    """A query that does not parse, is put for each thing anew, or cannot say whom it is about."""
    prefixes = {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for declaration in shapes.objects(None, SH.declare)
    }
    for shape, constraint in shapes.subject_objects(SH.sparql):
        name, words = _owner(shapes, shape), str(shapes.value(constraint, SH.select))
        if len(list(shapes.objects(shape, SH.targetNode))) != 1 or any(
            (shape, target, None) in shapes for target in _TARGETS if target != SH.targetNode
        ):
            yield Flaw(name, Mistake.SLOW_QUERY, "give the shape one sh:targetNode and select the offenders")
        try:
            query = prepareQuery(words, initNs=prefixes)
        except Exception as error:  # noqa: BLE001 - rdflib raises nothing narrower for an unknown prefix
            yield Flaw(name, Mistake.BROKEN_QUERY, " ".join(str(error).split()))
            continue
        selected = {str(variable) for variable in query.algebra.PV}
        if "value" not in selected:
            yield Flaw(name, Mistake.NO_OFFENDER, ", ".join(sorted(selected)))
        for message in shapes.objects(constraint, SH.message):
            for variable in set(_VARIABLE.findall(str(message))) - selected:
                yield Flaw(name, Mistake.UNKNOWN_VARIABLE, f"?{variable}")
        yield from _terms_in_query(name, words, prefixes, ontology)


def _terms_in_query(shape: str, words: str, prefixes: dict[str, str], ontology: Graph) -> Iterator[Flaw]:
    """Prefixed names of a query that the ontology does not declare; its strings and comments hold none."""
    bare = re.sub(r"#.*|\"[^\"]*\"", "", words)
    for prefix, local in _TERM_IN_QUERY.findall(bare):
        term = URIRef(prefixes.get(prefix, "") + local)
        if not _is_known(term, ontology):
            yield Flaw(shape, Mistake.UNKNOWN_PROPERTY, str(term))


def _predicates(shapes: Graph, path: Node) -> Iterator[Node]:
    """The predicates that a path is made of."""
    if isinstance(path, URIRef):
        yield path
        return
    alternatives = shapes.value(path, SH.alternativePath)
    inner = [step for predicate in _PROPERTIES_OF_PATHS for step in shapes.objects(path, predicate)]
    for step in inner or Collection(shapes, path if alternatives is None else alternatives):
        yield from _predicates(shapes, step)


def _values(shapes: Graph) -> Iterator[tuple[Node, Node]]:
    """The values that shapes name by sh:in and sh:hasValue, each with its shape."""
    yield from shapes.subject_objects(SH.hasValue)
    for subject, items in shapes.subject_objects(SH["in"]):
        for value in Collection(shapes, items):
            yield subject, value


def _is_known(term: Node, ontology: Graph) -> bool:
    return term in _KNOWN_ANYHOW or str(term).startswith(str(XSD)) or (term, RDF.type, None) in ontology


def _is_forbidden(shapes: Graph, shape: Node, term: Node) -> bool:
    """Whether the shape forbids this property, and the property exists."""
    forbids = (shape, SH.maxCount, Literal(0)) in shapes
    return forbids and isinstance(term, URIRef) and (term in ORG or term in OWL or term in SDO)


def _owner(shapes: Graph, node: Node) -> str:
    """The address of the shape that a blank node is part of."""
    while isinstance(node, BNode):
        above = next(iter(sorted(shapes.subjects(None, node), key=str)), None)
        if above is None:
            return "(a shape without an address)"
        node = above
    return str(node)
