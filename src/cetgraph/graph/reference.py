"""What the gazetteer is certain of about the parties and bodies of a reading: the reference graph."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import DCTERMS, ORG, RDF, RDFS, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.identifiers import owned_name
from cetgraph.graph.namespaces import WIKIDATA
from cetgraph.graph.reading_iris import ReadingIris
from cetgraph.graph.statements import Triple, english, string
from cetgraph.model import KnownBody, Organisation, Party, Reading

_ROR = "https://ror.org/"


def reference_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """What holds of parties and bodies whatever the document says."""
    for party in reading.known_parties:
        yield from _party(party, iris)
    for organisation, iri in zip(reading.organisations, iris.organisations, strict=True):
        if organisation.known is not None:
            yield from _known_body(organisation, organisation.known, iri, iris)
    for person, iri in zip(reading.people, iris.people, strict=True):
        if person.wikidata is not None:
            yield iri, SKOS.exactMatch, WIKIDATA[person.wikidata]


def _party(party: Party, iris: ReadingIris) -> Iterator[Triple]:
    iri = iris.party(party.code)
    yield iri, RDF.type, cet.CountryGroup if party.is_group else cet.Country
    yield iri, RDFS.label, english(party.name)
    yield iri, DCTERMS.identifier, string(party.code)
    for member in party.members:
        if member in iris.parties:
            yield iri, cet.hasMember, iris.party(member)
    if party.wikidata is not None:
        yield iri, SKOS.exactMatch, WIKIDATA[party.wikidata]


def _known_body(organisation: Organisation, known: KnownBody, iri: URIRef, iris: ReadingIris) -> Iterator[Triple]:
    for name in {*known.aliases, known.acronym} - {None, known.name}:
        yield iri, SKOS.altLabel, english(str(name))
    if known.parent is not None:
        parent = iris.base.id[f"organisation/{owned_name(known.parent, organisation.country)}"]
        yield iri, ORG.subOrganizationOf, parent
        yield parent, RDF.type, cet.Organisation
        yield parent, RDFS.label, english(known.parent)
        if organisation.country is not None:
            yield parent, cet.belongsTo, iris.party(organisation.country)
    if known.wikidata is not None:
        yield iri, SKOS.exactMatch, WIKIDATA[known.wikidata]
    if known.ror is not None:
        yield iri, SKOS.exactMatch, URIRef(_ROR + known.ror.removeprefix(_ROR))
