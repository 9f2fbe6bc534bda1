"""Triples and the literals in them, as all modules that make triples write them."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias
from urllib.parse import quote

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

Triple: TypeAlias = tuple[URIRef, URIRef, URIRef | Literal]

_KEPT_IN_IRIS = "!#$%&'()*+,/:;=?@[]~"
"""Characters that stay as they are when an address becomes an IRI; "%" among them, so that nothing is escaped twice."""

_DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def english(words: str) -> Literal:
    """The words as an English literal."""
    return Literal(words, lang="en")


def string(words: str) -> Literal:
    """The words without a language, for codes and for what is copied code point by code point.

    RDF gives such a literal the datatype xsd:string; rdflib tells one that says so from one that does not, and
    parsers give it the latter.
    """
    return Literal(words)


def integer(number: int) -> Literal:
    """The number as an xsd:integer."""
    return Literal(str(number), datatype=XSD.integer)


def decimal(number: float) -> Literal:
    """The number as an xsd:decimal, in plain digits.

    >>> str(decimal(1e7)), str(decimal(2.5))
    ('10000000', '2.5')
    """
    return Literal(format(Decimal(repr(number)).normalize(), "f"), datatype=XSD.decimal, normalize=False)


def boolean(value: object) -> Literal:
    """Whether the value holds, as an xsd:boolean."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def date(value: str) -> Literal:
    """The ISO 8601 date as an xsd:gYear, xsd:gYearMonth or xsd:date, as precise as it is.

    Raises ValueError for what has none of these forms.

    >>> date("2024-09").datatype
    rdflib.term.URIRef('http://www.w3.org/2001/XMLSchema#gYearMonth')
    """
    if len(value) not in _DATE_TYPES or not value.replace("-", "").isdecimal():
        raise ValueError(f"not an ISO 8601 date: {value!r}")
    return Literal(value, datatype=_DATE_TYPES[len(value)], normalize=False)


def address(url: str) -> URIRef:
    """The web address as an IRI, what an IRI must not hold written in percent signs.

    >>> address("https://example.org/a fact sheet?x=50%25")
    rdflib.term.URIRef('https://example.org/a%20fact%20sheet?x=50%25')
    """
    return URIRef(quote(url.strip(), safe=_KEPT_IN_IRIS))


def shorten(words: str, *, limit: int = 90) -> str:
    """The words on one line, cut at a word's end with an ellipsis where they exceed the limit.

    >>> shorten("Exploring research collaboration", limit=20)
    'Exploring research…'
    """
    line = " ".join(words.split())
    if len(line) <= limit:
        return line
    return f"{line[:limit].rpartition(' ')[0].rstrip(' ,;:') or line[: limit - 1]}…"
