"""The graph as the explorer walks it: things by short names, links both ways, and what filters apply to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES
from cetgraph.graph.things import Link, Thing, find_things

_ID: Final = QUERY_PREFIXES["id"]
_BASE: Final = _ID.removesuffix("id/")

_REVIEWED: Final = "SELECT ?thing WHERE { ?thing cet:reviewed false }"

_OVER_COMMITMENT: Final = frozenset({"area", "body", "party", "statedIn"})
"""Links of a commitment that its initiative has through it."""


class Basis(StrEnum):
    """What a link rests on: a statement of the data, or a step over a commitment that makes two of them."""

    STATED = "stated"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two things, by their names; `through` are the commitments that a derived one rests on."""

    source: str
    target: str
    kind: str
    basis: Basis
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """What a thing can be filtered by; what is empty does not apply to it."""

    areas: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    progress: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ExplorerGraph:
    """Things by name, and each one's links by the name of the other end."""

    things: Mapping[str, Thing]
    edges: Mapping[str, tuple[Edge, ...]]
    unreviewed: frozenset[str]

    def neighbours(self, name: str) -> tuple[str, ...]:
        """Those linked to the thing, each once: by kind, the dated ones in the order of time, then by label."""
        if name not in self._near:
            others = {edge.target if edge.source == name else edge.source for edge in self.edges[name]}
            self._near[name] = tuple(sorted(others - {name}, key=self.order))
        return self._near[name]

    def order(self, name: str) -> tuple[str, str, str, str]:
        """A key that sorts things by kind, time and label."""
        return self._orders[name]

    @cached_property
    def _near(self) -> dict[str, tuple[str, ...]]:
        """The neighbours that have been asked for, which are sorted once."""
        return {}

    @cached_property
    def _orders(self) -> Mapping[str, tuple[str, str, str, str]]:
        return {name: (thing.kind, date_of(thing), thing.label.casefold(), name) for name, thing in self.things.items()}

    def between(self, names: Iterable[str]) -> tuple[Edge, ...]:
        """The links among these things, sorted."""
        shown = set(names)
        found = {edge for name in shown for edge in self.edges[name] if {edge.source, edge.target} <= shown}
        return tuple(sorted(found, key=lambda edge: (edge.source, edge.target, edge.kind)))

    def ways(self, first: str, last: str, most: int) -> tuple[tuple[str, ...], ...]:
        """The shortest ways from one thing to the other, all of one length, ends included; at most so many of them.

        Countries are passed only where they are the ends: over them everything is near to everything.
        """
        came: dict[str, list[str]] = {first: []}
        front = [first]
        while front and last not in came:
            reached: dict[str, list[str]] = {}
            for name in front:
                if name != first and self.things[name].kind in {"country", "group"}:
                    continue
                for other in self.neighbours(name):
                    if other not in came:
                        reached.setdefault(other, []).append(name)
            came |= reached
            front = list(reached)
        if last not in came:
            return ()
        found: list[tuple[str, ...]] = []
        unfinished: list[tuple[str, ...]] = [(last,)]
        while unfinished and len(found) < most:
            way = unfinished.pop()
            if way[0] == first:
                found.append(way)
            unfinished += [(name, *way) for name in reversed(came[way[0]])]
        return tuple(found)

    @cached_property
    def facets(self) -> Mapping[str, Facets]:
        """What each thing can be filtered by; an initiative has what its commitments have."""
        return {name: self._facets(name) for name in self.things}

    def _facets(self, name: str) -> Facets:
        thing = self.things[name]
        made = [name]
        if thing.kind == "initiative":
            made = [edge.source for edge in self.edges[name] if edge.kind == "concernsInitiative"]
        areas, countries, progress, years = set[str](), set[str](), set[str](), set[str]()
        for one in made:
            attributes = dict(self.things[one].attributes)
            progress |= set(attributes.get("progress", "").split("; ")) - {""}
            years |= {date_of(self.things[one])[:4]} - {""}
            for edge in self.edges[one]:
                if edge.source != one or edge.basis is Basis.DERIVED:
                    continue
                target = self.things[edge.target]
                if target.kind == "area":
                    areas.add(edge.target)
                elif target.kind in {"country", "group"}:
                    countries.add(edge.target)
                elif edge.kind == "statedIn":
                    years |= {date_of(target)[:4]} - {""}
        return Facets(frozenset(areas), frozenset(countries), frozenset(progress), frozenset(years))


def make_explorer_graph(store: Store, names: Mapping[str, str]) -> ExplorerGraph:
    """The explorer's graph over the data of the store; `names` are the labels of what it only points to, by IRI."""
    found = find_things(store)
    things = {short_name(thing.iri): replace(thing, label=names.get(thing.iri, thing.label)) for thing in found.things}
    stated = [Edge(short_name(link.source), short_name(link.target), link.kind, Basis.STATED) for link in found.links]
    edges: dict[str, list[Edge]] = {name: [] for name in things}
    for edge in [*stated, *_derived(found.links)]:
        if edge.source != edge.target:
            edges[edge.source].append(edge)
            edges[edge.target].append(edge)
    return ExplorerGraph(
        things=things,
        edges={name: tuple(links) for name, links in edges.items()},
        unreviewed=frozenset(short_name(row["thing"]) for row in store.select(_REVIEWED)),
    )


def short_name(iri: str) -> str:
    """The name of a thing in our addresses.

    >>> short_name("https://w3id.org/cetgraph/id/country/SG")
    'country/SG'
    """
    return iri.removeprefix(_ID).removeprefix(_BASE)


def date_of(thing: Thing) -> str:
    """The date by which a thing is put in the order of time, empty where it has none."""
    attributes = dict(thing.attributes)
    return attributes.get("heldOn") or attributes.get("issued") or attributes.get("occurredOn") or ""


def _derived(links: Iterable[Link]) -> list[Edge]:
    """What an initiative has through its commitments."""
    of: dict[str, str] = {link.source: link.target for link in links if link.kind == "concernsInitiative"}
    through: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for link in links:
        if link.kind in _OVER_COMMITMENT and link.source in of:
            through[of[link.source], link.target, link.kind].append(link.source)
    return [
        Edge(short_name(source), short_name(target), kind, Basis.DERIVED, tuple(sorted(map(short_name, commitments))))
        for (source, target, kind), commitments in sorted(through.items())
    ]
