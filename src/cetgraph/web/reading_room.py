"""The reading room: a document's text with what was found in it, and each commitment in the margin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.terms import Iri
from cetgraph.web.dates import MONTHS
from cetgraph.web.room_text import Block, Mark, cut_text
from cetgraph.web.things import Fact
from cetgraph.web.view import Reference, View, document_at
from cetgraph.web.wording import FACTS, term

_TYPE: Final = term("rdf:type")
_BODIES: Final = frozenset({term("cet:Agency"), term("cet:Organisation")})

_TOLD: Final = tuple(
    term(name)
    for name in ("cet:party", "cet:body", "cet:area", "cet:mentionsDate", "cet:amount", "cet:concernsInstrument")
)
"""What the margin tells of a commitment."""

_FILTERS: Final = {"progress": "Progress", "party": "Party", "area": "Area"}
"""What commitments can be chosen by, with what the form calls it."""

NOTHING: Final[Mapping[str, str]] = {}
"""Filters that choose nothing in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A commitment as the margin shows it. `is_shown` tells whether it meets the filters.

    `sentence` is where the sentence begins that it begins in.
    """

    number: int
    start: int
    end: int
    sentence: int
    reference: Reference
    progress: str
    basis: str
    stance: str
    facts: tuple[Fact, ...]
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What commitments can be chosen by: a value of the form, or empty for any, and the values with their names."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A document with its text in blocks. `source` is its address on the web, or empty."""

    title: str
    path: str
    kind: str
    issued: str
    source: str
    parties: tuple[Reference, ...]
    meetings: tuple[Reference, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    filters: tuple[Filter, ...]

    @property
    def shown(self) -> int:
        """Commitments that meet the filters."""
        return sum(note.is_shown for note in self.notes)


def reading_room(view: View) -> Blueprint:
    """`/document/<name>`."""
    blueprint = Blueprint("reading_room", __name__)

    @blueprint.get("/document/<name>")
    def read(name: str) -> BaseResponse:
        document = find_document(view, name)
        if document is None:
            abort(404, "No document of that name has been read.")
        room = make_room(view, document, request.args)
        response = Response(render_template("room.html", room=room, name=name))
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def find_document(view: View, name: str) -> Iri | None:
    """The document of that name; None where none has been read."""
    document = document_at(name)
    is_one = view.knows(document) and term("cet:SourceDocument") in view.store.objects(document, _TYPE)
    return document if is_one else None


def make_room(view: View, document: Iri, chosen: Mapping[str, str] = NOTHING) -> Room:
    """The reading room of a document; without its frozen text in the graph it has no blocks.

    `chosen` holds values of the filters by name; an empty one chooses any.
    """
    source = view.text(document, term("dcterms:source"))
    text = next((view.text(found, term("cet:text")) for found in view.things(document, term("cet:snapshot"))), "")
    view.store.warm([document], None)
    stated = [found for found in view.store.subjects(term("cet:statedIn"), document) if isinstance(found, Iri)]
    view.warm(stated)
    notes = _notes(view, [found for found in stated if _is(view, found, "cet:Commitment")])
    headings = [found for found in stated if _is(view, found, "cet:AreaHeading")]
    marks = [*(mark for found in stated for mark in _marks(view, found)), *_dates(text, notes)]
    blocks = cut_text(
        text,
        marks=marks,
        commitments=[(note.start, note.end) for note in notes],
        headings=[(part.start, part.end) for found in headings for part in view.passages(found)],
    )
    begins = [sentence.start for block in blocks for sentence in block.sentences]
    notes = tuple(
        replace(
            note,
            sentence=max((start for start in begins if start <= note.start), default=note.start),
            is_shown=all(chosen.get(name, "") in {"", *_values(note, name)} for name in _FILTERS),
        )
        for note in notes
    )
    return Room(
        title=view.label(document),
        path=view.refer(document).path,
        kind=next((view.label(kind) for kind in view.things(document, term("cet:documentKind"))), ""),
        issued=view.text(document, term("dcterms:issued")),
        source=source if source.startswith(("https://", "http://")) else "",
        parties=tuple(view.refer(party) for party in view.things(document, term("cet:documentParty"))),
        meetings=tuple(view.refer(meeting) for meeting in view.things(document, term("cet:reports"))),
        blocks=blocks,
        notes=notes,
        filters=tuple(
            Filter(
                name=name,
                label=label,
                value=chosen.get(name, ""),
                choices=tuple(sorted({pair for note in notes for pair in _values(note, name).items()}, key=_by_label)),
            )
            for name, label in _FILTERS.items()
        ),
    )


def write_date(date: str) -> tuple[str, ...]:
    """The ways in which a text may write a date, a month or a year.

    >>> write_date("2024-07-31")
    ('July 31, 2024', '31 July 2024', 'July 31', '31 July')
    >>> write_date("2024-09"), write_date("2024")
    (('September 2024', 'September'), ('2024',))
    """
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", date)
    if parts is None:
        return ()
    year, month, day = parts[1], parts[2], parts[3]
    if month is None:
        return (year,)
    if not 1 <= int(month) <= 12:
        return ()
    name = MONTHS[int(month) - 1]
    if day is None:
        return f"{name} {year}", name
    number = str(int(day))
    return f"{name} {number}, {year}", f"{number} {name} {year}", f"{name} {number}", f"{number} {name}"


def _notes(view: View, commitments: list[Iri]) -> tuple[Note, ...]:
    """The commitments in the order of the text."""
    found = [(passages[0], commitment) for commitment in commitments if (passages := view.passages(commitment))]
    found.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[1]))
    return tuple(
        Note(
            number=number,
            start=passage.start,
            end=passage.end,
            sentence=passage.start,
            reference=view.refer(commitment),
            progress=_notation(view, commitment, "cet:progress"),
            basis=_notation(view, commitment, "cet:progressBasis"),
            stance=_notation(view, commitment, "cet:stance"),
            is_shown=True,
            facts=tuple(
                Fact(FACTS[predicate], tuple(view.refer(value) for value in values))
                for predicate in _TOLD
                if (values := view.objects(commitment, predicate))
            ),
        )
        for number, (passage, commitment) in enumerate(found, 1)
    )


def _values(note: Note, name: str) -> dict[str, str]:
    """What the commitment has of that filter's, with the names: the last part of an address stands for a thing."""
    if name == "progress":
        return {note.progress: note.progress.replace("-", " ")}
    wanted = FACTS[term("cet:party" if name == "party" else "cet:area")]
    found = (value for fact in note.facts if fact.name == wanted for value in fact.values)
    return {value.path.rpartition("/")[2]: value.words for value in found}


def _by_label(choice: tuple[str, str]) -> tuple[str, str]:
    return choice[1].casefold(), choice[0]


def _marks(view: View, finding: Iri) -> Iterator[Mark]:
    """The parts of the text that name a person, a body or an instrument."""
    for predicate in (term("cet:person"), term("cet:mentionOf")):
        for thing in view.things(finding, predicate):
            types = set(view.store.objects(thing, _TYPE))
            kind = "person" if predicate == term("cet:person") else "body" if types & _BODIES else "instrument"
            shown = view.refer(thing)
            for part in view.passages(finding):
                yield Mark(start=part.start, end=part.end, kind=kind, path=shown.path, about=shown.words)


def _dates(text: str, notes: tuple[Note, ...]) -> Iterator[Mark]:
    """Where commitments write the dates that they name: the longest way of writing that stands there."""
    taken: set[int] = set()
    for note in notes:
        for fact in note.facts:
            if fact.name != FACTS[term("cet:mentionsDate")]:
                continue
            for value in fact.values:
                for written in write_date(value.words):
                    start = text.find(written, note.start, note.end)
                    if start >= 0 and start not in taken:
                        taken.add(start)
                        yield Mark(start=start, end=start + len(written), kind="date", path="", about=value.words)
                        break


def _is(view: View, finding: Iri, name: str) -> bool:
    return term(name) in view.store.objects(finding, _TYPE)


def _notation(view: View, commitment: Iri, name: str) -> str:
    return view.text(commitment, term(name)).rpartition("/")[2]
