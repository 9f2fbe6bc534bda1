"""Terms of the engine, pyoxigraph, as our values, and the other way round."""

from __future__ import annotations

from typing import TypeAlias

import pyoxigraph as engine

from cetgraph.errors import QueryError
from cetgraph.graph.terms import BlankNode, Iri, Literal, Term, Triple

EngineTerm: TypeAlias = engine.NamedNode | engine.BlankNode | engine.Literal


def read_triple(found: engine.Triple) -> Triple:
    """The triple as our value. Raises QueryError for what RDF 1.1 has not."""
    subject, predicate, value = read_term(found.subject), read_term(found.predicate), read_term(found.object)
    if isinstance(subject, Literal) or not isinstance(predicate, Iri):
        raise QueryError(f"no statement of RDF 1.1: {found}")
    return Triple(subject, predicate, value)


def read_term_or_none(term: object) -> Term | None:
    """The term as our value, None for None."""
    return None if term is None else read_term(term)


def read_term(term: object) -> Term:
    """The term as our value. Raises QueryError for what RDF 1.1 has not."""
    match term:
        case engine.NamedNode():
            return Iri(term.value)
        case engine.BlankNode():
            return BlankNode(term.value)
        case engine.Literal():
            return Literal(term.value, term.datatype.value, term.language)
        case _:
            raise QueryError(f"no term of RDF 1.1: {term}")


def to_engine_triple(triple: Triple) -> tuple[engine.NamedNode | engine.BlankNode, engine.NamedNode, EngineTerm]:
    """The parts of the triple as the engine has them."""
    subject, predicate = to_engine_term(triple.subject), engine.NamedNode(triple.predicate.value)
    if isinstance(subject, engine.Literal):
        raise TypeError(f"a literal is no subject: {subject}")
    return subject, predicate, to_engine_term(triple.object)


def to_engine_term_or_none(term: Term | None) -> EngineTerm | None:
    """The term as the engine has it, None for None."""
    return None if term is None else to_engine_term(term)


def to_engine_term(term: Term) -> EngineTerm:
    """The term as the engine has it. Raises ValueError for what is no IRI."""
    match term:
        case Iri(value):
            return engine.NamedNode(value)
        case BlankNode(value):
            return engine.BlankNode(value)
        case Literal(value, _, str(language)):
            return engine.Literal(value, language=language)
        case Literal(value, datatype, _):
            return engine.Literal(value, datatype=engine.NamedNode(datatype))
