"""A brief: the rows of the question `brief` by area, each with the number of its source, fit to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.store import Rows
from cetgraph.graph.terms import Iri
from cetgraph.web.view import Reference, View, room_of
from cetgraph.web.wording import term

COLUMNS: Final = frozenset({"commitment", "areas", "progress", "stance", "quote", "title"})
"""The columns that make an answer fit for a brief."""

NO_AREA: Final = "Without an area"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefItem:
    """A commitment in a brief. `who` and `dates` are empty where the row tells none; `path` leads to the commitment."""

    quote: str
    path: str
    progress: str
    stance: str
    who: str
    dates: str
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Commitments by area, the area with most first, and the sources by number, with their dates."""

    areas: tuple[tuple[str, tuple[BriefItem, ...]], ...]
    sources: tuple[tuple[Reference, str], ...]


def make_brief(view: View, answer: Rows) -> Brief | None:
    """The brief of an answer, a commitment of several areas under its first; None for rows that make none."""
    if not set(answer.variables) >= COLUMNS or not answer.rows:
        return None
    names = {area.value.rpartition("/")[2]: view.label(area) for area in _areas(view)}
    sources: dict[Iri, int] = {}
    areas: defaultdict[str, list[BriefItem]] = defaultdict(list)
    view.warm(value for row in answer.rows for value in row if isinstance(value, Iri))
    for row in answer.rows:
        cells = {name: value for name, value in zip(answer.variables, row, strict=True) if value is not None}
        commitment = cells["commitment"]
        if not isinstance(commitment, Iri):
            continue
        words = {name: value.value for name, value in cells.items()}
        for document in view.things(commitment, term("cet:statedIn")):
            sources.setdefault(document, len(sources) + 1)
            first = words.get("areas", "").partition(" ")[0]
            areas[names.get(first, NO_AREA)].append(
                _item(words, path=view.refer(commitment).path, source=sources[document])
            )
    ranked = sorted(areas.items(), key=lambda pair: (pair[0] == NO_AREA, -len(pair[1]), pair[0]))
    return Brief(
        areas=tuple((area, tuple(items)) for area, items in ranked),
        sources=tuple(
            (Reference(view.label(document), room_of(document)), view.text(document, term("dcterms:issued")))
            for document in sources
        ),
    )


def _item(words: Mapping[str, str], *, path: str, source: int) -> BriefItem:
    return BriefItem(
        quote=words["quote"],
        path=path,
        progress=words["progress"],
        stance=words["stance"],
        who=words.get("bodies", "").replace("; ", ", "),
        dates=words.get("dates", "").replace(" ", ", "),
        source=source,
    )


def _areas(view: View) -> list[Iri]:
    used = {triple.object for triple in view.store.match(None, term("cet:area"), None)}
    return [area for area in used if isinstance(area, Iri)]
