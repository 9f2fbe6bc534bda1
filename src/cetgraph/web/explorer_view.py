"""What the explorer shows at an address: where it starts, the steps since, and the filters.

The address is the whole state, so that it can be kept, sent and undone; the same address gives the same picture.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from cetgraph.graph.network import Spot
from cetgraph.web.explorer_graph import Edge, ExplorerGraph, date_of
from cetgraph.web.explorer_opening import open_scene
from cetgraph.web.explorer_scene import VERBS, Group, Scene, Step, count_unseen, take_step

MOST_STEPS: Final = 200
MOST_SEARCHES: Final = 20
"""Steps of an address, and those among them that look for ways, each of which may walk the whole graph."""

KEPT: Final = 128
"""Scenes that are kept: going on from one costs one step instead of all."""

_STEP: Final = re.compile(rf"(?P<verb>{'|'.join(VERBS)})~(?P<rest>[^\x00-\x1f\x7f]{{1,60000}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A state of the explorer. Empty filters let everything pass; years are written in four digits.

    `chosen` is the thing or link that the panel tells of, `ticked` are the things that are chosen together.
    """

    start: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    without: frozenset[str] = frozenset()
    area: str = ""
    country: str = ""
    progress: str = ""
    first_year: str = ""
    last_year: str = ""
    chosen: str = ""
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The links between a group and a thing or another group."""

    first: str
    second: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A scene as the filters leave it: things and groups with their places, links, and what stays unseen beside each.

    `filtered` counts what the filters hide; `notes` say what could not be shown, and why.
    """

    scene: Scene
    spots: Mapping[str, Spot]
    groups: Mapping[str, Group]
    edges: tuple[Edge, ...]
    more: Mapping[str, Mapping[str, int]]
    filtered: int
    notes: tuple[str, ...]

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """What stands in the picture for each thing: itself, or its group."""
        things = {name: name for name in self.spots if name not in self.groups}
        return things | {member: name for name, group in self.groups.items() for member in group.members}

    @property
    def single_edges(self) -> tuple[Edge, ...]:
        """The links between things that stand by themselves."""
        return tuple(edge for edge in self.edges if {edge.source, edge.target} <= self.spots.keys())

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The links of groups to what is outside of them."""
        found: defaultdict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in self.edges:
            one, other = sorted((self.homes[edge.source], self.homes[edge.target]))
            if one != other and not {edge.source, edge.target} <= self.spots.keys():
                found[one, other].append(edge)
        return tuple(
            Bundle(first=one, second=other, edges=tuple(edges)) for (one, other), edges in sorted(found.items())
        )


def read_address(fields: MultiDict[str, str]) -> Address:
    """The state that an address's fields spell. Raises BadRequest for what is no such state."""
    steps = fields.getlist("do")
    if len(steps) > MOST_STEPS:
        raise BadRequest(f"There are more than {MOST_STEPS} steps.")
    if sum(text.startswith("path~") for text in steps) > MOST_SEARCHES:
        raise BadRequest(f"There are more than {MOST_SEARCHES} searches for ways.")
    years = [fields.get(name, "") for name in ("from", "to")]
    if any(year and not re.fullmatch(r"[0-9]{4}", year) for year in years):
        raise BadRequest("A year has four digits.")
    return Address(
        start=tuple(fields.getlist("start")[:10]),
        steps=tuple(_step(text) for text in steps),
        without=frozenset(fields.getlist("without")),
        area=fields.get("area", ""),
        country=fields.get("country", ""),
        progress=fields.get("progress", ""),
        first_year=years[0],
        last_year=years[1],
        chosen=fields.get("choose", ""),
        ticked=tuple(fields.getlist("tick")),
    )


def write_address(address: Address) -> list[tuple[str, str]]:
    """The fields that spell the state, for `read_address` to read."""
    return [
        *(("start", name) for name in address.start),
        *(("do", "~".join((step.verb, *step.parts))) for step in address.steps),
        *write_filters(address),
        *(("tick", name) for name in address.ticked),
        *([("choose", address.chosen)] if address.chosen else []),
    ]


def write_filters(address: Address) -> list[tuple[str, str]]:
    """The fields that spell the state's filters."""
    single = (
        ("area", address.area),
        ("country", address.country),
        ("progress", address.progress),
        ("from", address.first_year),
        ("to", address.last_year),
    )
    return [
        *((name, value) for name, value in single if value),
        *(("without", kind) for kind in sorted(address.without)),
    ]


class Pictures:
    """The pictures of a graph. The scenes at the latest addresses are kept, as the next ones go on from them."""

    def __init__(self, graph: ExplorerGraph) -> None:
        self.graph = graph
        self._play = lru_cache(maxsize=KEPT)(self._go_on)

    def at(self, address: Address) -> Picture:
        """The picture at the address. What it names and the graph lacks is left out, with a note."""
        scene = self._play(address.start, ())
        for count in range(1, len(address.steps) + 1):
            scene = self._play(address.start, address.steps[:count])
        return _filter(self.graph, scene, address)

    def _go_on(self, start: tuple[str, ...], steps: tuple[Step, ...]) -> Scene:
        if not steps:
            return open_scene(self.graph, start)
        return take_step(self.graph, self._play(start, steps[:-1]), steps[-1])


def _filter(graph: ExplorerGraph, scene: Scene, address: Address) -> Picture:
    always = scene.pinned.union(address.start)
    passing = {name for name in scene.things if name in always or _passes(graph, name, address)}
    groups = {
        name: replace(group, members=tuple(member for member in group.members if member in passing))
        for name, group in scene.groups.items()
    }
    groups = {name: group for name, group in groups.items() if group.members}
    spots = {name: spot for name, spot in scene.spots.items() if name in passing or name in groups}
    return Picture(
        scene=scene,
        spots=spots,
        groups=groups,
        edges=graph.between(passing),
        more={name: count_unseen(graph, scene, name) for name in spots},
        filtered=len(scene.things) - len(passing),
        notes=tuple(dict.fromkeys((*scene.missing, *scene.notes))),
    )


def _step(text: str) -> Step:
    match = _STEP.fullmatch(text)
    parts: Sequence[str] = match["rest"].split("~") if match else ()
    if match is None or not _fits(match["verb"], parts):
        raise BadRequest("The address holds a step that is none.")
    if match["verb"] in {"pin", "limit"} and not all(re.fullmatch(r"-?[0-9]{1,6}", part) for part in parts[:2]):
        raise BadRequest("A place is two whole numbers, a limit is one.")
    return Step(match["verb"], tuple(parts))


def _fits(verb: str, parts: Sequence[str]) -> bool:
    """Whether a step has as many parts as it needs, and none is empty."""
    known = VERBS[verb]
    return known.before + known.needed <= len(parts) <= known.before + known.most and all(parts)


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
