"""The graph in other formats: RDF ones with all that it holds, others with its things and links.

The same statements give the same bytes in every format.
"""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Final, TypeAlias

import rdflib
from rdflib import Dataset, Graph, URIRef

from cetgraph.errors import OutputError, QueryError
from cetgraph.graph.load import exact_literals
from cetgraph.graph.namespaces import bind_prefixes
from cetgraph.graph.network import Spot, things_to_gexf, things_to_graphml
from cetgraph.graph.picture import draw_things
from cetgraph.graph.serialise import to_trig, to_turtle
from cetgraph.graph.store import make_store, prefixes_for, write_ntriples, write_rdfxml
from cetgraph.graph.tables import make_tables, table_to_csv
from cetgraph.graph.terms import XSD_STRING, BlankNode, Iri, Literal, Quad, Term, Triple, triple_order
from cetgraph.graph.things import Things, find_things


class ExportFormat(StrEnum):
    """What the graph can be written as."""

    TURTLE = "turtle"
    TRIG = "trig"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"
    GRAPHML = "graphml"
    GEXF = "gexf"
    CSV = "csv"
    HTML = "html"


Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

REFERENCE: Final = "reference"
"""The last part of the name of the graph of what is known anyway: countries, groups, what gazetteers say of bodies."""

_DOCUMENT_GRAPH = re.compile(r".*/graph/(?P<name>[^/]+)(?:/provenance)?")

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML 1.0 document can hold, not even escaped."""

_XML = frozenset({ExportFormat.RDFXML, ExportFormat.GRAPHML, ExportFormat.GEXF})


def export_quads(quads: Sequence[Quad], export_format: ExportFormat, *, title: str) -> bytes:
    """The statements in that format; in CSV the table of commitments, see `export_tables` for all.

    `title` heads a picture. Named graphs are kept apart in TriG alone. Raises OutputError for what the format cannot
    hold: blank nodes in Turtle and TriG, of which nobody could tell the order, and control characters in XML.
    """
    if export_format in _XML:
        _refuse_control_characters(quads, export_format)
    match export_format:
        case ExportFormat.GRAPHML:
            return things_to_graphml(find_things(make_store(quads)))
        case ExportFormat.GEXF:
            return things_to_gexf(find_things(make_store(quads)))
        case ExportFormat.HTML:
            return draw_things(find_things(make_store(quads)), title=title).encode()
        case ExportFormat.CSV:
            return export_tables(quads)["commitments.csv"]
        case rdf_format:
            return _rdf(quads, rdf_format)


ThingsFormat: TypeAlias = typing.Literal[ExportFormat.GRAPHML, ExportFormat.GEXF, ExportFormat.HTML]
"""Formats that some things and links can be written in."""


def export_things(
    things: Things, export_format: ThingsFormat, *, title: str, notes: Sequence[str], places: Mapping[str, Spot]
) -> bytes:
    """Some things and links in that format, with what the notes say of how they were chosen and what they rest on.

    A picture has the things at their `places`. Raises OutputError for control characters, which XML cannot hold.
    """
    if export_format is ExportFormat.HTML:
        return draw_things(things, title=title, notes=notes, places=places).encode()
    for thing in things.things:
        _refuse_in_xml("\n".join([thing.label, *dict(thing.attributes).values()]), thing.iri, export_format, "csv")
    for link in things.links:
        where = f"the link from {link.source} to {link.target}"
        _refuse_in_xml("\n".join(dict(link.attributes).values()), where, export_format, "csv")
    description = "\n".join((title, *notes))
    if export_format is ExportFormat.GRAPHML:
        return things_to_graphml(things, description=description)
    return things_to_gexf(things, description=description)


def export_tables(quads: Iterable[Quad]) -> dict[str, bytes]:
    """All tables in CSV, by file name."""
    return {f"{table.name}.csv": table_to_csv(table) for table in make_tables(make_store(quads))}


def list_graphs(quads: Iterable[Quad]) -> tuple[str, ...]:
    """The local names of the documents that have a graph of their own, sorted."""
    return list_documents({graph.value for _, graph in quads if graph is not None})


def list_documents(graphs: Iterable[str]) -> tuple[str, ...]:
    """The same for the names of the graphs."""
    return tuple(sorted({document_of(graph) for graph in graphs} - {REFERENCE, ""}))


def document_of(graph: str) -> str:
    """The local name of the document that the graph states or tells the provenance of, `REFERENCE`, or empty.

    >>> document_of("https://w3id.org/cetgraph/graph/2024-07-31-dialogue/provenance"), document_of("urn:x")
    ('2024-07-31-dialogue', '')
    """
    match = _DOCUMENT_GRAPH.fullmatch(graph)
    return match["name"] if match else ""


def select_document(quads: Sequence[Quad], name: str) -> tuple[Quad, ...]:
    """The statements of one document, of where they come from, and what is known of the things that it names.

    `name` is the document's local name or the start of it that no other has. Raises QueryError where none has it.
    """
    names = list_graphs(quads)
    local = name.rstrip("/").rpartition("/")[2]
    found = [known for known in names if known == local] or [known for known in names if known.startswith(local)]
    if not names:
        raise QueryError("the data keeps no documents apart", remedy="give a TriG file that cetgraph built")
    if len(found) != 1:
        listed = ", ".join(found or names)
        raise QueryError(f"{name!r} names {len(found) or 'no'} documents", remedy=f"there are {listed}")
    own = [quad for quad in quads if quad.graph is not None and _is_of(quad.graph, found[0])]
    reference = [quad for quad in quads if quad.graph is not None and _is_of(quad.graph, REFERENCE)]
    return (*own, *_about({term for quad in own for term in quad.triple}, reference))


_RdfFormat: TypeAlias = typing.Literal[
    ExportFormat.TURTLE, ExportFormat.TRIG, ExportFormat.NTRIPLES, ExportFormat.JSONLD, ExportFormat.RDFXML
]


def _rdf(quads: Sequence[Quad], rdf_format: _RdfFormat) -> bytes:
    match rdf_format:
        case ExportFormat.TURTLE:
            with _blank_nodes_refused(rdf_format):
                return to_turtle(_graph(quads)).encode()
        case ExportFormat.TRIG:
            with _blank_nodes_refused(rdf_format):
                return to_trig(_dataset(quads)).encode()
        case ExportFormat.JSONLD:
            return _jsonld(quads)
        case ExportFormat.NTRIPLES:
            return write_ntriples(_triples(quads))
        case ExportFormat.RDFXML:
            return write_rdfxml(_triples(quads))


def _about(named: set[Term], reference: Sequence[Quad]) -> list[Quad]:
    """The statements about the things named, and about what these name in turn."""
    kept: list[Quad] = []
    rest = list(reference)
    while found := [quad for quad in rest if quad.triple.subject in named]:
        kept += found
        rest = [quad for quad in rest if quad.triple.subject not in named]
        named = {quad.triple.object for quad in found}
    return kept


def _is_of(graph: Iri, name: str) -> bool:
    return document_of(graph.value) == name


def _triples(quads: Iterable[Quad]) -> list[Triple]:
    return sorted({quad.triple for quad in quads}, key=triple_order)


@contextmanager
def _blank_nodes_refused(export_format: ExportFormat) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise OutputError(f"not in {export_format} as we write it: {error}", remedy="choose ntriples") from error


def _jsonld(quads: Sequence[Quad]) -> bytes:
    """JSON-LD with our prefixes as context, things by IRI."""
    triples = _triples(quads)
    context = prefixes_for(triples)
    text = _graph(quads).serialize(format="json-ld", context=context, auto_compact=False)
    document: Json = json.loads(text)
    return json.dumps(_sorted(document), ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"


def _sorted(value: Json) -> Json:
    """The same with each list in a fixed order: lists of JSON-LD are sets."""
    if isinstance(value, dict):
        return {key: _sorted(part) for key, part in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(part) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
    return value


def _graph(quads: Iterable[Quad]) -> Graph:
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    with exact_literals():
        for quad in quads:
            graph.add(_rdflib_triple(quad.triple))
    return graph


def _dataset(quads: Iterable[Quad]) -> Dataset:
    dataset = Dataset()
    with exact_literals():
        for triple, graph in quads:
            target = dataset.graph(URIRef(graph.value)) if graph else dataset.default_graph
            target.add(_rdflib_triple(triple))
    return dataset


def _rdflib_triple(triple: Triple) -> tuple[URIRef | rdflib.BNode, URIRef, URIRef | rdflib.BNode | rdflib.Literal]:
    subject = _rdflib_term(triple.subject)
    if isinstance(subject, rdflib.Literal):
        raise TypeError(f"a literal is no subject: {subject}")
    return subject, URIRef(triple.predicate.value), _rdflib_term(triple.object)


def _rdflib_term(term: Term) -> URIRef | rdflib.BNode | rdflib.Literal:
    match term:
        case Iri(value):
            return URIRef(value)
        case BlankNode(value):
            return rdflib.BNode(value)
        case Literal(value, _, str(language)):
            return rdflib.Literal(value, lang=language)
        case Literal(value, datatype, _):
            return rdflib.Literal(value, datatype=None if datatype == XSD_STRING else URIRef(datatype))


def _refuse_control_characters(quads: Iterable[Quad], export_format: ExportFormat) -> None:
    for quad in quads:
        _refuse_in_xml(quad.triple.object.value, quad.triple.subject.value, export_format, "turtle or jsonld")


def _refuse_in_xml(words: str, where: str, export_format: ExportFormat, remedy: str) -> None:
    if found := _NOT_IN_XML.search(words):
        raise OutputError(
            f"{export_format} cannot hold U+{ord(found[0]):04X}, which a value of {where} has",
            remedy=f"choose {remedy}",
        )
