"""RDF terms as frozen values, so that nothing beyond the store knows its engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from cetgraph.graph.namespaces import BASE, PREFIXES, SCHEME

XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

QUERY_PREFIXES: Final = {**PREFIXES, "id": str(BASE.id), "graph": str(BASE.graph), "area": f"{SCHEME}area/"}
"""The prefixes that a query may use without declaring them."""


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """An IRI, in full."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class BlankNode:
    """A node without a name of its own; `value` holds only within one store."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A literal. `datatype` is an IRI in full; `language` is None for all but words in a language."""

    value: str
    datatype: str = XSD_STRING
    language: str | None = None


Term: TypeAlias = Iri | BlankNode | Literal


class Triple(NamedTuple):
    """One statement."""

    subject: Iri | BlankNode
    predicate: Iri
    object: Term


class Quad(NamedTuple):
    """One statement and the named graph that makes it; None for the default graph."""

    triple: Triple
    graph: Iri | None


def term_order(term: Term) -> tuple[int, str, str, str]:
    """A key that sorts terms: IRIs, blank nodes, literals, each by code points."""
    match term:
        case Iri(value):
            return 0, value, "", ""
        case BlankNode(value):
            return 1, value, "", ""
        case Literal(value, datatype, language):
            return 2, value, datatype, language or ""


def triple_order(triple: Triple) -> tuple[tuple[int, str, str, str], ...]:
    """A key that sorts triples by subject, predicate and object."""
    return tuple(term_order(term) for term in triple)


def shorten_iri(iri: str) -> str:
    """The IRI with the longest prefix that fits it, or in angle brackets.

    What comes out is for reading: a local part may hold a slash, which SPARQL does not allow in a prefixed name.

    >>> shorten_iri("https://w3id.org/cetgraph/id/country/SG")
    'id:country/SG'
    >>> shorten_iri("https://example.org/")
    '<https://example.org/>'
    """
    fitting = [
        (namespace, prefix)
        for prefix, namespace in QUERY_PREFIXES.items()
        if iri.startswith(namespace) and iri != namespace
    ]
    if not fitting:
        return f"<{iri}>"
    namespace, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(namespace) :]}"


def expand_iri(words: str) -> str | None:
    """The IRI that the words spell: in full, in angle brackets, or with one of our prefixes; None if they spell none.

    >>> expand_iri("id:country/SG")
    'https://w3id.org/cetgraph/id/country/SG'
    >>> expand_iri("NIST: an agency") is None
    True
    """
    bare = words[1:-1] if words.startswith("<") and words.endswith(">") else words
    if not bare or any(character.isspace() or character in '<>"{}|\\^`' for character in bare):
        return None
    scheme, colon, rest = bare.partition(":")
    if not colon or not rest:
        return None
    if scheme in QUERY_PREFIXES and not rest.startswith("//") and bare is words:
        return QUERY_PREFIXES[scheme] + rest
    return bare if rest.startswith("//") or scheme == "urn" else None
