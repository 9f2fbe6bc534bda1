"""Reads an outlined document: from passages to all that is stated in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cetgraph.extract.commitments import find_commitments
from cetgraph.extract.fields import fields_of_heading
from cetgraph.extract.gazetteer import Gazetteer, KnownPerson
from cetgraph.extract.ground import Ground
from cetgraph.extract.known_names import sort_known
from cetgraph.extract.meeting import capacities, find_meeting
from cetgraph.extract.mentions import PassageMentions
from cetgraph.extract.name_heads import NameHeads
from cetgraph.extract.names import recognise_names
from cetgraph.extract.parties import document_parties
from cetgraph.extract.people import recognise_people
from cetgraph.extract.repeats import with_repeats, without_other_acronyms
from cetgraph.extract.resolve import resolve_bodies
from cetgraph.extract.resolve_instruments import resolve_instruments
from cetgraph.extract.resolve_people import by_surname, resolve_people
from cetgraph.extract.runs import runs
from cetgraph.extract.titles import with_titles
from cetgraph.extract.verbs import VerbLexicon
from cetgraph.extract.words import words_of
from cetgraph.model import Area, DocumentFacts, DocumentKind, Party, Reading
from cetgraph.passages import Outline, Passage, SourceText


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that the reader knows before it reads: names, name heads, verbs. Loaded once."""

    gazetteer: Gazetteer
    heads: NameHeads
    lexicon: VerbLexicon
    surnames: dict[str, list[KnownPerson]]

    @classmethod
    def load(cls, folder: Path) -> Knowledge:
        """The knowledge in the gazetteer's folder. Raises GazetteerError where a file is missing or broken."""
        gazetteer = Gazetteer.load(folder)
        return cls(
            gazetteer=gazetteer,
            heads=NameHeads.load(folder / "heads.yaml"),
            lexicon=VerbLexicon.load(folder / "verbs.yaml"),
            surnames=by_surname(gazetteer.people),
        )


def read_outline(source: SourceText, structure: Outline, knowledge: Knowledge) -> Reading:
    """All that one document states."""
    text = source.text
    gazetteer = knowledge.gazetteer
    mentions = with_repeats(text, [_mentions(text, passage, knowledge) for passage in structure.passages])
    mentions = without_other_acronyms(text, mentions)
    mentions = with_titles(text, structure, mentions, gazetteer, knowledge.heads, knowledge.lexicon)
    spans = [passage.span for passage in structure.passages]
    parties = document_parties(structure.title, source.front_matter.source_url, mentions, gazetteer)
    bodies = resolve_bodies(mentions, parties, gazetteer)
    instruments = resolve_instruments(text, mentions, structure.title, gazetteer)
    meeting = find_meeting(text, structure.title, mentions, spans, instruments, structure.date, gazetteer)
    people = resolve_people(mentions, capacities(text, mentions, spans), parties, gazetteer, knowledge.surnames)
    areas = tuple(
        Area(
            heading=text[heading.span.start : heading.span.end],
            span=heading.span,
            concepts=fields_of_heading(words_of(text, *heading.span), gazetteer),
        )
        for heading in structure.headings
    )
    commitments = find_commitments(
        Ground(
            text=text,
            issued=structure.date,
            parties=parties,
            passages=structure.passages,
            mentions=mentions,
            areas=areas,
            bodies=bodies,
            instruments=instruments,
            person_country={span: person.country for person in people for span in person.spans},
            lexicon=knowledge.lexicon,
            gazetteer=gazetteer,
        )
    )
    codes = {*parties}
    codes |= {body.country for body in bodies.organisations if body.country}
    codes |= {person.country for person in people if person.country}
    codes |= {code for commitment in commitments for code in (*commitment.countries, *commitment.extends_to)}
    return Reading(
        document=DocumentFacts(
            title=structure.title,
            date=structure.date,
            source_url=source.front_matter.source_url,
            kind=kind_of(structure.title),
            language=source.front_matter.language or "en",
        ),
        text=text,
        raw_sha256=source.raw_sha256,
        parties=parties,
        known_parties=_known_parties(codes, gazetteer),
        meeting=meeting,
        people=people,
        organisations=bodies.organisations,
        areas=areas,
        instruments=instruments.instruments,
        commitments=commitments,
        unclear=bodies.unclear,
    )


def _mentions(text: str, passage: Passage, knowledge: Knowledge) -> PassageMentions:
    words = tuple(words_of(text, passage.span.start, passage.span.end))
    known = sort_known(words, knowledge.gazetteer)
    stretches = runs(words)
    people = recognise_people(text, words, known, knowledge.gazetteer, stretches)
    bodies, instruments = recognise_names(text, words, known, knowledge.gazetteer, knowledge.heads, people, stretches)
    return PassageMentions(
        words=words,
        parties=known.parties,
        bodies=tuple(bodies),
        instruments=tuple(instruments),
        people=tuple(people),
        places=known.places,
    )


def _known_parties(codes: set[str], gazetteer: Gazetteer) -> tuple[Party, ...]:
    """The facts of these parties and of the members of those that are groups, sorted by code."""
    wanted = set(codes)
    for code in codes:
        if code in gazetteer.parties:
            wanted |= set(gazetteer.parties[code].facts.members)
    return tuple(gazetteer.parties[code].facts for code in sorted(wanted) if code in gazetteer.parties)


def kind_of(title: str) -> DocumentKind:
    """What sort of paper a document is, by its title.

    >>> kind_of("JOINT FACT SHEET: The United States and India").value, kind_of("Readout of Meetings").value
    ('joint-fact-sheet', 'readout')
    """
    words = title.lower()
    if "fact sheet" in words or "factsheet" in words:
        return DocumentKind.JOINT_FACT_SHEET if re.search(r"\bjoint fact ?sheet", words) else DocumentKind.FACT_SHEET
    if "readout" in words or "read-out" in words:
        return DocumentKind.READOUT
    if re.match(
        r"(?:the )?(?:memorandum|agreement|arrangement|framework agreement|.{0,40}\bmou\b)", words
    ) or re.search(r"\bmemorandum of (?:understanding|cooperation)\b.*\bbetween\b", words):
        return DocumentKind.AGREEMENT
    if re.search(
        r"\bjoint\b.*\bstatement\b|\bdeclaration\b|\bvision statement\b|\bstatement (?:of|by|from)\b|joint "
        r"communiqu|leaders[’'] statement",
        words,
    ):
        return DocumentKind.JOINT_STATEMENT
    return DocumentKind.OTHER
