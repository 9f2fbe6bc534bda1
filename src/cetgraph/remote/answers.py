"""What servers answer, read with suspicion: SPARQL Results in JSON, and N-Triples. XML is never read.

Some of it needs mending before a parser of the standard takes it: Virtuoso writes blank nodes as IRIs of its own, the
truth as 1, and the answer to ASK as a table.
"""

from __future__ import annotations

import io
import traceback
from typing import IO, Final

import pyoxigraph as engine

from cetgraph.engine.messages import Trouble, Unanswered
from cetgraph.errors import QueryError
from cetgraph.graph.engine_terms import read_term_or_none
from cetgraph.graph.store import Rows, Truth
from cetgraph.graph.terms import BlankNode, Literal, Term
from cetgraph.remote.client import PIECE, Reply

TABLE: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"

TABLES: Final = frozenset({TABLE, "application/json"})
GRAPHS: Final = {
    TRIPLES: engine.RdfFormat.N_TRIPLES,
    "text/turtle": engine.RdfFormat.TURTLE,
    "application/x-turtle": engine.RdfFormat.TURTLE,
}
"""What is read of graphs; a server that has no N-Triples has Turtle."""

ASKED_TRIPLES: Final = f"{TRIPLES}, text/turtle;q=0.5"

_BOOLEAN: Final = "http://www.w3.org/2001/XMLSchema#boolean"

_MENDED: Final = (
    (b'"bnode", "value": "nodeID://', b'"bnode", "value": "'),
    (f'"{_BOOLEAN}", "value": "1"'.encode(), f'"{_BOOLEAN}", "value": "true"'.encode()),
    (f'"{_BOOLEAN}", "value": "0"'.encode(), f'"{_BOOLEAN}", "value": "false"'.encode()),
)
"""Virtuoso's spellings. Each holds a quotation mark that no string of JSON can, so that they occur in no value."""

_LONGEST: Final = max(len(spelling) for spelling, _ in _MENDED)

_TRUTH_COLUMN: Final = "__ASK_RETVAL"

_SPELT: Final = {_BOOLEAN: {"1": "true", "0": "false"}}

_TRUTHS: Final = {True: b'{"head":{},"boolean":true}', False: b'{"head":{},"boolean":false}'}


def open_table(reply: Reply, *, is_ask: bool) -> engine.QuerySolutions | engine.QueryBoolean:
    """The answer to SELECT or ASK, read while it is used. Raises Unanswered for what is none."""
    if reply.media_type not in TABLES:
        raise _no_answer(f"it sends {reply.media_type or 'nothing known'} and not {TABLE}")
    try:
        found = engine.parse_query_results(
            io.BufferedReader(_Mended(reply.body)), format=engine.QueryResultsFormat.JSON
        )
        if is_ask and isinstance(found, engine.QuerySolutions):
            if [variable.value for variable in found.variables] != [_TRUTH_COLUMN]:
                del found
                raise _no_answer("it answers ASK with a table")
            is_true = any(row[0] is not None and row[0].value not in {"0", "false"} for row in found)
            found = engine.parse_query_results(_TRUTHS[is_true], format=engine.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise broken(error) from error
    if is_ask is not isinstance(found, engine.QueryBoolean):
        del found
        raise _no_answer("it answers another sort of query")
    return found


def open_triples(reply: Reply) -> engine.QuadParser:
    """The answer to CONSTRUCT or DESCRIBE, read while it is used. Raises Unanswered for what is none."""
    rdf_format = GRAPHS.get(reply.media_type)
    if rdf_format is None:
        raise _no_answer(f"it sends {reply.media_type or 'nothing known'} and not {TRIPLES}")
    is_whole = "content-length" in reply.headers or "chunked" in reply.headers.get("transfer-encoding", "").lower()
    if not is_whole:  # a graph that was cut at the end of a line would be taken for a smaller one
        raise _no_answer("it does not say where its answer ends")
    try:
        return engine.parse(input=reply.body, format=rdf_format)
    except (SyntaxError, ValueError) as error:
        raise broken(error) from error


def read_answer(reply: Reply, *, is_ask: bool, page: int) -> Rows | Truth:
    """The answer as our values. Blank nodes bear the number of the page, as their labels hold within one answer."""
    with reply.body:
        found = open_table(reply, is_ask=is_ask)
        try:
            if isinstance(found, engine.QueryBoolean):
                return Truth(bool(found))
            variables = tuple(variable.value for variable in found.variables)
            return Rows(
                variables, tuple(tuple(_spell(read_term_or_none(value), page) for value in row) for row in found)
            )
        except (SyntaxError, ValueError, QueryError) as error:
            raise broken(error) from error


def broken(error: Exception) -> Unanswered:
    """The error for an answer that is not what its media type says. What parsers left in its frames is let go."""
    traceback.clear_frames(error.__traceback__)  # the engine's values may end only in the thread that made them
    return _no_answer(" ".join(str(error).split())[:200])


def _no_answer(reason: str) -> Unanswered:
    return Unanswered(Trouble.UPSTREAM, f"the server that keeps the graph gives no proper answer: {reason}")


def _spell(term: Term | None, page: int) -> Term | None:
    match term:
        case BlankNode(value):
            return BlankNode(f"p{page}-{value}")
        case Literal(value, datatype, None) if datatype in _SPELT:
            return Literal(_SPELT[datatype].get(value, value), datatype)
        case _:
            return term


class _Mended(io.RawIOBase):
    """The bytes of a table with Virtuoso's spellings replaced."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body
        self._held = b""
        self._ready = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # all that BufferedReader passes
        """How many bytes were read; 0 at the end."""
        while not self._ready:
            piece = self._body.read(PIECE)
            taken = self._held + piece
            for spelling, right in _MENDED:
                taken = taken.replace(spelling, right)
            cut = max(0, len(taken) - _LONGEST) if piece else len(taken)
            self._ready, self._held = taken[:cut], taken[cut:]
            if not piece:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
