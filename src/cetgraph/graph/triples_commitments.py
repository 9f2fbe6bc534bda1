"""Commitments, the initiatives they concern, the money they name, and what they say has happened to an instrument."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import PROV, RDF, RDFS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.dialogues import is_dialogue
from cetgraph.graph.events import InstrumentEvent, instrument_events
from cetgraph.graph.initiatives import initiating_commitments, matter_of
from cetgraph.graph.reading_iris import ReadingIris
from cetgraph.graph.statements import Triple, date, decimal, english, string
from cetgraph.model import Commitment, Reading


def commitment_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """What a document says that its parties do, each said in this document alone."""
    for index, commitment in enumerate(reading.commitments):
        iri = iris.commitments[index]
        yield iri, RDF.type, cet.Commitment
        yield iri, RDFS.label, english(commitment.subject or commitment.quote)
        yield iri, cet.statedIn, iris.document
        yield iri, cet.concernsInitiative, iris.initiatives[index]
        yield from _standing(commitment, iri)
        yield from _links(commitment, iri, iris)
        yield from _amounts(commitment, iri, iris)


def initiative_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The lasting pieces of cooperation; where one stands is a question about its commitments."""
    first = initiating_commitments(reading)
    for index, commitment in enumerate(reading.commitments):
        iri = iris.initiatives[index]
        if first[index] == index:
            matter = matter_of(commitment, reading)
            yield iri, RDF.type, cet.Initiative
            if matter is None:
                yield iri, RDFS.label, english(commitment.subject or commitment.quote)
            else:
                instrument = reading.instruments[matter]
                yield iri, RDFS.label, english(instrument.canonical or instrument.name)
                yield iri, cet.initiativeInstrument, iris.instruments[matter]
        if iris.dialogue is not None:
            yield iri, cet.pursuedUnder, iris.dialogue
        for named in commitment.instruments:
            if is_dialogue(reading.instruments[named], reading):
                yield iri, cet.pursuedUnder, iris.instruments[named]


def event_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The signings, conclusions and launches of instruments that completed commitments report."""
    for index, commitment in enumerate(reading.commitments):
        for number, event in enumerate(instrument_events(commitment, reading), start=1):
            yield from _event(event, number, index, reading, iris)


def _event(event: InstrumentEvent, number: int, index: int, reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    iri, instrument = iris.event(iris.commitments[index], number), reading.instruments[event.instrument]
    yield iri, RDF.type, cet.InstrumentEvent
    yield iri, RDFS.label, english(f"{event.kind.capitalize()} of {instrument.canonical or instrument.name}")
    yield iri, cet.statedIn, iris.document
    yield iri, cet.eventOf, iris.instruments[event.instrument]
    yield iri, cet.eventKind, cet.EVENT_KIND.concept(event.kind)
    yield iri, PROV.wasDerivedFrom, iris.commitments[index]
    if event.date is not None:
        yield iri, cet.occurredOn, date(event.date)


def _standing(commitment: Commitment, iri: URIRef) -> Iterator[Triple]:
    yield iri, cet.progress, cet.PROGRESS.concept(commitment.status)
    yield iri, cet.progressBasis, cet.PROGRESS_BASIS.concept(commitment.basis)
    yield iri, cet.stance, cet.STANCE.concept(commitment.stance)
    if commitment.verb is not None:
        yield iri, cet.governingVerb, string(commitment.verb)
    for mention in commitment.dates:
        yield iri, cet.mentionsDate, date(mention.value)


def _links(commitment: Commitment, iri: URIRef, iris: ReadingIris) -> Iterator[Triple]:
    for index in commitment.instruments:
        yield iri, cet.concernsInstrument, iris.instruments[index]
    for code in commitment.countries:
        yield iri, cet.party, iris.party(code)
    for code in commitment.extends_to:
        yield iri, cet.extendsTo, iris.party(code)
    for index in commitment.organisations:
        yield iri, cet.body, iris.organisations[index]
    if commitment.area is not None:
        yield iri, cet.underHeading, iris.headings[commitment.area]
    for notation in commitment.concepts:
        yield iri, cet.area, cet.AREA.concept(notation)
    if commitment.continues is not None:
        yield iri, cet.continues, iris.commitments[commitment.continues]


def _amounts(commitment: Commitment, iri: URIRef, iris: ReadingIris) -> Iterator[Triple]:
    for number, amount in enumerate(commitment.amounts, start=1):
        node = iris.amount(iri, number)
        yield iri, cet.amount, node
        yield node, RDF.type, cet.Amount
        yield node, RDFS.label, english(f"{amount.currency} {amount.value:,.0f}")
        yield node, cet.value, decimal(amount.value)
        yield node, cet.currency, string(amount.currency)
