"""The stops of a timeline: meetings and documents, with what is undertaken there, by area, and what is due after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.terms import QUERY_PREFIXES, Iri
from cetgraph.web.dates import day_number, last_day, say_gap
from cetgraph.web.timeline_rows import Chair, DialogueRows, Event, Meeting, Paper, Undertaking
from cetgraph.web.view import Reference, View, path_of, read_number, room_of

MOST_YEARS_AHEAD: Final = 3
"""Years that the line goes on after the last meeting or document, for what is due."""

NO_AREA: Final = "Without an area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A commitment in one line. `room` leads to its sentence."""

    words: str
    path: str
    room: str
    progress: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLines:
    """What is undertaken in an area."""

    area: Reference
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A signing, conclusion or launch."""

    reference: Reference
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a document dates later than itself, and what later documents of the dialogue say of the same initiative."""

    date: str
    line: Line
    later: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A point in time: a meeting with the documents that report it, or a document alone.

    `number` is the meeting's, or empty; `gap` tells how long after the stop before; `x` places it on a line of a
    thousand parts, None where it is undated.
    """

    anchor: str
    name: str
    reference: Reference
    is_meeting: bool
    number: str
    date: str
    place: str
    gap: str
    x: float | None
    papers: tuple[tuple[Reference, str], ...]
    chairs: tuple[tuple[Reference, str], ...]
    areas: tuple[AreaLines, ...]
    happenings: tuple[Happening, ...]
    dues: tuple[Due, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A stop before its words are known."""

    meeting: Meeting | None
    papers: tuple[Paper, ...]

    @property
    def date(self) -> str:
        """When it is: a meeting's day, or else that of its first document; empty where neither is told."""
        held = self.meeting.held_on if self.meeting else ""
        return held or min((paper.issued for paper in self.papers if paper.issued), default="")


class Scale:
    """Dates on a line of a thousand parts, from the start of the first year to the end of the last.

    `later` dates lengthen the line by some years at most; those beyond have no place on it.
    """

    def __init__(self, dates: Iterable[str], later: Iterable[str]) -> None:
        years = {int(date[:4]) for date in dates if day_number(date) is not None}
        further = {int(date[:4]) for date in later if day_number(date) is not None}
        self._years = sorted(years | {year for year in further if years and year <= max(years) + MOST_YEARS_AHEAD})

    @property
    def years(self) -> tuple[tuple[str, float], ...]:
        """The years, each with the place of its first day; of many, not all."""
        if not self._years:
            return ()
        first, last = self._years[0], self._years[-1]
        step = max(1, (last - first + 1) // 12)
        marked = [f"{year:04}" for year in range(first, last + 1, step)]
        return tuple((year, place) for year in marked if (place := self.place(year)) is not None)

    def place(self, date: str) -> float | None:
        """Where the date is; None for what is no date, or not on the line."""
        day = day_number(date)
        if day is None or not self._years:
            return None
        first = day_number(f"{self._years[0]:04}") or 0
        last = day_number(last_day(f"{self._years[-1]:04}")) or 1
        return round(20 + 960 * (day - first) / (last - first), 1) if first <= day <= last else None


def find_points(rows: DialogueRows) -> list[Point]:
    """Meetings, and documents that report none of them, in the order of time; the undated last."""
    reported = {paper.iri for meeting in rows.meetings for paper in meeting.papers}
    points = [Point(meeting=meeting, papers=meeting.papers) for meeting in rows.meetings]
    points += [Point(meeting=None, papers=(paper,)) for paper in rows.papers if paper.iri not in reported]
    return sorted(points, key=lambda point: (not point.date, point.date, not point.meeting, _order(point)))


def _order(point: Point) -> tuple[int, str]:
    ordinal = point.meeting.ordinal if point.meeting else ""
    return read_number(ordinal), point.papers[0].iri.value if point.papers else ""


def make_stop(
    view: View,
    point: Point,
    *,
    before: Point | None,
    undertakings: Sequence[Undertaking],
    events: Sequence[Event],
    dues: tuple[Due, ...],
    scale: Scale,
) -> Stop:
    """The stop of a point in time, with what was undertaken there."""
    documents = {paper.iri for paper in point.papers}
    meeting = point.meeting
    thing = meeting.iri if meeting else point.papers[0].iri
    number = meeting.ordinal if meeting else ""
    return Stop(
        anchor=thing.value.removeprefix(QUERY_PREFIXES["id"]).replace("/", "-"),
        name=f"Meeting {number}".strip() if meeting else view.label(thing),
        reference=view.refer(thing),
        is_meeting=meeting is not None,
        number=number,
        date=point.date,
        place=meeting.place if meeting else "",
        gap=say_gap(before.date, point.date) if before else "",
        x=scale.place(point.date),
        papers=list_papers(point.papers),
        chairs=tuple(_chair(chair) for chair in meeting.chairs) if meeting else (),
        areas=_areas(view, undertakings),
        happenings=tuple(
            Happening(reference=Reference(event.label, path_of(event.iri, is_known=True)), on=event.on)
            for event in events
            if event.document in documents
        ),
        dues=dues,
        total=len({one.iri for one in undertakings}),
    )


def _chair(chair: Chair) -> tuple[Reference, str]:
    about = ", ".join(part for part in (chair.post, chair.party) if part)
    return Reference(chair.name, path_of(chair.person, is_known=True)), about


def list_papers(papers: Iterable[Paper]) -> tuple[tuple[Reference, str], ...]:
    """The documents with where they are read, and their dates."""
    return tuple((Reference(paper.title, room_of(paper.iri)), paper.issued) for paper in papers)


def _areas(view: View, undertakings: Sequence[Undertaking]) -> tuple[AreaLines, ...]:
    """The lines by area, the area with most first; a commitment of several areas stands in the first."""
    found: defaultdict[Iri | None, list[Undertaking]] = defaultdict(list)
    for one in undertakings:
        if one.iri not in {known.iri for known in found[one.areas[0] if one.areas else None]}:
            found[one.areas[0] if one.areas else None].append(one)
    ranked = sorted(found.items(), key=lambda pair: (pair[0] is None, -len(pair[1]), pair[0] or Iri("")))
    return tuple(
        AreaLines(area=view.refer(area) if area else Reference(NO_AREA), lines=tuple(make_line(one) for one in made))
        for area, made in ranked
    )


def make_line(one: Undertaking) -> Line:
    """The commitment in one line."""
    return Line(
        words=one.label,
        path=path_of(one.iri, is_known=True),
        room=room_of(one.document) + (f"#c{one.start}" if one.start >= 0 else ""),
        progress=one.progress,
    )


def find_dues(
    undertakings: Sequence[Undertaking], all_of_them: Sequence[Undertaking], issued: Mapping[Iri, str]
) -> tuple[Due, ...]:
    """The dates that come after the document that names them, for what is not completed."""
    found: list[Due] = []
    seen: set[tuple[Iri, str]] = set()
    for one in undertakings:
        stated = issued.get(one.document, "")
        for date in one.dates:
            if (one.iri, date) in seen or one.progress == "completed" or not stated or last_day(date) <= stated:
                continue
            seen.add((one.iri, date))
            later = [other for other in all_of_them if other.initiative == one.initiative]
            later = [other for other in later if issued.get(other.document, "") > stated]
            found.append(Due(date=date, line=make_line(one), later=tuple(make_line(other) for other in later)))
    return tuple(sorted(found, key=lambda due: (last_day(due.date), due.line.path)))
