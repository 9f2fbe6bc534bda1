"""Answers in SPARQL 1.1 Query Results JSON, as our values."""

from __future__ import annotations

import pyoxigraph as engine

from cetgraph.engine.link import Answer
from cetgraph.graph.engine_terms import read_term_or_none
from cetgraph.graph.store import Rows


def read_rows(answer: Answer) -> Rows:
    """The rows of an answer to SELECT that was asked for in JSON, and is ours to use up."""
    if answer.file is None:
        return _read(answer.body)
    with answer.file as file:
        return _read(file.read())


def _read(octets: bytes) -> Rows:
    found = engine.parse_query_results(octets, format=engine.QueryResultsFormat.JSON)
    if not isinstance(found, engine.QuerySolutions):
        raise TypeError("the answer is no table")
    variables = tuple(variable.value for variable in found.variables)
    return Rows(variables, tuple(tuple(read_term_or_none(value) for value in row) for row in found))
