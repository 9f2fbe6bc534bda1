"""The service description of the endpoint (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import Final

from cetgraph.graph.terms import Iri, Literal, Triple, triple_order

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_TYPE: Final = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"

RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
)
"""The formats of answers, as the W3C's list of formats names them."""


def describe_service(endpoint: str, *, triples: int | None, is_writable: bool) -> tuple[Triple, ...]:
    """What there is to know of the endpoint at that address; `triples` is None where nobody has counted."""
    service, dataset, graph = Iri(endpoint), Iri(f"{endpoint}#dataset"), Iri(f"{endpoint}#default-graph")
    languages = ["SPARQL11Query", *(["SPARQL11Update"] if is_writable else [])]
    said = [
        Triple(service, _TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), service),
        *(Triple(service, _sd("supportedLanguage"), _sd(language)) for language in languages),
        *(Triple(service, _sd("resultFormat"), Iri(f"{_FORMATS}{name}")) for name in RESULTS),
        Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), graph),
        Triple(graph, _TYPE, _sd("Graph")),
    ]
    if triples is not None:
        said.append(Triple(graph, Iri("http://rdfs.org/ns/void#triples"), Literal(str(triples), _INTEGER, None)))
    return tuple(sorted(said, key=triple_order))


def _sd(name: str) -> Iri:
    return Iri(f"{_SD}{name}")
