"""The document itself, its headings, and the meeting that it reports."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.dialogues import canonical_series, series_kind
from cetgraph.graph.reading_iris import ReadingIris
from cetgraph.graph.statements import Triple, address, date, english, integer, string
from cetgraph.model import Meeting, Reading


def document_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """What a document says of itself; nothing where it is silent."""
    facts, iri = reading.document, iris.document
    yield iri, RDF.type, cet.SourceDocument
    yield iri, RDFS.label, english(facts.title)
    yield iri, DCTERMS.title, Literal(facts.title, lang=facts.language)
    yield iri, DCTERMS.language, string(facts.language)
    yield iri, cet.documentKind, cet.DOCUMENT_KIND.concept(facts.kind)
    if facts.date is not None:
        yield iri, DCTERMS.issued, date(facts.date)
    if facts.source_url is not None:
        yield iri, DCTERMS.source, address(facts.source_url)
    for code in reading.parties:
        yield iri, cet.documentParty, iris.party(code)
    if iris.meeting is not None:
        yield iri, cet.reports, iris.meeting


def meeting_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The meeting and its dialogue, if the document reports one."""
    meeting, iri, dialogue = reading.meeting, iris.meeting, iris.dialogue
    if meeting is None or iri is None or dialogue is None:
        return
    series = canonical_series(reading) or meeting.series
    yield from _dialogue(series, dialogue, reading, iris)
    if series != meeting.series:
        yield dialogue, SKOS.altLabel, english(meeting.series)
    yield iri, RDF.type, cet.Meeting
    yield iri, RDFS.label, english(_meeting_label(meeting, series))
    yield iri, cet.meetingOf, dialogue
    for code in reading.parties:
        yield iri, cet.meetingParty, iris.party(code)
    if meeting.ordinal is not None:
        yield iri, cet.ordinal, Literal(str(meeting.ordinal), datatype=XSD.positiveInteger)
    if meeting.date is not None:
        yield iri, cet.heldOn, date(meeting.date)
    if meeting.place is not None:
        yield iri, cet.place, string(meeting.place)


def heading_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The document's own headings, in its order, each mapped to the areas that it falls under."""
    for order, (area, iri) in enumerate(zip(reading.areas, iris.headings, strict=True), start=1):
        yield iri, RDF.type, cet.AreaHeading
        yield iri, RDFS.label, english(area.heading)
        yield iri, SKOS.prefLabel, english(area.heading)
        yield iri, cet.statedIn, iris.document
        yield iri, cet.headingOrder, integer(order)
        for notation in area.concepts:
            yield iri, SKOS.broadMatch, cet.AREA.concept(notation)


def _dialogue(series: str, iri: URIRef, reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    yield iri, RDF.type, cet.Instrument
    yield iri, RDF.type, cet.Dialogue
    yield iri, RDFS.label, english(series)
    yield iri, cet.instrumentKind, cet.INSTRUMENT_KIND.concept(series_kind(reading))
    for code in reading.parties:
        yield iri, cet.dialogueParty, iris.party(code)


def _meeting_label(meeting: Meeting, series: str) -> str:
    """As much as is known of: … Dialogue, meeting 2 (2024-07-31)."""
    number = f", meeting {meeting.ordinal}" if meeting.ordinal is not None else ", meeting"
    when = f" ({meeting.date})" if meeting.date is not None else ""
    return f"{series}{number}{when}"
