"""The formats of answers, by media type, in the order in which they are offered."""

from __future__ import annotations

from typing import Final

TABLES: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""Answers to SELECT and ASK; the first where the client takes any."""

GRAPHS: Final = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
)
"""Answers to CONSTRUCT and DESCRIBE."""

SYNONYMS: Final = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
}
"""What else clients call them. The answer bears the name that was asked for."""

TABLE_NAMES: Final = (*TABLES, "application/json", "application/xml", "text/xml")
GRAPH_NAMES: Final = (*GRAPHS, "application/x-turtle", "text/plain")

TEXT: Final = frozenset({"text/csv", "text/tab-separated-values", "text/turtle", "application/x-turtle", "text/plain"})
"""Media types that a receiver without a charset could take for another encoding than UTF-8."""


def content_type(media_type: str) -> str:
    """The media type as the header says it.

    >>> content_type("text/csv"), content_type("application/rdf+xml")
    ('text/csv; charset=utf-8', 'application/rdf+xml')
    """
    return f"{media_type}; charset=utf-8" if media_type in TEXT else media_type
