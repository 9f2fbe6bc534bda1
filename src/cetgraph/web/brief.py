"""A brief: the rows of the question `brief` by area, with footnotes, fit to print on one page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.store import Rows
from cetgraph.graph.terms import Iri, Term
from cetgraph.web.view import Reference, View, room_of
from cetgraph.web.wording import term

COLUMNS: Final = frozenset({"commitment", "areas", "progress", "stance", "quote", "title"})
"""The columns that make an answer fit for a brief."""

NO_AREA: Final = "Without an area"

PROGRESS: Final = ("exploring", "announced", "under-way", "completed")
"""How far something has got, in this order."""

_PARTNERS: Final = ("party", "partner")
_PARTNERSHIP: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefItem:
    """A commitment in a brief, the `number`th. `source` is the number of its footnote; `path` leads to its sentence.

    `others` counts the parties besides two; `who` and `dates` are empty where the row tells none.
    """

    number: int
    quote: str
    path: str
    progress: str
    stance: str
    others: int
    who: str
    dates: str
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefSource:
    """A footnote: a document, its date, and the numbers of the items that rest on it."""

    document: Reference
    issued: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Commitments by area, the area with most first, and the footnotes in the order of their numbers.

    `silent` are documents on the cooperation of the partners that have nothing on the matter, with their dates. The
    graph that it is drawn from holds `documents` documents, the last of the day `latest`.
    """

    title: str
    counts: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, tuple[BriefItem, ...]], ...]
    sources: tuple[BriefSource, ...]
    silent: tuple[tuple[Reference, str], ...]
    documents: int
    latest: str


def make_brief(view: View, answer: Rows, *, asked: Mapping[str, Term]) -> Brief | None:
    """The brief of an answer to what was asked, a commitment of several areas under the one asked for, or its first.

    None for rows that make none.
    """
    if not set(answer.variables) >= COLUMNS or not answer.rows:
        return None
    area = asked.get("area")
    chosen = area.value.rpartition("/")[2] if area else ""
    sources: dict[Iri, int] = {}
    items: defaultdict[str, list[BriefItem]] = defaultdict(list)
    view.warm(value for row in answer.rows for value in row if isinstance(value, Iri))
    for number, cells in enumerate(_rows(answer), start=1):
        commitment = cells["commitment"]
        if not isinstance(commitment, Iri):
            continue
        words = {name: value.value for name, value in cells.items()}
        for document in view.things(commitment, term("cet:statedIn")):
            source = sources.setdefault(document, len(sources) + 1)
            heading = _area(view, chosen or words.get("areas", "").partition(" ")[0])
            path = next((passage.path for passage in view.passages(commitment)), "")
            items[heading].append(_item(words, number=number, path=path, source=source))
    ranked = sorted(items.items(), key=lambda pair: (pair[0] == NO_AREA, -len(pair[1]), pair[0]))
    everything = [item for _, group in ranked for item in group]
    documents = _documents(view)
    codes = [asked[name].value for name in _PARTNERS if name in asked]
    return Brief(
        title=_title(view, codes, area),
        counts=_counts(everything),
        areas=tuple((heading, tuple(group)) for heading, group in ranked),
        sources=tuple(_source(view, document, number, everything) for document, number in sources.items()),
        silent=tuple(_silent(view, documents, codes, cited=sources)),
        documents=len(documents),
        latest=max((_issued(view, document) for document in documents), default=""),
    )


def _rows(answer: Rows) -> list[dict[str, Term]]:
    """The rows by column, those of two parties before those of more, and else in their order."""
    rows = [
        {name: value for name, value in zip(answer.variables, row, strict=True) if value is not None}
        for row in answer.rows
    ]
    return sorted(rows, key=lambda cells: "parties" in cells and len(cells["parties"].value.split()) > _PARTNERSHIP)


def _item(words: Mapping[str, str], *, number: int, path: str, source: int) -> BriefItem:
    return BriefItem(
        number=number,
        quote=words["quote"],
        path=path,
        progress=words["progress"],
        stance=words["stance"],
        others=max(len(words.get("parties", "").split()) - _PARTNERSHIP, 0),
        who=words.get("bodies", "").replace("; ", ", "),
        dates=words.get("dates", "").replace(" ", ", "),
        source=source,
    )


def _source(view: View, document: Iri, number: int, items: Iterable[BriefItem]) -> BriefSource:
    return BriefSource(
        document=Reference(view.label(document), room_of(document)),
        issued=_issued(view, document),
        items=tuple(item.number for item in items if item.source == number),
    )


def _counts(items: Iterable[BriefItem]) -> tuple[tuple[str, int], ...]:
    counted = Counter(item.progress for item in items)
    return tuple((progress, counted[progress]) for progress in PROGRESS if counted[progress])


def _title(view: View, codes: Iterable[str], area: Term | None) -> str:
    """What the brief is on: "Singapore and United States: Artificial Intelligence"."""
    names = {
        triple.object.value: view.label(triple.subject)
        for triple in view.store.match(None, term("dcterms:identifier"), None)
        if isinstance(triple.subject, Iri)
    }
    partners = " and ".join(names.get(code, code) for code in codes) or "All partnerships"
    return f"{partners}: {view.label(area)}" if isinstance(area, Iri) else partners


def _silent(
    view: View, documents: Iterable[Iri], codes: Iterable[str], *, cited: Iterable[Iri]
) -> list[tuple[Reference, str]]:
    wanted = set(codes)
    found: list[tuple[Reference, str]] = []
    for document in sorted(set(documents) - set(cited), key=lambda one: (_issued(view, one), one), reverse=True):
        parties = view.things(document, term("cet:documentParty"))
        if wanted and wanted <= {view.text(party, term("dcterms:identifier")) for party in parties}:
            found.append((Reference(view.label(document), room_of(document)), _issued(view, document)))
    return found


def _documents(view: View) -> list[Iri]:
    return [one for one in view.store.subjects(term("rdf:type"), term("cet:SourceDocument")) if isinstance(one, Iri)]


def _issued(view: View, document: Iri) -> str:
    return view.text(document, term("dcterms:issued"))


def _area(view: View, notation: str) -> str:
    return view.label(term(f"area:{notation}")) if notation else NO_AREA
