"""With what the explorer opens, and where it stands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from cetgraph.graph.network import HEIGHT, WIDTH, Spot, lay_out
from cetgraph.web.explorer_graph import ExplorerGraph
from cetgraph.web.explorer_scene import USUAL, Scene, missing

OPENED: Final = 40
OF_A_KIND: Final = 12
"""Neighbours with which a thing opens: some of each kind, so many in all that their names can be read."""

_ACROSS: Final = WIDTH + 14
_DOWN: Final = HEIGHT + 8
"""The cells in which a dialogue's things stand."""

_SHAPE: Final = 1.2
"""How much wider than high a picture fits the page best."""


def usual_start(graph: ExplorerGraph) -> tuple[str, ...]:
    """The dialogue that met last, or else the latest document: where one starts who names nothing."""
    meetings = [name for name, thing in graph.things.items() if thing.kind == "meeting"]
    for meeting in sorted(meetings, key=graph.order, reverse=True):
        for name in graph.neighbours(meeting):
            if graph.things[name].kind == "dialogue":
                return (name,)
    documents = sorted((name for name, thing in graph.things.items() if thing.kind == "document"), key=graph.order)
    return tuple(documents[-1:])


def open_scene(graph: ExplorerGraph, wanted: Sequence[str]) -> Scene:
    """The scene with which the explorer opens on these things."""
    start = [name for name in wanted if name in graph.things]
    told = tuple(missing(name) for name in wanted if name not in graph.things)
    if len(start) == 1 and graph.things[start[0]].kind == "dialogue":
        return Scene(spots=_open_dialogue(graph, start[0]), missing=told)
    shown = list(dict.fromkeys([*start, *(other for name in start for other in _some_of_each(graph, name))]))[:USUAL]
    ties = [(edge.source, edge.target) for edge in graph.between(shown)]
    anchors = {start[0]: Spot(0, 0)} if len(start) == 1 else {}
    return Scene(spots=lay_out(shown, ties, anchors=anchors) if shown else {}, missing=told)


def _some_of_each(graph: ExplorerGraph, name: str) -> list[str]:
    """The first neighbours of each kind, as many of each as keep within what opens."""
    near = graph.neighbours(name)
    counts = Counter(graph.things[other].kind for other in near)
    most = max(
        (
            number
            for number in range(1, OF_A_KIND + 1)
            if sum(min(count, number) for count in counts.values()) <= OPENED
        ),
        default=1,
    )
    taken: Counter[str] = Counter()
    found = []
    for other in near:
        taken[graph.things[other].kind] += 1
        if taken[graph.things[other].kind] <= most:
            found.append(other)
    return found


def _open_dialogue(graph: ExplorerGraph, dialogue: str) -> Mapping[str, Spot]:
    """A dialogue above its meetings in the order of time, their papers, and what is pursued by area."""
    near = graph.neighbours(dialogue)
    meetings = [name for name in near if graph.things[name].kind == "meeting"]
    papers = {meeting: _of_kind(graph, [meeting], "document") for meeting in meetings}
    above = list(dict.fromkeys([dialogue, *meetings, *(paper for found in papers.values() for paper in found)]))
    room = max(0, USUAL - len(above))
    spots = {dialogue: Spot(0.0, 0.0)}
    blocks = _blocks(graph, [name for name in near if graph.things[name].kind == "initiative"], room)
    columns = _columns([len(block) for _, block in blocks], len(meetings))
    row = 1.0
    is_wide = 2 * len(meetings) <= columns and all(len(found) < 2 for found in papers.values())
    for line in _lines(meetings, columns):
        depth = 1
        total = 2 * len(line) if is_wide and above[len(line) + 1 :] else len(line)
        for column, meeting in enumerate(line):
            fresh = [paper for paper in papers[meeting] if paper not in spots]
            if is_wide:
                spots[meeting] = _cell(2 * column, row, total)
                spots |= {paper: _cell(2 * column + 1, row, total) for paper in fresh}
            else:
                spots[meeting] = _cell(column, row, total)
                spots |= {paper: _cell(column, row + 1 + number, total) for number, paper in enumerate(fresh)}
                depth = max(depth, 1 + len(fresh))
        row += depth
    spots |= _place_blocks(blocks, columns, row)
    return dict(list(spots.items())[:USUAL])


def _blocks(graph: ExplorerGraph, initiatives: Sequence[str], room: int) -> list[tuple[str, list[str]]]:
    """Initiatives by the first of their areas, both in the order in which documents first name them."""
    dated = sorted(initiatives, key=lambda name: (min(graph.facets[name].years, default="9999"), *graph.order(name)))
    often = Counter(area for name in dated for area in graph.facets[name].areas)
    areas = {name: max(sorted(graph.facets[name].areas), key=lambda area: often[area], default="") for name in dated}
    first = {area: place for place, area in reversed(list(enumerate(areas.values())))}
    found: list[tuple[str, list[str]]] = []
    for area, names in groupby(sorted(dated, key=lambda name: first[areas[name]]), key=lambda name: areas[name]):
        block = list(names)[: max(0, room - (1 if area else 0))]
        if block:
            found.append((area, block))
            room -= len(block) + (1 if area else 0)
    return found


def _place_blocks(blocks: Sequence[tuple[str, list[str]]], columns: int, row: float) -> dict[str, Spot]:
    """Each block with its area above it, one beside the other while there is room."""
    spots: dict[str, Spot] = {}
    for line in _shelves([len(block) for _, block in blocks], columns):
        total = sum(width for _, width in line)
        left = 0
        for place, width in line:
            area, block = blocks[place]
            if area:
                spots[area] = _cell(left + (width - 1) / 2, row, total)
            for number, name in enumerate(block):
                down, across = divmod(number, width)
                spots[name] = _cell(left + across, row + 1 + down, total)
            left += width
        row += 1 + max(math.ceil(len(blocks[place][1]) / width) for place, width in line)
    return spots


def _shelves(sizes: Sequence[int], columns: int) -> list[list[tuple[int, int]]]:
    """Blocks in lines: the place of each, and how many cells wide it is."""
    lines: list[list[tuple[int, int]]] = []
    for place, size in enumerate(sizes):
        width = min(columns, max(1, round(math.sqrt(1.5 * size))))
        if lines and sum(wide for _, wide in lines[-1]) + width <= columns:
            lines[-1].append((place, width))
        else:
            lines.append([(place, width)])
    return lines


def _columns(sizes: Sequence[int], meetings: int) -> int:
    """How many cells wide the picture is best."""

    def shape(columns: int) -> float:
        rows = 3 + sum(
            1 + max(math.ceil(sizes[place] / width) for place, width in line) for line in _shelves(sizes, columns)
        )
        return abs(math.log(columns * _ACROSS / (rows * _DOWN) / _SHAPE))

    return min(range(min(max(2, meetings), 8), 16), key=shape)


def _lines(names: Sequence[str], most: int) -> list[Sequence[str]]:
    return [names[start : start + most] for start in range(0, len(names), most)]


def _cell(column: float, row: float, columns: int) -> Spot:
    return Spot(round((column - (columns - 1) / 2) * _ACROSS, 1), round(row * _DOWN, 1))


def _of_kind(graph: ExplorerGraph, names: Iterable[str], kind: str) -> list[str]:
    found = {other for name in names for other in graph.neighbours(name) if graph.things[other].kind == kind}
    return sorted(found, key=graph.order)
