"""The timeline of a dialogue: its meetings and documents in the order of time, and what became of what they name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.terms import Iri
from cetgraph.web.dates import last_day
from cetgraph.web.timeline_lanes import Lane, find_threads, make_area_lanes, make_initiative_lanes
from cetgraph.web.timeline_rows import Undertaking, read_dialogue
from cetgraph.web.timeline_stops import Due, Scale, Stop, find_dues, find_points, list_papers, make_stop
from cetgraph.web.view import Reference, View

MOST_COLUMNS: Final = 8
"""Points in time that stand side by side; of more, the latest."""

MOST_LANES: Final = 14
"""Areas that have a lane of their own; all stand under their meetings."""

WIDTH_OF_DATE: Final = 140
"""Parts of the line that a date in words may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The timeline of a dialogue. `columns` are the stops that stand side by side; `years` have places like stops."""

    dialogue: Reference
    name: str
    stops: tuple[Stop, ...]
    columns: tuple[Stop, ...]
    areas: tuple[Lane, ...]
    initiatives: tuple[Lane, ...]
    more_areas: int
    years: tuple[tuple[str, float], ...]
    dues: tuple[tuple[Due, float | None], ...]
    papers: tuple[tuple[Reference, str], ...]
    searched: int

    @property
    def meetings(self) -> int:
        """How many of the stops are meetings."""
        return sum(stop.is_meeting for stop in self.stops)

    @property
    def labels(self) -> tuple[tuple[str, float, int], ...]:
        """The dates of meetings, where each stands on the line, and in which of two rows, so that none covers another.

        Where both rows are full, a date is left to the list.
        """
        found: list[tuple[str, float, int]] = []
        free = [0.0, 0.0]
        for stop in self.stops:
            if stop.x is None or not stop.is_meeting:
                continue
            place = min(max(stop.x, WIDTH_OF_DATE / 2), 1000 - WIDTH_OF_DATE / 2)
            row = next((row for row, end in enumerate(free) if end <= place - WIDTH_OF_DATE / 2), None)
            if row is not None:
                free[row] = place + WIDTH_OF_DATE / 2
                found.append((stop.date, place, row))
        return tuple(found)


def make_timeline(view: View, dialogue: Iri) -> Timeline:
    """The timeline of a dialogue that the view knows."""
    rows = read_dialogue(view.store, dialogue)
    points = find_points(rows)
    by_paper: defaultdict[Iri, list[Undertaking]] = defaultdict(list)
    for one in rows.undertakings:
        by_paper[one.document].append(one)
    undertakings = [[one for paper in point.papers for one in by_paper[paper.iri]] for point in points]
    issued = {paper.iri: paper.issued for paper in rows.papers}
    dues = [find_dues(found, rows.undertakings, issued) for found in undertakings]
    scale = Scale((point.date for point in points), (due.date for found in dues for due in found))
    stops = tuple(
        make_stop(
            view,
            point,
            before=points[place - 1] if place else None,
            undertakings=undertakings[place],
            events=rows.events,
            dues=dues[place],
            scale=scale,
        )
        for place, point in enumerate(points)
    )
    threads = find_threads(undertakings)
    shown = [
        place for place, stop in enumerate(stops) if stop.is_meeting or any(place in at for at in threads.values())
    ]
    shown = shown[-MOST_COLUMNS:]
    areas = make_area_lanes(view, [stops[place] for place in shown], [undertakings[place] for place in shown])
    return Timeline(
        dialogue=view.refer(dialogue),
        name=view.label(dialogue),
        stops=stops,
        columns=tuple(stops[place] for place in shown),
        areas=areas[:MOST_LANES],
        initiatives=tuple(make_initiative_lanes(view, threads, undertakings, stops, shown)),
        more_areas=max(0, len(areas) - MOST_LANES),
        years=scale.years,
        dues=tuple((due, scale.place(last_day(due.date))) for found in dues for due in found),
        papers=list_papers(rows.papers),
        searched=rows.searched,
    )
