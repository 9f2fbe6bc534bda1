"""One query evaluated and written out, within bounds: what a query process does.

Rows are written by the embedded engine itself, a hundred megabytes a second. Triples are made distinct first: an answer
to CONSTRUCT is a set.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as engine

from cetgraph.engine.formats import GRAPHS, SYNONYMS, TABLES
from cetgraph.engine.messages import Head, Job, Trouble, Unanswered
from cetgraph.errors import QueryError, QuerySyntaxError
from cetgraph.graph.sparql import check_query, explain_error, is_plain
from cetgraph.graph.terms import QUERY_PREFIXES

_PREFIXES: Final = dict(QUERY_PREFIXES)

_WRITTEN: Final = {name: iri for name, iri in _PREFIXES.items() if name not in {"id", "graph", "scheme"}}
"""Those that make answers shorter: behind the others stand names with a slash, which Turtle would have to escape."""

_TABLE_FORMATS: Final = {
    "application/sparql-results+json": engine.QueryResultsFormat.JSON,
    "application/sparql-results+xml": engine.QueryResultsFormat.XML,
    "text/csv": engine.QueryResultsFormat.CSV,
    "text/tab-separated-values": engine.QueryResultsFormat.TSV,
}

_GRAPH_FORMATS: Final = {
    "text/turtle": engine.RdfFormat.TURTLE,
    "application/n-triples": engine.RdfFormat.N_TRIPLES,
    "application/rdf+xml": engine.RdfFormat.RDF_XML,
    "application/ld+json": engine.RdfFormat.JSON_LD,
    "application/trig": engine.RdfFormat.TRIG,
}

_WITH_PREFIXES: Final = ("text/turtle", "application/trig", "application/rdf+xml")

_DECLARATIONS: Final = re.compile(rb"(?:@prefix .*\n)+|<\?xml.*\s*<rdf:RDF[^>]*>")
_DECLARATION: Final = re.compile(rb'(?:@prefix |\sxmlns:)(\w+)(?:: <.*> \.\n|="[^"]*")')
"""How the engine declares prefixes, all at the beginning of a document; and each of them, with its name."""

_VOLATILE: Final = ("NOW", "RAND", "UUID", "BNODE")
"""Functions that give something else each time, STRUUID among them."""

_VOLATILE_CALL: Final = re.compile(rf"(?:{'|'.join(_VOLATILE)})\s*\(")
"""A call of one; the same words in a string only cost a cache entry."""

_NOT_XML: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|&#(?:x0*[0-8bcefBCEF]|x0*1[0-9a-fA-F]);"
)
"""Characters that no XML 1.0 document can hold, not even escaped."""

_STRINGS: Final = {
    "text/csv": re.compile(rb'"[^"]*"'),
    "application/sparql-results+json": re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL),
}

_ROW_ENDS: Final = {
    "application/sparql-results+json": b"},{",
    "application/sparql-results+xml": b"</result>",
    "text/csv": b"\r\n",
    "text/tab-separated-values": b"\n",
}

DOWNLOADS: Final = "use LIMIT and OFFSET, or download the whole graph"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most rows (or triples) and bytes of one answer."""

    rows: int
    octets: int


def evaluate(store: engine.Store, job: Job, bounds: Bounds) -> tuple[Head, bytes]:
    """The answer: its head (`size` and `seconds` not yet set) and its body. Raises QueryError for what has none."""
    if not is_plain(job.query):
        check_query(job.query, prefixes=QUERY_PREFIXES)
    try:
        solutions = store.query(
            job.query,
            prefixes=_PREFIXES,
            default_graph=None if job.default_graphs is None else [*_graphs(job.default_graphs)],
            named_graphs=None if job.named_graphs is None else _graphs(job.named_graphs),
        )
        if isinstance(solutions, engine.QueryTriples):
            media_type = wanted_type(job.graph, GRAPHS)
            body = write_triples(solutions, SYNONYMS.get(media_type, media_type), bounds)
        else:
            media_type = wanted_type(job.table, TABLES)
            body = write_table(solutions, SYNONYMS.get(media_type, media_type), bounds)
    except SyntaxError as error:
        check_query(job.query, prefixes=QUERY_PREFIXES)  # tells an update, and a prefix that is not declared
        raise explain_error(job.query, error.msg) from error
    except TooLargeError as error:
        raise too_large(bounds) from error
    except (RuntimeError, ValueError, OSError) as error:
        reason = " ".join(str(error).split())
        raise Unanswered(Trouble.SYNTAX, f"the query cannot be answered: {reason}") from error
    return Head(media_type=media_type, is_volatile=is_volatile(job.query)), body


def trouble_of(error: QueryError) -> Head:
    """The head that tells of the error."""
    match error:
        case Unanswered():
            trouble = error.trouble
        case QuerySyntaxError():
            trouble = Trouble.SYNTAX
        case _:
            trouble = Trouble.REFUSED
    return Head(trouble=trouble, message=error.message, place=error.place, remedy=error.remedy)


def is_volatile(query: str) -> bool:
    """Whether the same query may give another answer the next time, over the same data."""
    words = query.upper()
    return any(name in words for name in _VOLATILE) and _VOLATILE_CALL.search(words) is not None


def too_large(bounds: Bounds) -> Unanswered:
    """The error for an answer of too many bytes."""
    return Unanswered(Trouble.SIZE, f"the answer is larger than {bounds.octets:,} bytes", remedy=DOWNLOADS)


def wanted_type(media_type: str | None, offered: Iterable[str]) -> str:
    """The media type, None being refused: the client takes none of this sort. Raises Unanswered."""
    if media_type is None:
        raise Unanswered(Trouble.FORMAT, f"the answer to this query can be had as {', '.join(offered)}")
    return media_type


def _graphs(iris: tuple[str, ...]) -> list[engine.NamedNode | engine.BlankNode]:
    return [engine.NamedNode(iri) for iri in iris]


def write_table(solutions: engine.QuerySolutions | engine.QueryBoolean, media_type: str, bounds: Bounds) -> bytes:
    """The answer to SELECT or ASK. Raises Unanswered for too many rows, TooLargeError for too many bytes."""
    output = _Bounded(bounds.octets)
    solutions.serialize(output, format=_TABLE_FORMATS[media_type])
    body = output.getvalue()
    if isinstance(solutions, engine.QuerySolutions):
        _check_rows(body, media_type, bounds.rows)
    return _check_xml(body, media_type)


def _check_rows(body: bytes, media_type: str, most: int) -> None:
    """Raise Unanswered for too many rows. The ends of rows are looked for outside of strings, where that matters."""
    extra = 0 if media_type == "application/sparql-results+xml" else 1
    end = _ROW_ENDS[media_type]
    limit = most + extra if media_type != "application/sparql-results+json" else most - 1
    if body.count(end) <= limit:
        return
    strings = _STRINGS.get(media_type)
    if strings is not None and strings.sub(b"", body).count(end) <= limit:
        return
    raise Unanswered(Trouble.SIZE, f"the answer has more than {most:,} rows", remedy=DOWNLOADS)


def write_triples(triples: Iterable[engine.Triple], media_type: str, bounds: Bounds) -> bytes:
    """The answer to CONSTRUCT or DESCRIBE, each triple once. Raises as `write_table` does."""
    distinct = dict.fromkeys(islice(triples, 4 * bounds.rows + 1))
    if len(distinct) > bounds.rows:
        raise Unanswered(Trouble.SIZE, f"the answer has more than {bounds.rows:,} triples", remedy=DOWNLOADS)
    output = _Bounded(bounds.octets)
    prefixes = _WRITTEN if media_type in _WITH_PREFIXES else None
    engine.serialize(distinct, output, format=_GRAPH_FORMATS[media_type], prefixes=prefixes)
    body = output.getvalue() if prefixes is None else _without_unused(output.getvalue())
    return _check_xml(body, media_type)


def _without_unused(body: bytes) -> bytes:
    """Turtle, TriG or RDF/XML without the prefixes at its beginning of which there is no trace in the rest."""
    head = _DECLARATIONS.match(body)
    if head is None:
        return body
    rest = body[head.end() :]
    return _DECLARATION.sub(lambda found: found[0] if found[1] + b":" in rest else b"", head[0]) + rest


def _check_xml(body: bytes, media_type: str) -> bytes:
    if media_type.endswith("xml") and _NOT_XML.search(body):
        raise Unanswered(
            Trouble.FORMAT,
            "the answer holds a character that XML cannot",
            remedy="ask for another format, such as application/sparql-results+json or text/turtle",
        )
    return body


class TooLargeError(Exception):
    """An answer has more bytes than it may."""


class _Bounded(io.BytesIO):
    """Takes bytes up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, octets: bytes) -> int:  # type: ignore[override]
        """Take the bytes. Raises TooLargeError beyond the number."""
        if self.tell() + len(octets) > self._most:
            raise TooLargeError
        return super().write(octets)
