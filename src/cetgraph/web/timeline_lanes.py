"""The lanes of a timeline: initiatives that come up at several stops, and areas, across the stops side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cetgraph.graph.terms import Iri
from cetgraph.web.dates import say_date
from cetgraph.web.overview import PROGRESS
from cetgraph.web.timeline_rows import Undertaking
from cetgraph.web.timeline_stops import Line, Stop, make_line
from cetgraph.web.view import Reference, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A lane at a stop: how far its matter is there, with the line that says so, or how many commitments it has.

    `is_running` tells whether the lane has begun and is still to come up again; `is_silent` that it has begun and the
    documents of this stop, of which there are some, do not name it.
    """

    line: Line | None
    count: int
    is_running: bool
    is_silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """An area or initiative across the stops, one cell for each. `words` sum up an initiative's way."""

    reference: Reference
    cells: tuple[Cell, ...]
    words: str = ""


def find_threads(undertakings: Sequence[Sequence[Undertaking]]) -> dict[Iri, list[int]]:
    """The initiatives that come up at several stops, with the places of these."""
    places: defaultdict[Iri, list[int]] = defaultdict(list)
    for place, found in enumerate(undertakings):
        for initiative in sorted({one.initiative for one in found}):
            places[initiative].append(place)
    several = {initiative: at for initiative, at in places.items() if len(at) > 1}
    return dict(sorted(several.items(), key=lambda pair: (pair[1], pair[0])))


def make_initiative_lanes(
    view: View,
    threads: Mapping[Iri, list[int]],
    undertakings: Sequence[Sequence[Undertaking]],
    stops: Sequence[Stop],
    shown: Sequence[int],
) -> Iterator[Lane]:
    """The initiatives in the order in which they came up, with how far each was at the `shown` stops."""
    for initiative, places in threads.items():
        furthest = {
            place: max(
                (one for one in undertakings[place] if one.initiative == initiative),
                key=lambda one: PROGRESS.index(one.progress) if one.progress in PROGRESS else -1,
            )
            for place in places
        }
        yield Lane(
            reference=view.refer(initiative),
            cells=tuple(
                Cell(
                    line=make_line(furthest[place]) if place in furthest else None,
                    count=sum(one.initiative == initiative for one in undertakings[place]),
                    is_running=places[0] <= place < places[-1],
                    is_silent=place not in furthest and places[0] < place and _speaks(stops[place]),
                )
                for place in shown
            ),
            words="; ".join(
                f"{say_date(stops[place].date) or 'undated'}: {one.progress.replace('-', ' ')}"
                for place, one in furthest.items()
            ),
        )


def _speaks(stop: Stop) -> bool:
    """Whether what is not mentioned at the stop can be said to be: there is a document, and it is known when."""
    return bool(stop.papers and stop.date)


def make_area_lanes(
    view: View, stops: Sequence[Stop], undertakings: Sequence[Sequence[Undertaking]]
) -> tuple[Lane, ...]:
    """The areas with how many commitments each stop has in them, those with most first.

    Meetings alone are silent about an area: other documents are not about the whole of the dialogue.
    """
    counts = [Counter(area for one in found for area in one.areas) for found in undertakings]
    total: Counter[Iri] = sum(counts, Counter())
    lanes: list[Lane] = []
    for area, _ in sorted(total.items(), key=lambda pair: (-pair[1], pair[0])):
        here = [place for place, count in enumerate(counts) if count[area]]
        lanes.append(
            Lane(
                reference=view.refer(area),
                cells=tuple(
                    Cell(
                        line=None,
                        count=count[area],
                        is_running=here[0] <= place < here[-1],
                        is_silent=not count[area] and here[0] < place and stop.is_meeting and _speaks(stop),
                    )
                    for place, (stop, count) in enumerate(zip(stops, counts, strict=True))
                ),
            )
        )
    return tuple(lanes)
