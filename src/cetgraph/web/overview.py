"""What the graph holds, for the first page: counts, areas, dialogues with their latest meeting, the latest document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.terms import Iri
from cetgraph.web.things import Finding, make_finding
from cetgraph.web.view import Reference, View, path_of, room_of
from cetgraph.web.wording import KINDS, term

PROGRESS: Final = ("exploring", "announced", "under-way", "completed")
"""The notations of the scheme of progress, from the first step to the last."""

COUNTED: Final = ("documents", "meetings", "countries", "people", "agencies", "organisations", "commitments")
"""The lists that the first page counts."""

MOST_FINDINGS: Final = 6
"""Commitments of the latest document that the first page shows."""

MOST_DOCUMENTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many there are of something, and where they are listed. `share` is in per cent of the largest beside it."""

    label: str
    count: int
    path: str
    notation: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A dialogue, its latest meeting and how many there were; `meeting` is None where none is known."""

    dialogue: Reference
    meeting: Reference | None
    held_on: str
    meetings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that has been read. `issued` is empty where it is undated."""

    title: str
    path: str
    issued: str
    kind: str
    commitments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the first page shows. The latest document stands first, and its first commitments are `findings`."""

    counts: tuple[Tally, ...]
    progress: tuple[Tally, ...]
    areas: tuple[Tally, ...]
    dialogues: tuple[Series, ...]
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]


def make_overview(view: View) -> Overview:
    """The overview of the graph that the view shows."""
    documents = _documents(view)
    return Overview(
        counts=tuple(
            Tally(label=kind.plural, count=len(view.members(kind)), path=f"/browse/{kind.path}")
            for kind in KINDS
            if kind.path in COUNTED
        ),
        progress=_progress(view),
        areas=_areas(view),
        dialogues=_dialogues(view),
        documents=tuple(_document(view, document) for document in documents[:MOST_DOCUMENTS]),
        findings=tuple(_first_findings(view, documents[0])) if documents else (),
    )


def _documents(view: View) -> list[Iri]:
    """The documents, the latest first."""
    documents = view.store.subjects(term("rdf:type"), term("cet:SourceDocument"))
    return sorted(
        view.store.warmed(document for document in documents if isinstance(document, Iri)),
        key=lambda document: view.text(document, term("dcterms:issued")),
        reverse=True,
    )


def _document(view: View, document: Iri) -> Document:
    stated = [found for found in view.store.subjects(term("cet:statedIn"), document) if isinstance(found, Iri)]
    return Document(
        title=view.label(document),
        path=room_of(document),
        issued=view.text(document, term("dcterms:issued")),
        kind=next((view.label(kind) for kind in view.things(document, term("cet:documentKind"))), ""),
        commitments=sum(_is_commitment(view, found) for found in view.store.warmed(stated)),
    )


def _first_findings(view: View, document: Iri) -> list[Finding]:
    stated = [found for found in view.store.subjects(term("cet:statedIn"), document) if isinstance(found, Iri)]
    rows = [make_finding(view, found) for found in view.warmed(stated) if _is_commitment(view, found)]
    rows.sort(key=lambda row: row.passages[0].start if row.passages else 0)
    return rows[:MOST_FINDINGS]


def _is_commitment(view: View, finding: Iri) -> bool:
    return term("cet:Commitment") in view.store.objects(finding, term("rdf:type"))


def _progress(view: View) -> tuple[Tally, ...]:
    counts = Counter(_notation(triple.object.value) for triple in view.store.match(None, term("cet:progress"), None))
    most = max(counts.values(), default=0) or 1
    return tuple(
        Tally(
            label=notation.replace("-", " "),
            count=counts[notation],
            path=f"/doc/scheme/progress/{notation}",
            notation=notation,
            share=100 * counts[notation] / most,
        )
        for notation in PROGRESS
    )


def _areas(view: View) -> tuple[Tally, ...]:
    counts = Counter(triple.object for triple in view.store.match(None, term("cet:area"), None))
    most = max(counts.values(), default=1)
    return tuple(
        Tally(label=view.label(area), count=count, path=path_of(area, is_known=True), share=100 * count / most)
        for area, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].value))
        if isinstance(area, Iri)
    )


def _dialogues(view: View) -> tuple[Series, ...]:
    found: list[Series] = []
    known = view.store.subjects(term("rdf:type"), term("cet:Dialogue"))
    dialogues = [dialogue for dialogue in known if isinstance(dialogue, Iri)]
    for dialogue in view.store.warmed(dialogues):
        meetings = [thing for thing in view.store.subjects(term("cet:meetingOf"), dialogue) if isinstance(thing, Iri)]
        view.store.warm(meetings)
        meetings.sort(key=lambda meeting: view.text(meeting, term("cet:heldOn")))
        latest = meetings[-1] if meetings else None
        found.append(
            Series(
                dialogue=view.refer(dialogue),
                meeting=view.refer(latest) if latest else None,
                held_on=view.text(latest, term("cet:heldOn")) if latest else "",
                meetings=len(meetings),
            )
        )
    found.sort(key=lambda series: series.dialogue.words.casefold())
    return tuple(sorted(found, key=lambda series: series.held_on, reverse=True))


def _notation(concept: str) -> str:
    """The notation at the end of a concept's IRI.

    >>> _notation("https://w3id.org/cetgraph/scheme/progress/under-way")
    'under-way'
    """
    return concept.rpartition("/")[2]
