"""RDF as this site sends it: which formats there are, which one a client gets, and the bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MIMEAccept

from cetgraph.graph.export import ExportFormat, export_quads
from cetgraph.graph.store import write_ntriples, write_rdfxml, write_turtle
from cetgraph.graph.terms import Quad, Triple


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A format of RDF: its name for people, the ending of its files, its media type."""

    name: str
    ending: str
    media_type: str


RDF_FORMATS: Final = (
    RdfFormat("Turtle", "ttl", "text/turtle"),
    RdfFormat("N-Triples", "nt", "application/n-triples"),
    RdfFormat("JSON-LD", "jsonld", "application/ld+json"),
    RdfFormat("RDF/XML", "rdf", "application/rdf+xml"),
)
"""The formats of one thing's description, the first where the client takes any RDF."""

PAGE: Final = "text/html"

_ALSO: Final[Mapping[str, str]] = {
    "application/xhtml+xml": "html",
    "application/x-turtle": "ttl",
    "text/n3": "ttl",
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
}
"""Media types that are asked for in place of the right ones."""


def choose_ending(accepted: MIMEAccept) -> str | None:
    """The ending of what suits the client best: "html" or an RDF format's; None where nothing does."""
    offers = {PAGE: "html", **{found.media_type: found.ending for found in RDF_FORMATS}, **_ALSO}
    best = accepted.best_match(list(offers)) if accepted else PAGE
    return offers[best] if best else None


def find_format(ending: str) -> RdfFormat | None:
    """The format of that ending."""
    return next((found for found in RDF_FORMATS if found.ending == ending), None)


def write_rdf(triples: Sequence[Triple], ending: str) -> bytes:
    """The triples in the format of that ending."""
    match ending:
        case "ttl":
            return write_turtle(triples)
        case "nt":
            return write_ntriples(triples)
        case "rdf":
            return write_rdfxml(triples)
        case "jsonld":
            return export_quads([Quad(triple, None) for triple in triples], ExportFormat.JSONLD, title="")
        case _:
            raise ValueError(f"no RDF format ends in {ending!r}")
