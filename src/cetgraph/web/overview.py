"""What the graph holds, for the first page: dialogues with their latest meeting, what is going on by area, counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.terms import QUERY_PREFIXES, Iri
from cetgraph.web.things import Finding, make_finding
from cetgraph.web.view import Reference, View, path_of, read_number, room_of
from cetgraph.web.wording import KINDS, term

PROGRESS: Final = ("exploring", "announced", "under-way", "completed")
"""The notations of the scheme of progress, from the first step to the last."""

COUNTED: Final = ("documents", "meetings", "countries", "people", "agencies", "organisations", "commitments")
"""The lists that the first page counts."""

MOST_FINDINGS: Final = 6
"""Commitments of the latest document that the first page shows."""

MOST_DOCUMENTS: Final = 8

MOST_DIALOGUES: Final = 9

MOST_AREAS: Final = 9
"""Areas of which the first page tells what is going on; it names the others."""

MOST_LATEST: Final = 3
"""Commitments that the first page shows of an area."""

_DIALOGUES: Final = """\
SELECT ?dialogue ?name ?meeting ?heldOn ?place WHERE {
  ?dialogue a cet:Dialogue ; rdfs:label ?name .
  OPTIONAL {
    ?meeting cet:meetingOf ?dialogue .
    OPTIONAL { ?meeting cet:heldOn ?heldOn }
    OPTIONAL { ?meeting cet:place ?place }
  }
}
"""

_AT_MEETINGS: Final = """\
SELECT DISTINCT ?meeting ?commitment ?progress WHERE {
  ?document cet:reports ?meeting .
  ?commitment cet:statedIn ?document ; cet:progress ?progress .
}
"""

_GOING_ON: Final = """\
SELECT ?area ?commitment ?label ?progress ?issued ?start ?initiative WHERE {
  ?commitment cet:area ?area ; cet:progress ?progress ; cet:statedIn ?document ; rdfs:label ?label .
  OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?commitment cet:evidence/oa:hasSelector/oa:start ?start }
  OPTIONAL { ?commitment cet:concernsInitiative ?initiative }
}
"""


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
    """A dialogue, its latest meeting and how many there were; `meeting` is None where none is known.

    `local` is its name in addresses; `progress` counts what the documents of the latest meeting undertake.
    """

    dialogue: Reference
    local: str
    meeting: Reference | None
    held_on: str
    place: str
    meetings: int
    progress: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """A commitment as the first page names it."""

    words: str
    path: str
    progress: str
    issued: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaNews:
    """An area, how many commitments are in it, and what is going on, the latest first."""

    area: Reference
    count: int
    latest: tuple[Latest, ...]


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
    areas: tuple[AreaNews, ...]
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
        dialogues=list_dialogues(view),
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


def _areas(view: View) -> tuple[AreaNews, ...]:
    """The areas, those with most commitments first, each with the latest of these, one for each initiative."""
    found: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in view.store.select(_GOING_ON):
        found[row["area"]].setdefault(row["commitment"], row)
    return tuple(
        AreaNews(area=view.refer(Iri(area)), count=len(rows), latest=tuple(_latest(rows.values())))
        for area, rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def _latest(rows: Iterable[Mapping[str, str]]) -> Iterator[Latest]:
    ranked = sorted(rows, key=lambda row: (read_number(row.get("start")), row["commitment"]))
    ranked.sort(key=lambda row: row.get("issued", ""), reverse=True)
    initiatives: set[str] = set()
    for row in ranked:
        initiative = row.get("initiative", row["commitment"])
        if initiative not in initiatives and len(initiatives) < MOST_LATEST:
            initiatives.add(initiative)
            yield Latest(
                words=row["label"],
                path=path_of(Iri(row["commitment"]), is_known=True),
                progress=_notation(row["progress"]),
                issued=row.get("issued", ""),
            )


def list_dialogues(view: View) -> tuple[Series, ...]:
    """The dialogues, the one that met last first; those of which no meeting is known by name."""
    meetings: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in view.store.select(_DIALOGUES):
        names[row["dialogue"]] = row["name"]
        if "meeting" in row:
            meetings[row["dialogue"]].setdefault(row["meeting"], row)
    made: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in view.store.select(_AT_MEETINGS):
        made[row["meeting"]][row["commitment"]] = _notation(row["progress"])
    found: list[Series] = []
    for dialogue, name in names.items():
        known = sorted(meetings[dialogue].values(), key=lambda row: (row.get("heldOn", ""), row["meeting"]))
        latest = known[-1] if known else {}
        progress = Counter(made[latest["meeting"]].values()) if latest else Counter[str]()
        found.append(
            Series(
                dialogue=Reference(name, path_of(Iri(dialogue), is_known=True)),
                local=dialogue.removeprefix(QUERY_PREFIXES["id"]),
                meeting=view.refer(Iri(latest["meeting"])) if latest else None,
                held_on=latest.get("heldOn", ""),
                place=latest.get("place", ""),
                meetings=len(known),
                progress=tuple((notation, progress[notation]) for notation in PROGRESS if progress[notation]),
            )
        )
    found.sort(key=lambda series: (series.dialogue.words.casefold(), series.local))
    return tuple(sorted(found, key=lambda series: (bool(series.meeting), series.held_on), reverse=True))


def _notation(concept: str) -> str:
    """The notation at the end of a concept's IRI.

    >>> _notation("https://w3id.org/cetgraph/scheme/progress/under-way")
    'under-way'
    """
    return concept.rpartition("/")[2]
