"""The values that one stage hands to the next. All are frozen; none knows a file, the network or RDF.

Offsets everywhere are code points into `Reading.text`, half-open: ``text[span.start:span.end]`` are the words.
Dates are ISO 8601 as precise as the document is: ``2024``, ``2024-09`` or ``2024-09-17``.
A party is an ISO 3166-1 alpha-2 code, or ``EU``, ``ASEAN``, ``NATO``, ``AFRICAN-UNION``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a reading's text, in code points, half-open."""

    start: int
    end: int


class DocumentKind(StrEnum):
    """What sort of paper a government issued."""

    JOINT_FACT_SHEET = "joint-fact-sheet"
    FACT_SHEET = "fact-sheet"
    JOINT_STATEMENT = "joint-statement"
    AGREEMENT = "agreement"
    READOUT = "readout"
    OTHER = "other"


class Capacity(StrEnum):
    """What a person does in a document; the highest counts, in this order."""

    CHAIR = "chair"
    PARTICIPANT = "participant"
    MENTIONED = "mentioned"


class InstrumentKind(StrEnum):
    """What sort of named means of cooperation."""

    AGREEMENT = "agreement"
    FRAMEWORK = "framework"
    PROGRAMME = "programme"
    MECHANISM = "mechanism"


class OrganisationKind(StrEnum):
    """What sort of body. MINISTRY, AGENCY, LABORATORY, FUNDER and LEGISLATURE belong to a government."""

    MINISTRY = "ministry"
    AGENCY = "agency"
    LABORATORY = "laboratory"
    FUNDER = "funder"
    ARMED_FORCE = "armed-force"
    LEGISLATURE = "legislature"
    COMPANY = "company"
    UNIVERSITY = "university"
    RESEARCH_INSTITUTE = "research-institute"
    ASSOCIATION = "association"
    INTERNATIONAL = "international"
    OTHER = "other"


GOVERNMENT_KINDS = frozenset(
    {
        OrganisationKind.MINISTRY,
        OrganisationKind.AGENCY,
        OrganisationKind.LABORATORY,
        OrganisationKind.FUNDER,
        OrganisationKind.ARMED_FORCE,
        OrganisationKind.LEGISLATURE,
    }
)


class Progress(StrEnum):
    """How far a commitment has got, as its document words it."""

    EXPLORING = "exploring"
    ANNOUNCED = "announced"
    UNDER_WAY = "under-way"
    COMPLETED = "completed"


class ProgressBasis(StrEnum):
    """Whether progress is said ("launched", "explore") or read off a verb form ("Supporting ...")."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"


class Stance(StrEnum):
    """How the parties stand to what they say: "welcomes" is no promise."""

    COMMITS = "commits"
    ANNOUNCES = "announces"
    REPORTS = "reports"
    WELCOMES = "welcomes"
    REAFFIRMS = "reaffirms"
    ENCOURAGES = "encourages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A country or group of countries that a reading uses, with what the gazetteer is certain of.

    `members` are the codes of a group's member states, empty for a country. `wikidata` is a Q-number or None.
    """

    code: str
    name: str
    is_group: bool = False
    members: tuple[str, ...] = ()
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What a document says of itself; None where it says nothing."""

    title: str
    date: str | None
    source_url: str | None
    kind: DocumentKind
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The meeting that a document reports. `spans` are where the document names it."""

    series: str
    ordinal: int | None
    date: str | None
    place: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who acts in a document. `on_behalf_of` is the name of whom they stood in for, or None.

    `canonical` is the gazetteer's name of the person, None for one it does not know; `wikidata` a Q-number or None.
    """

    name: str
    post: str | None
    country: str | None
    capacity: Capacity
    spans: tuple[Span, ...]
    rule: str
    on_behalf_of: str | None = None
    canonical: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBody:
    """What the gazetteer is certain of about an organisation.

    `parent` is the canonical name of the body it is part of, in the same country; None if none is recorded.
    """

    name: str
    acronym: str | None
    aliases: tuple[str, ...]
    parent: str | None
    wikidata: str | None
    ror: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A body that a document names, in the document's fullest form. `known` is None for a new, unreviewed name."""

    name: str
    acronym: str | None
    country: str | None
    kind: OrganisationKind
    spans: tuple[Span, ...]
    rule: str
    known: KnownBody | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A heading under which a document groups cooperation.

    `concepts` are notations of the area scheme (`ontology/schemes.ttl`) that it maps to; empty if none is certain.
    """

    heading: str
    span: Span
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A named agreement, framework, programme or mechanism. `canonical` is the gazetteer's name, None for a new one."""

    name: str
    kind: InstrumentKind
    spans: tuple[Span, ...]
    rule: str
    canonical: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A point in time that a commitment names."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Money that a commitment names. `currency` is an ISO 4217 code."""

    value: float
    currency: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What one sentence or list item says that the parties do, agree, plan, announce, welcome or explore.

    `area` indexes `Reading.areas`, None outside any heading; `organisations` index `Reading.organisations` (bodies
    that take part), `instruments` index `Reading.instruments` (named in the words). `concepts` are notations of the
    area scheme that its heading, or without one its own words, map to. `verb` is the governing verb as printed, None
    where the item has none. `subject` is a short label for what the commitment is about. `continues` is the index in
    `Reading.commitments` of the earlier one whose matter it goes on with ("This task force will ..."), or None.
    `extends_to` are codes of countries and groups beyond the parties that its words name ("partners in ASEAN").
    """

    quote: str
    span: Span
    area: int | None
    status: Progress
    basis: ProgressBasis
    stance: Stance
    verb: str | None
    subject: str
    organisations: tuple[int, ...]
    instruments: tuple[int, ...]
    countries: tuple[str, ...]
    concepts: tuple[str, ...]
    dates: tuple[DateMention, ...]
    amounts: tuple[Amount, ...]
    rule: str
    continues: int | None = None
    extends_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Something that the reader left open, with the reason; a person can settle it."""

    words: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one document states. `text` is the plain text that every span indexes.

    `raw_sha256` is the hex digest of the document's bytes as read; `parties` are the codes of those who cooperate;
    `known_parties` describes every code that occurs anywhere in the reading, sorted by code.
    """

    document: DocumentFacts
    text: str
    raw_sha256: str
    parties: tuple[str, ...]
    known_parties: tuple[Party, ...]
    meeting: Meeting | None
    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    areas: tuple[Area, ...]
    instruments: tuple[Instrument, ...]
    commitments: tuple[Commitment, ...]
    unclear: tuple[Unclear, ...]
