"""Organisations and instruments."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.dialogues import is_dialogue
from cetgraph.graph.reading_iris import ReadingIris
from cetgraph.graph.statements import Triple, english
from cetgraph.model import GOVERNMENT_KINDS, Instrument, Organisation, Reading


def body_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The bodies of a reading, each under the gazetteer's name where it has one."""
    for organisation, iri in zip(reading.organisations, iris.organisations, strict=True):
        yield from _organisation(organisation, iri, iris)


def instrument_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The instruments of a reading, dialogues among them."""
    for instrument, iri in zip(reading.instruments, iris.instruments, strict=True):
        yield from _instrument(instrument, iri, reading, iris)


def _organisation(organisation: Organisation, iri: URIRef, iris: ReadingIris) -> Iterator[Triple]:
    label = organisation.known.name if organisation.known else organisation.name
    yield iri, RDF.type, cet.Organisation
    yield iri, RDFS.label, english(label)
    yield iri, cet.organisationKind, cet.ORGANISATION_KIND.concept(organisation.kind)
    for name in (organisation.name, organisation.acronym):
        if name is not None and name != label:
            yield iri, SKOS.altLabel, english(name)
    if organisation.country is not None:
        yield iri, cet.belongsTo, iris.party(organisation.country)
        if organisation.kind in GOVERNMENT_KINDS:
            yield iri, RDF.type, cet.Agency


def _instrument(instrument: Instrument, iri: URIRef, reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    yield iri, RDF.type, cet.Instrument
    if iri == iris.dialogue:  # labelled with its meeting
        yield iri, SKOS.altLabel, english(instrument.name)
        return
    label = instrument.canonical or instrument.name
    yield iri, RDFS.label, english(label)
    if label != instrument.name:
        yield iri, SKOS.altLabel, english(instrument.name)
    yield iri, cet.instrumentKind, cet.INSTRUMENT_KIND.concept(instrument.kind)
    if is_dialogue(instrument, reading):
        yield iri, RDF.type, cet.Dialogue
