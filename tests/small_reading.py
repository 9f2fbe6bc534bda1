"""A small reading whose words are all invented, for tests that change one thing in it."""

from __future__ import annotations

import hashlib

from cetgraph.model import (
    Area,
    Capacity,
    Commitment,
    DateMention,
    DocumentFacts,
    DocumentKind,
    Instrument,
    InstrumentKind,
    Meeting,
    Organisation,
    OrganisationKind,
    Party,
    Person,
    Progress,
    ProgressBasis,
    Reading,
    Span,
    Stance,
)

TEXT = """Joint Statement of the Second Ruritania-Graustark Robotics Dialogue
Minister of Science Rudolf Rassendyll and Ambassador Axel Oakhurst, on behalf of Yetive Beaulieu, chaired it.
Flavia Elphberg sent her regards.
Robotics
The two sides signed a new Robot Exchange Agreement on 3 May 2024.
The Robotics Office will send a robot under the Robot Exchange Agreement.
This robot will stay until 2025."""

PARTIES = (
    Party(code="GK", name="Graustark", wikidata="Q2"),
    Party(code="RU", name="Ruritania", wikidata="Q1"),
    Party(code="ASEAN", name="Association", is_group=True, members=("RU", "XX")),
)


def span_of(words: str, *, occurrence: int = 0) -> Span:
    """Where the words stand in `TEXT`; occurrence 0 is the first."""
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def make_commitment(
    quote: str,
    *,
    status: Progress = Progress.ANNOUNCED,
    instruments: tuple[int, ...] = (),
    organisations: tuple[int, ...] = (),
    dates: tuple[str, ...] = (),
    continues: int | None = None,
) -> Commitment:
    """A commitment of both parties that those words of `TEXT` state."""
    span = span_of(quote)
    return Commitment(
        quote=quote,
        span=span,
        area=0,
        status=status,
        basis=ProgressBasis.EXPLICIT,
        stance=Stance.COMMITS,
        verb="will",
        subject=quote.rstrip("."),
        organisations=organisations,
        instruments=instruments,
        countries=("GK", "RU"),
        concepts=("autonomous-systems-and-robotics",),
        dates=tuple(DateMention(value=value, span=span) for value in dates),
        amounts=(),
        rule="lead",
        continues=continues,
    )


def make_person(name: str, post: str | None, capacity: Capacity, *, on_behalf_of: str | None = None) -> Person:
    """A person of Ruritania."""
    return Person(
        name=name,
        post=post,
        country="RU",
        capacity=capacity,
        spans=(span_of(name),),
        rule="role-chain",
        on_behalf_of=on_behalf_of,
    )


def make_small_reading() -> Reading:
    """Three people, one body, one heading, two instruments and three commitments."""
    return Reading(
        document=DocumentFacts(
            title="Joint Statement of the Second Ruritania-Graustark Robotics Dialogue",
            date="2024-06-01",
            source_url="https://example.org/a statement",
            kind=DocumentKind.JOINT_STATEMENT,
        ),
        text=TEXT,
        raw_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        parties=("GK", "RU"),
        known_parties=PARTIES,
        meeting=Meeting(
            series="Ruritania-Graustark Robotics Dialogue",
            ordinal=2,
            date="2024-06-01",
            place="Strelsau",
            spans=(span_of("Second Ruritania-Graustark Robotics Dialogue"),),
        ),
        people=(
            make_person("Rudolf Rassendyll", "Minister of Science", Capacity.CHAIR),
            make_person("Axel Oakhurst", "Ambassador", Capacity.CHAIR, on_behalf_of="Yetive Beaulieu"),
            make_person("Yetive Beaulieu", None, Capacity.MENTIONED),
            make_person("Flavia Elphberg", None, Capacity.MENTIONED),
        ),
        organisations=(
            Organisation(
                name="Robotics Office",
                acronym=None,
                country="RU",
                kind=OrganisationKind.AGENCY,
                spans=(span_of("Robotics Office"),),
                rule="head-noun",
            ),
        ),
        areas=(
            Area(
                heading="Robotics",
                span=span_of("Robotics\n"),
                concepts=("autonomous-systems-and-robotics",),
            ),
        ),
        instruments=(
            Instrument(
                name="Graustark-Ruritania Robotics Dialogue (GRRD)",
                kind=InstrumentKind.MECHANISM,
                spans=(span_of("Ruritania-Graustark Robotics Dialogue"),),
                rule="head-noun",
            ),
            Instrument(
                name="Robot Exchange Agreement",
                kind=InstrumentKind.AGREEMENT,
                spans=(
                    span_of("Robot Exchange Agreement"),
                    span_of("Robot Exchange Agreement", occurrence=1),
                ),
                rule="head-noun",
            ),
        ),
        commitments=(
            make_commitment(
                "The two sides signed a new Robot Exchange Agreement on 3 May 2024.",
                status=Progress.COMPLETED,
                instruments=(1,),
                dates=("2024-05-03",),
            ),
            make_commitment(
                "The Robotics Office will send a robot under the Robot Exchange Agreement.",
                instruments=(1,),
                organisations=(0,),
            ),
            make_commitment("This robot will stay until 2025.", dates=("2025",), continues=1),
        ),
        unclear=(),
    )
