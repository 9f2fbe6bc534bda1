"""The data set described for machines: VoID, DCAT 3 and schema.org, with the counts that queries give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as BaseResponse

import cetgraph
from cetgraph.graph.export import ExportFormat
from cetgraph.graph.namespaces import DEFAULT_BASE
from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri, Literal, Term, Triple
from cetgraph.web.downloads import FORMATS, WHOLE, Download, Shelf
from cetgraph.web.rdf import PAGE, choose_ending, find_format, write_rdf
from cetgraph.web.statistics import Statistics
from cetgraph.web.wording import term

TITLE: Final = "cetgraph: technology cooperation between governments"
DESCRIPTION: Final = (
    "Who met, who undertakes what with whom, in which field and how far it has got, as governments state it in joint "
    "fact sheets, statements and memoranda. Every claim carries the words it rests on."
)
LICENCE: Final = Iri("https://creativecommons.org/publicdomain/zero/1.0/")
KEYWORDS: Final = ("international cooperation", "technology policy", "critical and emerging technologies")

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FEATURES: Final = ("TriG", "Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_RDF: Final = frozenset(
    {ExportFormat.TRIG, ExportFormat.TURTLE, ExportFormat.NTRIPLES, ExportFormat.JSONLD, ExportFormat.RDFXML}
)
_EXAMPLES: Final = 3


def catalogue(shelf: Shelf, store: Store, statistics: Statistics) -> Blueprint:
    """`/.well-known/void` and `/dcat`, in every format of RDF."""
    blueprint = Blueprint("catalogue", __name__)

    @blueprint.get("/.well-known/void")
    def void() -> BaseResponse:
        return _answer(_void(statistics, store, shelf))

    @blueprint.get("/dcat")
    def dcat() -> BaseResponse:
        return _answer(_dcat(shelf))

    return blueprint


def describe_for_search(shelf: Shelf, statistics: Statistics) -> dict[str, object]:
    """The data set in schema.org's words, for search engines; sizes and digests are in DCAT, as files are made late."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": _dataset().value,
        "name": TITLE,
        "description": DESCRIPTION,
        "url": url_for("pages.home", _external=True),
        "license": LICENCE.value,
        "isAccessibleForFree": True,
        "version": cetgraph.__version__,
        "dateModified": shelf.date,
        "keywords": list(KEYWORDS),
        "creator": {"@type": "Organization", "name": "The cetgraph maintainers"},
        "size": f"{statistics.triples} triples from {statistics.documents} documents",
        "variableMeasured": [
            {"@type": "PropertyValue", "name": "triples", "value": statistics.triples},
            {"@type": "PropertyValue", "name": "documents", "value": statistics.documents},
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{file_format.name}, {file_format.about}",
                "encodingFormat": file_format.media_type,
                "contentUrl": url_for("downloads.download", name=f"{WHOLE}{file_format.ending}", _external=True),
            }
            for file_format in (FORMATS if shelf.has_files_of_all else ())
        ],
    }


def _answer(triples: Iterable[Triple]) -> BaseResponse:
    """The description in the format that the client asks for: Turtle where it takes pages too."""
    chosen = choose_ending(request.accept_mimetypes)
    if chosen is None:
        abort(406, f"This is described in Turtle, N-Triples, JSON-LD and RDF/XML, not in {PAGE}.")
    ending = "ttl" if chosen == "html" else chosen
    found = find_format(ending)
    if found is None:
        abort(406)
    response = Response(write_rdf(list(dict.fromkeys(triples)), ending), mimetype=found.media_type)
    response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)


def _dataset() -> Iri:
    return Iri(url_for("catalogue.void", _external=True) + "#cetgraph")


def _about(dataset: Iri, shelf: Shelf) -> Iterator[Triple]:
    home = Iri(url_for("pages.home", _external=True))
    yield Triple(dataset, term("dcterms:title"), _words(TITLE))
    yield Triple(dataset, term("dcterms:description"), _words(DESCRIPTION))
    yield Triple(dataset, term("dcterms:license"), LICENCE)
    yield Triple(dataset, term("dcterms:modified"), Literal(shelf.date, f"{_XSD}date"))
    yield Triple(dataset, term("foaf:homepage"), home)


def _void(statistics: Statistics, store: Store, shelf: Shelf) -> Iterator[Triple]:
    dataset = _dataset()
    yield Triple(dataset, term("rdf:type"), term("void:Dataset"))
    yield from _about(dataset, shelf)
    yield Triple(dataset, term("void:sparqlEndpoint"), Iri(url_for("sparql.endpoint", _external=True)))
    yield Triple(dataset, term("void:uriSpace"), Literal(f"{DEFAULT_BASE}id/"))
    for name in ("cet", "dcterms", "foaf", "oa", "org", "prov", "skos"):
        yield Triple(dataset, term("void:vocabulary"), Iri(term(f"{name}:x").value.removesuffix("x")))
    for feature in _FEATURES:
        yield Triple(dataset, term("void:feature"), Iri(_FORMATS + feature))
    for file in shelf.list_files(WHOLE):
        if file.format.exported in _RDF:
            yield Triple(dataset, term("void:dataDump"), _file(file.name))
    for document in store.subjects(term("rdf:type"), term("cet:SourceDocument"))[:_EXAMPLES]:
        yield Triple(dataset, term("void:exampleResource"), document)
    for name, count in (
        ("void:triples", statistics.triples),
        ("void:distinctSubjects", statistics.subjects),
        ("void:distinctObjects", statistics.objects),
        ("void:classes", len(statistics.classes)),
        ("void:properties", len(statistics.properties)),
        ("void:documents", statistics.documents),
    ):
        yield Triple(dataset, term(name), _number(count))
    address = dataset.value.partition("#")[0]
    for class_, count in statistics.classes:
        part = Iri(f"{address}#class-{_local(class_)}")
        yield Triple(dataset, term("void:classPartition"), part)
        yield Triple(part, term("void:class"), class_)
        yield Triple(part, term("void:entities"), _number(count))
    for property_, count in statistics.properties:
        part = Iri(f"{address}#property-{_local(property_)}")
        yield Triple(dataset, term("void:propertyPartition"), part)
        yield Triple(part, term("void:property"), property_)
        yield Triple(part, term("void:triples"), _number(count))
    for name in shelf.documents():
        part = Iri(f"{address}#{name}")
        yield Triple(dataset, term("void:subset"), part)
        yield Triple(part, term("rdf:type"), term("void:Dataset"))
        yield Triple(part, term("foaf:primaryTopic"), Iri(f"{DEFAULT_BASE}id/document/{name}"))
        yield Triple(part, term("void:dataDump"), _file(f"{name}.ttl"))


def _dcat(shelf: Shelf) -> Iterator[Triple]:
    dataset = _dataset()
    home = url_for("pages.home", _external=True)
    catalog, service = Iri(f"{home}dcat#catalogue"), Iri(f"{home}dcat#sparql")
    yield Triple(catalog, term("rdf:type"), Iri(f"{_DCAT}Catalog"))
    yield Triple(catalog, term("dcterms:title"), _words("Catalogue of cetgraph"))
    yield Triple(catalog, Iri(f"{_DCAT}dataset"), dataset)
    yield Triple(catalog, Iri(f"{_DCAT}service"), service)
    yield Triple(dataset, term("rdf:type"), Iri(f"{_DCAT}Dataset"))
    yield from _about(dataset, shelf)
    yield Triple(dataset, Iri(f"{_DCAT}version"), Literal(cetgraph.__version__))
    yield Triple(dataset, Iri(f"{_DCAT}landingPage"), Iri(home))
    for keyword in KEYWORDS:
        yield Triple(dataset, Iri(f"{_DCAT}keyword"), _words(keyword))
    yield Triple(service, term("rdf:type"), Iri(f"{_DCAT}DataService"))
    yield Triple(service, term("dcterms:title"), _words("SPARQL endpoint"))
    yield Triple(service, term("dcterms:conformsTo"), Iri("https://www.w3.org/TR/sparql11-protocol/"))
    yield Triple(service, Iri(f"{_DCAT}endpointURL"), Iri(url_for("sparql.endpoint", _external=True)))
    yield Triple(service, Iri(f"{_DCAT}servesDataset"), dataset)
    for file in shelf.list_files(WHOLE):
        yield from _distribution(dataset, file, packed=None)
        yield from _distribution(dataset, file, packed=f"{file.name}.gz")


def _distribution(dataset: Iri, file: Download, *, packed: str | None) -> Iterator[Triple]:
    """The statements about a file; `packed` is the name of its gzipped form, which is another distribution."""
    address = _file(packed or file.name)
    part = Iri(f"{address.value}#distribution")
    checksum = Iri(f"{address.value}#checksum")
    size, digest = (file.packed_size, file.packed_sha256) if packed else (file.size, file.sha256)
    gzipped = ", gzipped" if packed else ""
    yield Triple(dataset, Iri(f"{_DCAT}distribution"), part)
    yield Triple(part, term("rdf:type"), Iri(f"{_DCAT}Distribution"))
    yield Triple(part, term("dcterms:title"), _words(f"{file.format.name}, {file.format.about}{gzipped}"))
    yield Triple(part, term("dcterms:license"), LICENCE)
    yield Triple(part, Iri(f"{_DCAT}downloadURL"), address)
    yield Triple(part, Iri(f"{_DCAT}mediaType"), _media_type(file.format.media_type))
    if packed:
        yield Triple(part, Iri(f"{_DCAT}compressFormat"), _media_type("application/gzip"))
    yield Triple(part, Iri(f"{_DCAT}byteSize"), Literal(str(size), f"{_XSD}nonNegativeInteger"))
    yield Triple(part, Iri(f"{_SPDX}checksum"), checksum)
    yield Triple(checksum, term("rdf:type"), Iri(f"{_SPDX}Checksum"))
    yield Triple(checksum, Iri(f"{_SPDX}algorithm"), Iri(f"{_SPDX}checksumAlgorithm_sha256"))
    yield Triple(checksum, Iri(f"{_SPDX}checksumValue"), Literal(digest, f"{_XSD}hexBinary"))


def _file(name: str) -> Iri:
    return Iri(url_for("downloads.download", name=name, _external=True))


def _media_type(name: str) -> Iri:
    return Iri(f"https://www.iana.org/assignments/media-types/{name}")


def _words(text: str) -> Term:
    return Literal(text, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en")


def _number(count: int) -> Term:
    return Literal(str(count), f"{_XSD}integer")


def _local(iri: Iri) -> str:
    """A name for a class or property that no other has: the last parts of its IRI.

    >>> _local(Iri("http://www.w3.org/ns/oa#exact"))
    'oa-exact'
    """
    return "-".join(iri.value.replace("#", "/").rstrip("/").split("/")[-2:])
