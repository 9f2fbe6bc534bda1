"""A dozen questions as users of the endpoint ask them, over the graph of `make_graph.py`."""

from __future__ import annotations

from typing import Final

PREFIXES: Final = """\
PREFIX cet: <https://w3id.org/cetgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX country: <https://w3id.org/cetgraph/id/country/>
PREFIX area: <https://w3id.org/cetgraph/scheme/area/>
PREFIX progress: <https://w3id.org/cetgraph/scheme/progress/>
"""

QUERIES: Final = {
    "what is there": "ASK { ?c a cet:Commitment }",
    "one label": "SELECT ?label WHERE { <COMMITMENT> rdfs:label ?label }",
    "all of one thing": "SELECT ?p ?o WHERE { <COMMITMENT> ?p ?o }",
    "links to one thing": "SELECT ?s ?p WHERE { ?s ?p <DOCUMENT> } LIMIT 100",
    "commitments of a document": "SELECT ?c ?label ?progress WHERE { ?c cet:statedIn <DOCUMENT> ; a cet:Commitment ; "
    "rdfs:label ?label ; cet:progress ?progress } ORDER BY ?label",
    "quotes of a document": "SELECT ?c ?quote WHERE { ?c cet:statedIn <DOCUMENT> ; a cet:Commitment ; "
    "cet:evidence/oa:hasSelector/oa:exact ?quote }",
    "two parties in an area": "SELECT ?c ?label WHERE { ?c cet:party country:US , country:JP ; "
    "cet:area area:quantum ; rdfs:label ?label } LIMIT 50",
    "counts by progress": "SELECT ?progress (COUNT(?c) AS ?n) WHERE { ?c a cet:Commitment ; cet:progress ?progress } "
    "GROUP BY ?progress ORDER BY DESC(?n)",
    "counts by party and area": "SELECT ?party ?area (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a cet:Commitment ; "
    "cet:party ?party ; cet:area ?area } GROUP BY ?party ?area ORDER BY DESC(?n) LIMIT 20",
    "the latest documents": "SELECT ?d ?title ?day WHERE { ?d a cet:SourceDocument ; dcterms:title ?title ; "
    "dcterms:issued ?day } ORDER BY DESC(?day) LIMIT 10",
    "who met where": "SELECT ?person ?name ?meeting WHERE { ?p a cet:Participation ; cet:person ?person ; "
    "cet:atMeeting ?meeting ; cet:forParty country:US . ?person rdfs:label ?name } LIMIT 100",
    "words in a label": "SELECT ?c ?label WHERE { ?c a cet:Commitment ; rdfs:label ?label "
    'FILTER(CONTAINS(LCASE(STR(?label)), "roadmap")) } LIMIT 50',
    "a document as a graph": "CONSTRUCT { ?c ?p ?o } WHERE { ?c cet:statedIn <DOCUMENT> ; a cet:Commitment ; ?p ?o }",
}
"""By name. `<DOCUMENT>` and `<COMMITMENT>` stand for one of the graph's."""


def fill_in(query: str, *, document: str, commitment: str) -> str:
    """The query with prefixes, about that document and that commitment."""
    return PREFIXES + query.replace("DOCUMENT", document).replace("COMMITMENT", commitment)
