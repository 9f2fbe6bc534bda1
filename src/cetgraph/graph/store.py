"""RDF in memory or on disk, and SPARQL over it: with `on_disk.py` the one module that knows the engine, pyoxigraph.

The default graph of a store is the union of all its graphs, each triple once, so that a query that counts counts
things and not the graphs that name them; `GRAPH ?g { ... }` still reaches every named graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import pyoxigraph as engine

from cetgraph.errors import QueryError
from cetgraph.graph.engine_terms import (
    read_term_or_none,
    read_triple,
    to_engine_term,
    to_engine_term_or_none,
    to_engine_triple,
)
from cetgraph.graph.on_disk import Held, hold_kept, list_kept_graphs, read_asserted
from cetgraph.graph.rdf_files import SyntaxComplaints, data_files, read_file
from cetgraph.graph.sparql import check_query, explain_error
from cetgraph.graph.terms import (
    LANG_STRING,
    QUERY_PREFIXES,
    XSD_STRING,
    BlankNode,
    Iri,
    Literal,
    Quad,
    Term,
    Triple,
    term_order,
    triple_order,
)

AT_ONCE: Final = 250
"""Things that are asked about at once. Virtuoso takes 0.2 s for so many, and grows slower with longer lists."""

_UNION: Final = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


class ResultFormat(StrEnum):
    """How the rows of an answer are written (SPARQL 1.1 Query Results JSON, CSV and TSV)."""

    JSON = "json"
    CSV = "csv"
    TSV = "tsv"


_RESULT_FORMATS: Final = {
    ResultFormat.JSON: engine.QueryResultsFormat.JSON,
    ResultFormat.CSV: engine.QueryResultsFormat.CSV,
    ResultFormat.TSV: engine.QueryResultsFormat.TSV,
}


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT. Each row has one value for each variable, None where it is unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class TripleSet:
    """The answer to CONSTRUCT and DESCRIBE: each triple once, in the order of `triple_order`."""

    triples: tuple[Triple, ...]


Answer: TypeAlias = Rows | Truth | TripleSet
_Solutions: TypeAlias = engine.QuerySolutions | engine.QueryBoolean | engine.QueryTriples


class Store(Protocol):
    """A graph to be read, wherever it lies. What it says is the union of all its graphs, each triple once."""

    def query(self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, source: str = "query") -> Answer:
        """The answer to the query.

        `substitutions` are values for variables, which the query's SELECT must name; they take their place as terms
        and never as text. They do not reach into a subquery that does not select them, nor do BOUND and EXISTS see
        them: test with COALESCE instead. `source` is what errors call the query. Raises QuerySyntaxError for what does
        not parse, QueryError for what is refused (see `check_query`) or fails.
        """

    def match(
        self, subject: Term | None = None, predicate: Iri | None = None, value: Term | None = None
    ) -> Iterable[Triple]:
        """The triples, each once, that have these parts; None fits any. In no order."""

    def warm(self, things: Iterable[Iri], *ways: Iri | None) -> None:
        """Have at hand what is said of the things, and of those to which the ways lead from them, step by step.

        None is any way. Answers are the same without, but where the graph lies elsewhere each takes a round trip.
        """

    def warmed(self, things: Iterable[Iri], *ways: Iri | None) -> Iterator[Iri]:
        """The things, some hundreds at a time after `warm`."""
        rest = iter(things)
        while some := tuple(islice(rest, AT_ONCE)):
            self.warm(some, *ways)
            yield from some

    def select(self, sparql: str, *, substitutions: Mapping[str, Term] | None = None) -> list[dict[str, str]]:
        """The rows of a SELECT query, by variable the text of each value; what is unbound is absent."""
        answer = self.query(sparql, substitutions=substitutions)
        if not isinstance(answer, Rows):
            raise QueryError("only SELECT gives rows")
        return [
            {name: term.value for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]

    def objects(self, subject: Term, predicate: Iri) -> tuple[Term, ...]:
        """The values of a thing's property, sorted."""
        return tuple(sorted((triple.object for triple in self.match(subject, predicate)), key=term_order))

    def subjects(self, predicate: Iri, value: Term) -> tuple[Iri | BlankNode, ...]:
        """The things that have this value, sorted."""
        return tuple(sorted((triple.subject for triple in self.match(None, predicate, value)), key=term_order))


class LoadedStore(Store):
    """RDF in memory or on disk. `open_store` makes one from files, or opens one on disk.

    >>> store = read_store("PREFIX : <urn:x:> GRAPH :g { :a :knows :b }")
    >>> store.query("ASK { ?x <urn:x:knows> ?y }")
    Truth(value=True)
    """

    def __init__(self, loaded: engine.Store, held: Held | None = None) -> None:
        if held is None:  # on disk, the union has been made
            loaded.update(_UNION)
        self._loaded = loaded
        self._held = held

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        named = self._loaded.named_graphs()
        return tuple(sorted(graph.value for graph in named if isinstance(graph, engine.NamedNode)))

    def query(self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, source: str = "query") -> Answer:
        """The answer to the query; see `Store.query`."""
        with _Complaints(sparql, source):
            solutions = self._evaluate(sparql, substitutions or {}, source)
            if isinstance(solutions, engine.QueryBoolean):
                return Truth(bool(solutions))
            if isinstance(solutions, engine.QueryTriples):
                return TripleSet(tuple(sorted({read_triple(found) for found in solutions}, key=triple_order)))
            variables = tuple(variable.value for variable in solutions.variables)
            rows = tuple(tuple(read_term_or_none(value) for value in solution) for solution in solutions)
            return Rows(variables, rows)

    def answer(
        self,
        sparql: str,
        result_format: ResultFormat,
        *,
        substitutions: Mapping[str, Term] | None = None,
        source: str = "query",
    ) -> bytes:
        """The answer to a SELECT or ASK query as the engine writes it. Raises as `query` does."""
        with _Complaints(sparql, source):
            solutions = self._evaluate(sparql, substitutions or {}, source)
            if isinstance(solutions, engine.QueryTriples):
                raise QueryError(
                    f"the answer is a graph, which cannot be written as {result_format}",
                    place=source,
                    remedy="leave the format out, and it is written as Turtle",
                )
            return solutions.serialize(format=_RESULT_FORMATS[result_format]) or b""

    def match(
        self, subject: Term | None = None, predicate: Iri | None = None, value: Term | None = None
    ) -> Iterator[Triple]:
        """The triples, each once, that have these parts; None fits any. In no order."""
        if isinstance(subject, Literal):
            return
        try:
            parts = (to_engine_term_or_none(subject), to_engine_term_or_none(predicate), to_engine_term_or_none(value))
        except ValueError:  # what is no IRI is in no triple
            return
        for quad in self._loaded.quads_for_pattern(*parts, engine.DefaultGraph()):  # type: ignore[arg-type]
            yield read_triple(quad.triple)

    def warm(self, things: Iterable[Iri], *ways: Iri | None) -> None:
        """Nothing: all is at hand."""

    def __len__(self) -> int:
        return sum(1 for _ in self._loaded.quads_for_pattern(None, None, None, engine.DefaultGraph()))

    def _evaluate(self, sparql: str, substitutions: Mapping[str, Term], source: str) -> _Solutions:
        check_query(sparql, prefixes=QUERY_PREFIXES, source=source)
        return self._loaded.query(
            sparql,
            prefixes=dict(QUERY_PREFIXES),
            substitutions={engine.Variable(name): to_engine_term(term) for name, term in substitutions.items()},
        )


def open_store(paths: Iterable[Path]) -> LoadedStore:
    """A store with the statements of all files, and of the files in the folders among them, see `data_files`.

    If the one path is the folder of a store on disk, its current version, of which only what is asked for is read.
    Raises SourceError for what cannot be read, GraphSyntaxError for what does not parse.
    """
    paths = tuple(paths)
    held = hold_kept(paths)
    return LoadedStore(_load(paths)) if held is None else LoadedStore(held.open(), held)


def open_engine(paths: Iterable[Path]) -> engine.Store:
    """The engine itself with the same statements as a store in memory, for the query processes.

    Takes and raises the same as `open_store`, but no store on disk.
    """
    loaded = _load(paths)
    loaded.update(_UNION)
    return loaded


def read_store(text: str) -> LoadedStore:
    """A store with the statements of a text in TriG, of which Turtle and N-Triples are parts."""
    loaded = engine.Store()
    with SyntaxComplaints("text"):
        loaded.load(input=text, format=engine.RdfFormat.TRIG)
    return LoadedStore(loaded)


def make_store(quads: Iterable[Quad]) -> LoadedStore:
    """A store with the statements."""
    loaded = engine.Store()
    loaded.extend(engine.Quad(*to_engine_triple(triple), to_engine_term_or_none(graph)) for triple, graph in quads)  # type: ignore[arg-type]
    return LoadedStore(loaded)


def read_quads(paths: Iterable[Path], graphs: Sequence[str] | None = None) -> tuple[Quad, ...]:
    """The statements of all files, each once, sorted; numbers and dates keep their spelling, which a store does not.

    `graphs` leaves out all but these. Takes and raises the same as `open_store`.
    """
    paths = tuple(paths)
    held = hold_kept(paths)
    found = _parse_files(paths) if held is None else read_asserted(held, graphs)
    wanted = None if graphs is None else {engine.NamedNode(graph) for graph in graphs}
    quads = {
        Quad(
            read_triple(quad.triple),
            Iri(quad.graph_name.value) if isinstance(quad.graph_name, engine.NamedNode) else None,
        )
        for quad in found
        if wanted is None or quad.graph_name in wanted
    }
    return tuple(sorted(quads, key=lambda quad: (quad.graph.value if quad.graph else "", triple_order(quad.triple))))


def list_named_graphs(paths: Iterable[Path]) -> tuple[str, ...]:
    """The IRIs of the named graphs of all files, sorted. Takes and raises the same as `open_store`."""
    paths = tuple(paths)
    held = hold_kept(paths)
    if held is not None:
        return list_kept_graphs(held)
    names = {quad.graph_name for quad in _parse_files(paths)}
    return tuple(sorted(name.value for name in names if isinstance(name, engine.NamedNode)))


def write_turtle(triples: Sequence[Triple]) -> bytes:
    """The triples as Turtle in their order, with our prefixes."""
    return _write(triples, engine.RdfFormat.TURTLE)


def write_ntriples(triples: Sequence[Triple]) -> bytes:
    """The triples as N-Triples in their order."""
    return _write(triples, engine.RdfFormat.N_TRIPLES)


def write_rdfxml(triples: Sequence[Triple]) -> bytes:
    """The triples as RDF/XML in their order."""
    return _write(triples, engine.RdfFormat.RDF_XML)


def _write(triples: Sequence[Triple], rdf_format: engine.RdfFormat) -> bytes:
    ours = [engine.Triple(*to_engine_triple(triple)) for triple in triples]
    prefixes = prefixes_for(triples) if rdf_format != engine.RdfFormat.N_TRIPLES else None
    return (engine.serialize(ours, format=rdf_format, prefixes=prefixes) or b"").rstrip(b"\n") + b"\n"


def prefixes_for(triples: Sequence[Triple]) -> dict[str, str]:
    """The prefixes of the vocabularies that the triples use, by name."""
    iris = {term.value for triple in triples for term in triple if isinstance(term, Iri)}
    literals = [triple.object for triple in triples if isinstance(triple.object, Literal)]
    iris |= {literal.datatype for literal in literals} - {XSD_STRING, LANG_STRING}
    namespaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return {name: iri for name, iri in sorted(QUERY_PREFIXES.items()) if iri in namespaces}


class _Complaints:
    """Turns the engine's exceptions into ours."""

    def __init__(self, sparql: str, source: str) -> None:
        self._sparql = sparql
        self._source = source

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SyntaxError):
            raise explain_error(self._sparql, error.msg, source=self._source) from error
        if isinstance(error, RuntimeError | ValueError | OSError):
            reason = " ".join(str(error).split())
            raise QueryError(f"the query cannot be answered: {reason}", place=self._source) from error


def _parse_files(paths: Iterable[Path]) -> Iterator[engine.Quad]:
    for file in data_files(paths):
        octets, rdf_format = read_file(file)
        with SyntaxComplaints(str(file)):
            for found in engine.parse(input=octets, format=rdf_format, rename_blank_nodes=True):
                if isinstance(found, engine.Quad):
                    yield found


def _load(paths: Iterable[Path]) -> engine.Store:
    loaded = engine.Store()
    for file in data_files(paths):
        octets, rdf_format = read_file(file)
        with SyntaxComplaints(str(file)):
            loaded.load(input=octets, format=rdf_format)
    return loaded
