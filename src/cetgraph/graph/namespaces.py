"""Every namespace and prefix that cetgraph writes, once.

The ontology and its schemes have one fixed address; where things (`id/`) and named graphs (`graph/`) live can be
chosen by another `Base`. The w3id.org redirect is not registered yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, VANN, VOID, XSD

DEFAULT_BASE: Final = "https://w3id.org/cetgraph/"

CET: Final = Namespace(DEFAULT_BASE + "ontology#")
SCHEME: Final = Namespace(DEFAULT_BASE + "scheme/")

OA: Final = Namespace("http://www.w3.org/ns/oa#")
SCHEMA: Final = Namespace("https://schema.org/")
WIKIDATA: Final = Namespace("http://www.wikidata.org/entity/")


@dataclass(frozen=True, slots=True)
class Base:
    """Where things and named graphs live. `iri` ends in a slash."""

    iri: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not self.iri.endswith("/"):
            raise ValueError(f"a base ends in a slash, unlike {self.iri!r}")

    @property
    def id(self) -> Namespace:
        """The namespace of things."""
        return Namespace(self.iri + "id/")

    @property
    def graph(self) -> Namespace:
        """The namespace of named graphs."""
        return Namespace(self.iri + "graph/")


BASE: Final = Base()
ID: Final = BASE.id
GRAPH: Final = BASE.graph

PREFIXES: Final[dict[str, str]] = {
    "cet": str(CET),
    "scheme": str(SCHEME),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "skos": str(SKOS),
    "vann": str(VANN),
    "void": str(VOID),
    "wd": str(WIKIDATA),
    "xsd": str(XSD),
}


def bind_prefixes(graph: Graph, *, base: Base = BASE) -> Graph:
    """The same graph, with our prefixes bound, `id:` and `graph:` to the base's namespaces.

    A graph made with ``bind_namespaces="none"`` writes no prefix but these.
    """
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    graph.bind("id", base.id, override=True, replace=True)
    graph.bind("graph", base.graph, override=True, replace=True)
    return graph
