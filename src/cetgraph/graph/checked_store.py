"""The store of a graph that is being checked: look-ups from dictionaries, queries by pyoxigraph.

pySHACL asks for triples some million times and puts some twenty queries. rdflib's own store keeps contexts that a
check does not need, and evaluates a query in seconds that pyoxigraph answers in milliseconds; what a query means is
SPARQL's business in both. A term that pyoxigraph cannot hold, such as an impossible IRI, leaves the queries to rdflib.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import pyoxigraph as engine
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.namespace import XSD
from rdflib.query import Result
from rdflib.store import Store
from rdflib.term import Node

_Triple: TypeAlias = tuple[Node, Node, Node]
_Pattern: TypeAlias = tuple[Node | None, Node | None, Node | None]
_Index: TypeAlias = dict[Node, dict[Node, dict[Node, None]]]
_EngineTerm: TypeAlias = engine.NamedNode | engine.BlankNode | engine.Literal


class CheckedStore(Store):
    """A store of one graph, `graph`, which is filled once and then only read."""

    context_aware = True  # it has one context, but pySHACL asks for a store that could have several
    graph_aware = True

    def __init__(self, triples: Iterable[_Triple]) -> None:
        super().__init__()
        self._by_subject: _Index = {}
        self._by_predicate: _Index = {}
        self._by_object: _Index = {}
        for subject, predicate, value in triples:
            self._by_subject.setdefault(subject, {}).setdefault(predicate, {})[value] = None
            self._by_predicate.setdefault(predicate, {}).setdefault(value, {})[subject] = None
            self._by_object.setdefault(value, {}).setdefault(subject, {})[predicate] = None
        self._size = sum(len(values) for found in self._by_subject.values() for values in found.values())
        self._engine = _fill_engine(self._all())
        self.graph = Graph(store=self)

    def triples(  # type: ignore[override]  # rdflib has the contexts in an iterator; all that uses them takes any iterable
        self, triple_pattern: _Pattern, context: Graph | None = None
    ) -> Iterator[tuple[_Triple, tuple[Graph]]]:
        """The triples that fit the pattern, None fitting every term."""
        for triple in self._find(*triple_pattern):
            yield triple, (self.graph,)

    def query(  # type: ignore[override]  # rdflib's own stores take more, which our queries do not need
        self,
        query: str,
        initNs: Mapping[str, str],  # noqa: N803  # so rdflib names it
        initBindings: Mapping[str, Node],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """The rows of a SELECT. Raises NotImplementedError, on which rdflib evaluates the query, where it must."""
        if self._engine is None or not isinstance(query, str):
            raise NotImplementedError
        known: dict[engine.Variable, _EngineTerm | engine.Triple] = {
            engine.Variable(str(name)): _to_engine(value) for name, value in initBindings.items()
        }
        solutions = self._engine.query(
            query, prefixes={prefix: str(namespace) for prefix, namespace in initNs.items()}, substitutions=known
        )
        if not isinstance(solutions, engine.QuerySolutions):
            raise NotImplementedError
        result = Result("SELECT")
        names = [variable.value for variable in solutions.variables]
        result.vars = [Variable(name) for name in names]
        result.bindings = [
            {
                variable: _from_engine(value)
                for variable, value in zip(result.vars, row, strict=True)
                if value is not None
            }
            for row in solutions
        ]
        return result

    def add_graph(self, graph: Graph) -> None:
        """Nothing: the store has one graph."""

    def contexts(self, triple: _Triple | None = None) -> Iterator[Graph]:  # type: ignore[override]
        """The one graph."""
        return iter((self.graph,))

    def __len__(self, context: Graph | None = None) -> int:
        return self._size

    def _find(self, subject: Node | None, predicate: Node | None, value: Node | None) -> Iterator[_Triple]:
        if subject is not None:
            found = self._by_subject.get(subject, {})
            for name in (predicate,) if predicate is not None else found:
                values = found.get(name, {})
                for each in values if value is None else (value,) if value in values else ():
                    yield subject, name, each
        elif predicate is not None:
            subjects = self._by_predicate.get(predicate, {})
            for each in (value,) if value is not None else subjects:
                for thing in subjects.get(each, {}):
                    yield thing, predicate, each
        elif value is not None:
            for thing, names in self._by_object.get(value, {}).items():
                for name in names:
                    yield thing, name, value
        else:
            yield from self._all()

    def _all(self) -> Iterator[_Triple]:
        for subject, found in self._by_subject.items():
            for predicate, values in found.items():
                for value in values:
                    yield subject, predicate, value


def _fill_engine(triples: Iterable[_Triple]) -> engine.Store | None:
    """The same triples in pyoxigraph; None where it cannot hold one of them."""
    filled = engine.Store()
    terms: dict[Node, _EngineTerm] = {}
    quads: list[engine.Quad] = []
    try:
        for triple in triples:
            for term in triple:
                if term not in terms:
                    terms[term] = _to_engine(term)
            subject, predicate, value = terms[triple[0]], terms[triple[1]], terms[triple[2]]
            if isinstance(subject, engine.Literal) or not isinstance(predicate, engine.NamedNode):
                return None
            quads.append(engine.Quad(subject, predicate, value))
    except ValueError:  # an IRI or language that is none, or a lone surrogate
        return None
    filled.bulk_extend(quads)
    return filled


def _to_engine(term: Node) -> _EngineTerm:
    if isinstance(term, URIRef):
        return engine.NamedNode(str(term))
    if isinstance(term, BNode):
        return engine.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return engine.Literal(str(term), language=term.language)
        return engine.Literal(str(term), datatype=engine.NamedNode(str(term.datatype or XSD.string)))
    raise ValueError(f"no term of a triple: {term!r}")


def _from_engine(term: object) -> URIRef | BNode | Literal:
    match term:
        case engine.NamedNode():
            return URIRef(term.value)
        case engine.BlankNode():
            return BNode(term.value)
        case engine.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            datatype = URIRef(term.datatype.value)
            return Literal(term.value, datatype=None if datatype == XSD.string else datatype)
    raise ValueError(f"no term of an answer: {term!r}")
