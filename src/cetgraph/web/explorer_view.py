"""What the explorer shows at an address: where it starts, the steps since, and the filters, played anew each time.

The address is the whole state, so that it can be kept, sent and undone; the same address gives the same picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from cetgraph.graph.network import Spot, lay_out, place_beside
from cetgraph.web.explorer_graph import Edge, ExplorerGraph, date_of

USUAL: Final = 150
"""Things shown at most, unless the address asks for more."""

MOST: Final = 499
"""Things shown at most: beyond, a picture shows nothing, and its layout takes seconds."""

OF_A_KIND: Final = 12
"""Neighbours of each kind with which a thing opens."""

AT_ONCE: Final = 40
"""Neighbours that one step adds; the next step adds the next."""

MOST_STEPS: Final = 200

_STEP: Final = re.compile(r"(?P<verb>expand|hide|add|path|pin)~(?P<rest>[^\x00-\x1f]{1,600})")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: `expand` (kind, name), `hide` (name), `add` (name), `path` (name, name), `pin` (x, y, name)."""

    verb: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A state of the explorer. Empty filters let everything pass; years are written in four digits."""

    start: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    without: frozenset[str] = frozenset()
    area: str = ""
    country: str = ""
    progress: str = ""
    first_year: str = ""
    last_year: str = ""
    limit: int = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The things shown with their places, the links among them, and how many of each kind stay unseen beside a thing.

    `filtered` counts what the filters hide; `notes` say what could not be shown, and why.
    """

    spots: Mapping[str, Spot]
    edges: tuple[Edge, ...]
    more: Mapping[str, Mapping[str, int]]
    filtered: int
    notes: tuple[str, ...]


_ARITY: Final = {"expand": 2, "hide": 1, "add": 1, "path": 2, "pin": 3}


def read_address(fields: MultiDict[str, str]) -> Address:
    """The state that an address's fields spell. Raises BadRequest for what is no such state."""
    steps = fields.getlist("do")
    if len(steps) > MOST_STEPS:
        raise BadRequest(f"There are more than {MOST_STEPS} steps.")
    years = [fields.get(name, "") for name in ("from", "to")]
    if any(year and not re.fullmatch(r"\d{4}", year) for year in years):
        raise BadRequest("A year has four digits.")
    limit = fields.get("limit", str(USUAL))
    if not re.fullmatch(r"\d{1,4}", limit):
        raise BadRequest("The limit is a number.")
    return Address(
        start=tuple(fields.getlist("start")[:10]),
        steps=tuple(_step(text) for text in steps),
        without=frozenset(fields.getlist("without")),
        area=fields.get("area", ""),
        country=fields.get("country", ""),
        progress=fields.get("progress", ""),
        first_year=years[0],
        last_year=years[1],
        limit=max(1, min(int(limit), MOST)),
    )


def usual_start(graph: ExplorerGraph) -> tuple[str, ...]:
    """The dialogue that met last, or else the latest document: where one starts who names nothing."""
    meetings = [name for name, thing in graph.things.items() if thing.kind == "meeting"]
    for meeting in sorted(meetings, key=graph.order, reverse=True):
        for name in graph.neighbours(meeting):
            if graph.things[name].kind == "dialogue":
                return (name,)
    documents = sorted((name for name, thing in graph.things.items() if thing.kind == "document"), key=graph.order)
    return tuple(documents[-1:])


def draw(graph: ExplorerGraph, address: Address) -> Picture:
    """The picture at the address. What it names and the graph lacks is left out, with a note."""
    notes = [f"Nothing here is called “{name}”." for name in address.start if name not in graph.things]
    start = [name for name in address.start if name in graph.things]
    names, anchors = _open(graph, start, address.limit)
    ties = [(edge.source, edge.target) for edge in graph.between(names)]
    spots = lay_out(names, ties, anchors=anchors) if names else {}
    for step in address.steps:
        notes += _take(graph, step, spots, address.limit)
    shown = {name: spot for name, spot in spots.items() if name in start or _passes(graph, name, address)}
    return Picture(
        spots=shown,
        edges=graph.between(shown),
        more={name: _unseen(graph, name, spots) for name in shown},
        filtered=len(spots) - len(shown),
        notes=tuple(dict.fromkeys(notes)),
    )


def _step(text: str) -> Step:
    match = _STEP.fullmatch(text)
    parts = tuple(match["rest"].split("~")) if match else ()
    if match is None or len(parts) != _ARITY[match["verb"]]:
        raise BadRequest("The address holds a step that is none.")
    if match["verb"] == "pin" and not all(re.fullmatch(r"-?\d{1,6}", part) for part in parts[:2]):
        raise BadRequest("A place is two whole numbers.")
    return Step(match["verb"], parts)


def _open(graph: ExplorerGraph, start: Sequence[str], limit: int) -> tuple[list[str], dict[str, Spot]]:
    """The things with which the explorer opens, and the places that some of them keep."""
    if len(start) == 1 and graph.things[start[0]].kind == "dialogue":
        return _open_dialogue(graph, start[0], limit)
    names = dict.fromkeys(start)
    for name in start:
        by_kind: Counter[str] = Counter()
        for other in graph.neighbours(name):
            kind = graph.things[other].kind
            by_kind[kind] += 1
            if by_kind[kind] <= OF_A_KIND:
                names[other] = None
    anchors = {start[0]: Spot(0, 0)} if len(start) == 1 else {}
    return list(names)[:limit], anchors


def _open_dialogue(graph: ExplorerGraph, dialogue: str, limit: int) -> tuple[list[str], dict[str, Spot]]:
    """A dialogue, its meetings in a row in the order of time, the papers on them, and what is pursued in which area."""
    near = graph.neighbours(dialogue)
    meetings = [name for name in near if graph.things[name].kind == "meeting"]
    papers = _of_kind(graph, meetings, "document")
    initiatives = sorted(
        (name for name in near if graph.things[name].kind == "initiative"),
        key=lambda name: (min(graph.facets[name].years, default=""), *graph.order(name)),
    )
    areas = _of_kind(graph, initiatives, "area")
    room = max(0, limit - 1 - len(meetings) - len(papers) - len(areas))
    names = list(dict.fromkeys([dialogue, *meetings, *papers, *areas, *initiatives[:room]]))
    width = 320.0
    row = meetings or papers
    anchors = {name: Spot((place - (len(row) - 1) / 2) * width, 0.0) for place, name in enumerate(row)}
    anchors[dialogue] = Spot(0.0, -170.0)
    return names[:limit], {name: spot for name, spot in anchors.items() if name in names[:limit]}


def _of_kind(graph: ExplorerGraph, names: Iterable[str], kind: str) -> list[str]:
    found = {other for name in names for other in graph.neighbours(name) if graph.things[other].kind == kind}
    return sorted(found, key=graph.order)


def _take(graph: ExplorerGraph, step: Step, spots: dict[str, Spot], limit: int) -> list[str]:
    """Take the step, in `spots`; what comes back says what of it could not be done."""
    named = step.parts[1:] if step.verb == "expand" else step.parts[2:] if step.verb == "pin" else step.parts
    unknown = [name for name in named if name not in graph.things]
    if unknown:
        return [f"Nothing here is called “{name}”." for name in unknown]
    match step.verb:
        case "hide":
            spots.pop(step.parts[0], None)
            return []
        case "pin":
            x, y, name = step.parts
            if name in spots:
                spots[name] = Spot(float(x), float(y))
            return []
        case "add":
            return _add(graph, step.parts, spots, limit)
        case "path":
            way = graph.path(*step.parts)
            if not way:
                return ["No way leads from one to the other."]
            return _add(graph, way, spots, limit)
        case _:
            kind, parent = step.parts
            fresh = [name for name in graph.neighbours(parent) if name not in spots and graph.things[name].kind == kind]
            return _add(graph, fresh[:AT_ONCE], spots, limit, parent=parent)


def _add(
    graph: ExplorerGraph, names: Sequence[str], spots: dict[str, Spot], limit: int, *, parent: str = ""
) -> list[str]:
    """Give each of the things that are not there yet a place beside its parent, or the one before it."""
    fresh = [name for name in names if name not in spots]
    for_now = fresh[: max(0, limit - len(spots))]
    if parent in spots:
        spots.update(place_beside(spots[parent], for_now, spots.values()))
    else:
        here = spots.get(names[0]) if names else None
        for name in names:
            if name in for_now:
                near = here or Spot(0.0, 0.0)
                spots.update(place_beside(near, [name], spots.values()))
            here = spots.get(name, here)
    left = len(fresh) - len(for_now)
    return [f"{left} more would pass the limit of {limit} things: hide some, or start elsewhere."] if left else []


def _unseen(graph: ExplorerGraph, name: str, spots: Mapping[str, Spot]) -> dict[str, int]:
    counts = Counter(graph.things[other].kind for other in graph.neighbours(name) if other not in spots)
    return dict(sorted(counts.items()))


def _passes(graph: ExplorerGraph, name: str, address: Address) -> bool:
    """Whether the filters let the thing be seen; a filter that does not apply to it lets it pass."""
    thing, facets = graph.things[name], graph.facets[name]
    if thing.kind in address.without:
        return False
    for wanted, has in (
        (address.area, facets.areas),
        (address.country, facets.countries),
        (address.progress, facets.progress),
    ):
        if wanted and has and wanted not in has:
            return False
    years = facets.years or frozenset({date_of(thing)[:4]} - {""})
    first, last = address.first_year or "0000", address.last_year or "9999"
    return not years or any(first <= year <= last for year in years)
