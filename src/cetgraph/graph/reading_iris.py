"""The IRIs of all that one reading names, worked out once and in the reading's own order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import URIRef

from cetgraph import __version__
from cetgraph.graph.dialogues import dialogue_name, local_name
from cetgraph.graph.identifiers import (
    digest,
    document_name,
    exact_digest,
    name_in_document,
    new_body_name,
    numbered,
    owned_name,
    slug,
    without_brackets,
)
from cetgraph.graph.initiatives import initiating_commitments, matter_of
from cetgraph.graph.namespaces import BASE, Base
from cetgraph.model import GOVERNMENT_KINDS, Capacity, Meeting, Organisation, OrganisationKind, Person, Reading, Span

_SNAPSHOT_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingIris:
    """The IRIs of one reading. Each tuple runs parallel to the reading's tuple of that name.

    `appearances` are participations where the person acts at the reading's meeting; `posts` hold None for a person
    whose post the document does not give. `base` and `document_name` make the IRIs that depend on more.
    """

    base: Base
    document_name: str
    document: URIRef
    snapshot: URIRef
    activity: URIRef
    software: URIRef
    assertions_graph: URIRef
    provenance_graph: URIRef
    parties: dict[str, URIRef]
    dialogue: URIRef | None
    meeting: URIRef | None
    people: tuple[URIRef, ...]
    posts: tuple[URIRef | None, ...]
    appearances: tuple[URIRef, ...]
    organisations: tuple[URIRef, ...]
    instruments: tuple[URIRef, ...]
    headings: tuple[URIRef, ...]
    commitments: tuple[URIRef, ...]
    initiatives: tuple[URIRef, ...]

    def party(self, code: str) -> URIRef:
        """The country or group of that code. Raises ValueError if the reading does not describe it."""
        if code not in self.parties:
            raise ValueError(f"the reading of {self.document_name} does not describe the party {code!r}")
        return self.parties[code]

    def evidence(self, span: Span, *, text: str) -> URIRef:
        """The evidence that those words are, numbered among the places of the same words in the text."""
        words = text[span.start : span.end]
        earlier = sum(1 for start in _starts(words, text) if start < span.start)
        number = f"-{earlier + 1}" if earlier else ""
        return self.base.id[f"evidence/{self.document_name}/{exact_digest(words)}{number}"]

    def mention(self, thing: URIRef) -> URIRef:
        """The mention of that thing in this document."""
        return self.base.id[f"mention/{self.document_name}/{slug(self.local_name(thing))}"]

    def amount(self, commitment: URIRef, number: int) -> URIRef:
        """The amount of that number, from 1, in the commitment."""
        return self.base.id[f"amount/{self.local_name(commitment).removeprefix('commitment/')}/{number}"]

    def event(self, commitment: URIRef, number: int) -> URIRef:
        """What the commitment says has happened to an instrument, the event of that number, from 1."""
        name = self.local_name(commitment).replace("commitment/", "event/", 1)
        return self.base.id[name if number == 1 else f"{name}/{number}"]

    def local_name(self, thing: URIRef) -> str:
        """What follows `id/` in the thing's IRI."""
        return str(thing).removeprefix(str(self.base.id))


def name_reading(reading: Reading, *, base: Base = BASE) -> ReadingIris:
    """The IRIs of the reading; they change only where its words do."""
    document = document_name(reading.document)
    parties = {
        party.code: base.id[f"{'group' if party.is_group else 'country'}/{quote(party.code)}"]
        for party in reading.known_parties
    }
    meeting = reading.meeting
    dialogue = dialogue_name(reading)
    instruments = tuple(base.id[local_name(instrument, reading)] for instrument in reading.instruments)
    hashes = numbered([digest(commitment.quote) for commitment in reading.commitments])
    commitments = tuple(base.id[f"commitment/{document}/{name}"] for name in hashes)
    return ReadingIris(
        base=base,
        document_name=document,
        document=base.id[f"document/{document}"],
        snapshot=base.id[f"snapshot/{text_digest(reading.text)[:_SNAPSHOT_DIGITS]}"],
        activity=base.id[f"reading/{document}"],
        software=base.id[f"software/cetgraph-{__version__}"],
        assertions_graph=base.graph[document],
        provenance_graph=base.graph[f"{document}/provenance"],
        parties=parties,
        dialogue=base.id[dialogue] if dialogue else None,
        meeting=base.id[_meeting_name(meeting, dialogue, document)] if meeting and dialogue else None,
        people=tuple(base.id[f"person/{_person_name(person, document)}"] for person in reading.people),
        posts=tuple(
            base.id[f"post/{_post_name(person.post, person.country, document)}"] if person.post else None
            for person in reading.people
        ),
        appearances=tuple(
            base.id[f"{_appearance_kind(person, reading)}/{document}/{_person_name(person, document)}"]
            for person in reading.people
        ),
        organisations=tuple(
            base.id[f"organisation/{_organisation_name(body, document)}"] for body in reading.organisations
        ),
        instruments=instruments,
        headings=tuple(
            base.id[f"heading/{document}/{name}"] for name in numbered([slug(area.heading) for area in reading.areas])
        ),
        commitments=commitments,
        initiatives=tuple(_initiatives(reading, instruments, hashes, document, base)),
    )


def text_digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def takes_part(person: Person, reading: Reading) -> bool:
    """Whether the person acts at the reading's meeting, so that their appearance is a participation."""
    return reading.meeting is not None and person.capacity is not Capacity.MENTIONED


def _organisation_name(body: Organisation, document: str) -> str:
    """The local name of a body, by the gazetteer's name where it knows the body.

    A new body of a government whose country was not found is one of its document.
    """
    if body.known is not None:
        return owned_name(body.known.name, body.country)
    if body.country is None and body.kind in GOVERNMENT_KINDS:
        return name_in_document(body.name, document)
    return new_body_name(body.name, body.country, is_company=body.kind is OrganisationKind.COMPANY)


def _meeting_name(meeting: Meeting, dialogue: str, document: str) -> str:
    which = f"ordinal-{meeting.ordinal}" if meeting.ordinal is not None else meeting.date or document
    return f"meeting/{dialogue.partition('/')[2]}/{which}"


def _appearance_kind(person: Person, reading: Reading) -> str:
    return "participation" if takes_part(person, reading) else "appearance"


def _person_name(person: Person, document: str) -> str:
    """The local name of a person, by the gazetteer's name; one of whom only one name is given is of its document."""
    name = without_brackets(person.canonical or person.name)
    if person.canonical is None and " " not in name:
        return name_in_document(name, document)
    return owned_name(name, person.country)


def _post_name(post: str, country: str | None, document: str) -> str:
    """The local name of a post; "President", of whichever country, is one of its document."""
    return owned_name(post, country) if country else name_in_document(post, document)


def _initiatives(
    reading: Reading, instruments: tuple[URIRef, ...], hashes: tuple[str, ...], document: str, base: Base
) -> Iterator[URIRef]:
    """For each commitment the initiative of the first commitment that it goes on with."""
    for first in initiating_commitments(reading):
        matter = matter_of(reading.commitments[first], reading)
        if matter is None:
            yield base.id[f"initiative/{document}/{hashes[first]}"]
        else:
            yield base.id[f"initiative/{str(instruments[matter]).rpartition('/')[2]}"]


def _starts(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while words and start >= 0:
        yield start
        start = text.find(words, start + 1)
