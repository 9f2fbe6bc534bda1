"""Where each finding of a reading comes from: the words, the frozen text, the rule and the software."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.namespace import PROV, RDF, RDFS

from cetgraph import __version__
from cetgraph.graph import vocabulary as cet
from cetgraph.graph.dialogues import canonical_series
from cetgraph.graph.events import instrument_events
from cetgraph.graph.reading_iris import ReadingIris, text_digest
from cetgraph.graph.statements import Triple, boolean, english, integer, shorten, string
from cetgraph.model import Reading, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What a finding rests on."""

    finding: URIRef
    spans: tuple[Span, ...]
    rule: str


def provenance_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The provenance of one reading. No finding has been reviewed by a person when it is read.

    A thing that the reading names in two entries (by its name and by an alias) has one mention, whose rule is that of
    the first.
    """
    yield from _activity(reading, iris)
    yield from _snapshot(reading, iris)
    yield from _mentions(reading, iris)
    for thing in _new_things(reading, iris):
        yield thing, cet.reviewed, boolean(None)
    rules: dict[URIRef, str] = {}
    for source in _sources(reading, iris):
        yield source.finding, PROV.wasGeneratedBy, iris.activity
        yield source.finding, cet.reviewed, boolean(None)
        yield source.finding, cet.rule, string(rules.setdefault(source.finding, source.rule))
        for span in source.spans:
            evidence = iris.evidence(span, text=reading.text)
            yield source.finding, cet.evidence, evidence
            yield from _evidence(evidence, span, reading, iris)


def _activity(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    yield iris.activity, RDF.type, PROV.Activity
    yield iris.activity, RDFS.label, english(f"Reading of: {reading.document.title}")
    yield iris.activity, PROV.used, iris.snapshot
    yield iris.activity, PROV.wasAssociatedWith, iris.software
    yield iris.software, RDF.type, PROV.SoftwareAgent
    yield iris.software, RDFS.label, english(f"cetgraph {__version__}")
    yield iris.software, cet.SCHEMA_softwareVersion, string(__version__)
    yield iris.assertions_graph, RDF.type, PROV.Entity
    yield iris.assertions_graph, RDFS.label, english(f"What is stated in: {reading.document.title}")
    yield iris.assertions_graph, PROV.wasGeneratedBy, iris.activity
    yield iris.assertions_graph, PROV.wasDerivedFrom, iris.snapshot


def _snapshot(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    yield iris.document, cet.snapshot, iris.snapshot
    yield iris.snapshot, RDF.type, cet.TextSnapshot
    yield iris.snapshot, RDFS.label, english(f"Plain text of: {reading.document.title}")
    yield iris.snapshot, PROV.wasDerivedFrom, iris.document
    yield iris.snapshot, cet.sha256, string(text_digest(reading.text))
    yield iris.snapshot, cet.length, integer(len(reading.text))
    yield iris.snapshot, cet.text, string(reading.text)


def _mentions(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    for thing, _, _ in _mentioned(reading, iris):
        mention = iris.mention(thing)
        yield mention, RDF.type, cet.Mention
        yield mention, RDFS.label, english(f"{_name(thing, reading, iris)} in: {reading.document.title}")
        yield mention, cet.mentionOf, thing
        yield mention, cet.statedIn, iris.document


def _mentioned(reading: Reading, iris: ReadingIris) -> Iterator[tuple[URIRef, tuple[Span, ...], str]]:
    for organisation, iri in zip(reading.organisations, iris.organisations, strict=True):
        yield iri, organisation.spans, organisation.rule
    for instrument, iri in zip(reading.instruments, iris.instruments, strict=True):
        yield iri, instrument.spans, instrument.rule
    if reading.meeting is not None and reading.meeting.spans and iris.meeting is not None:
        yield iris.meeting, reading.meeting.spans, "meeting"


def _sources(reading: Reading, iris: ReadingIris) -> Iterator[_Source]:
    for thing, spans, rule in _mentioned(reading, iris):
        yield _Source(finding=iris.mention(thing), spans=spans, rule=rule)
    for person, iri in zip(reading.people, iris.appearances, strict=True):
        yield _Source(finding=iri, spans=person.spans, rule=person.rule)
    for area, iri in zip(reading.areas, iris.headings, strict=True):
        yield _Source(finding=iri, spans=(area.span,), rule="heading")
    for commitment, iri in zip(reading.commitments, iris.commitments, strict=True):
        yield _Source(finding=iri, spans=(commitment.span,), rule=commitment.rule)
        for number, _ in enumerate(instrument_events(commitment, reading), start=1):
            yield _Source(finding=iris.event(iri, number), spans=(commitment.span,), rule="instrument-event")


def _new_things(reading: Reading, iris: ReadingIris) -> Iterator[URIRef]:
    """What the gazetteer does not know, so that a person should look at it."""
    for person, iri in zip(reading.people, iris.people, strict=True):
        if person.canonical is None:
            yield iri
    for organisation, iri in zip(reading.organisations, iris.organisations, strict=True):
        if organisation.known is None:
            yield iri
    for instrument, iri in zip(reading.instruments, iris.instruments, strict=True):
        if instrument.canonical is None:
            yield iri
    if iris.dialogue is not None and canonical_series(reading) is None:
        yield iris.dialogue
    yield from iris.initiatives


def _evidence(iri: URIRef, span: Span, reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    words = reading.text[span.start : span.end]
    position, quote = URIRef(f"{iri}/position"), URIRef(f"{iri}/quote")
    short = f"“{shorten(words)}”"
    yield iri, RDF.type, cet.Evidence
    yield iri, RDFS.label, english(short)
    yield iri, cet.OA_hasSource, iris.snapshot
    yield iri, cet.OA_hasSelector, position
    yield iri, cet.OA_hasSelector, quote
    yield position, RDF.type, cet.OA_TextPositionSelector
    yield position, RDFS.label, english(f"Position of {short}")
    yield position, cet.OA_start, integer(span.start)
    yield position, cet.OA_end, integer(span.end)
    yield quote, RDF.type, cet.OA_TextQuoteSelector
    yield quote, RDFS.label, english(f"Words of {short}")
    yield quote, cet.OA_exact, string(words)


def _name(thing: URIRef, reading: Reading, iris: ReadingIris) -> str:
    if thing == iris.meeting and reading.meeting is not None:
        return reading.meeting.series
    names = dict(zip(iris.organisations, (body.name for body in reading.organisations), strict=True))
    names |= zip(iris.instruments, (instrument.name for instrument in reading.instruments), strict=True)
    return names[thing]
