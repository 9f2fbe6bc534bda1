"""Who works with whom: bodies and parties as a network, each tie as heavy as the commitments that the two share.

Here too things and links become GraphML and GEXF and get their places in a picture, as this is the one module that
knows networkx.
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, count
from typing import Final
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from rdflib.namespace import DCTERMS, RDF, RDFS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri, Term
from cetgraph.graph.things import KINDS, Things

_GEXF = "http://www.gexf.net/1.2draft"


class Between(StrEnum):
    """Whose ties are shown."""

    AGENCIES = "agencies"
    PARTIES = "parties"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A body or party that commitments name.

    `party` is the code of the party itself or of the one that a body belongs to, None for an international body.
    `degree` counts those it works with, `strength` the commitments shared with them, one shared with two counted
    twice. `betweenness` is the share of shortest chains between two others that lead over it, from 0 to 1 (Freeman's,
    each tie one step long whatever its weight).
    """

    iri: str
    kind: str
    label: str
    party: str | None
    commitments: int
    degree: int
    strength: int
    betweenness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two members that share commitments, by their IRIs, `first` before `second`; `weight` is how many."""

    first: str
    second: str
    commitments: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many commitments the two share."""
        return len(self.commitments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Members sorted by strength, the strongest first, then by IRI; ties by weight likewise."""

    between: Between
    members: tuple[Member, ...]
    ties: tuple[Tie, ...]


def find_ties(store: Store, between: Between) -> tuple[Tie, ...]:
    """Those whom the commitments in the store name together, two and two, the heaviest tie first, then by IRI."""
    return _ties(store, _named(store, between))


def make_network(store: Store, between: Between) -> Network:
    """The network of those whom the commitments in the store name together.

    A body and the party that it belongs to are no tie: that they stand in one commitment says nothing of cooperation.
    """
    named = _named(store, between)
    ties = _ties(store, named)
    graph = _graph(named, ties)
    betweenness: Mapping[str, float] = nx.betweenness_centrality(graph)
    strengths = dict(graph.degree(weight="weight"))
    members = (
        Member(
            iri=iri.value,
            kind=_kind(store, iri),
            label=_first(store, iri, RDFS.label) or iri.value,
            party=_party(store, iri),
            commitments=len(named[iri]),
            degree=graph.degree(iri.value),
            strength=strengths[iri.value],
            betweenness=round(betweenness[iri.value], 6),
        )
        for iri in named
    )
    return Network(
        between=between,
        members=tuple(sorted(members, key=lambda member: (-member.strength, -member.commitments, member.iri))),
        ties=ties,
    )


def network_to_graphml(network: Network) -> bytes:
    """The network in GraphML, commitments of a tie joined by spaces."""
    graph: nx.Graph[str] = nx.Graph()
    for member in network.members:
        graph.add_node(
            member.iri,
            label=member.label,
            kind=member.kind,
            party=member.party or "",
            commitments=member.commitments,
            degree=member.degree,
            strength=member.strength,
            betweenness=member.betweenness,
        )
    for tie in network.ties:
        graph.add_edge(tie.first, tie.second, weight=tie.weight, commitments=" ".join(tie.commitments))
    return _graphml(graph)


def things_to_graphml(things: Things, *, description: str = "") -> bytes:
    """The things and links in GraphML; two things may have several links, each with its kind."""
    graph = _multigraph(things)
    if description:
        graph.graph["description"] = description
    return _graphml(graph)


def things_to_gexf(things: Things, *, description: str = "") -> bytes:
    """The things and links in GEXF 1.2draft, without the date and version that networkx would stamp on it."""
    buffer = io.BytesIO()
    nx.write_gexf(_multigraph(things), buffer, version="1.2draft")
    ET.register_namespace("", _GEXF)
    ET.register_namespace("viz", f"{_GEXF}/viz")
    root = ET.fromstring(buffer.getvalue())  # noqa: S314  # written by networkx a line above
    for meta in root.iter(f"{{{_GEXF}}}meta"):
        meta.attrib.pop("lastmodifieddate", None)
        for creator in meta.iter(f"{{{_GEXF}}}creator"):
            creator.text = "cetgraph"
        if description:
            ET.SubElement(meta, f"{{{_GEXF}}}description").text = description
    ET.indent(root)
    octets: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return octets + b"\n"


def _graphml(graph: nx.Graph[str]) -> bytes:
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer, prettyprint=True)
    return buffer.getvalue().rstrip(b"\n") + b"\n"


def _multigraph(things: Things) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing in things.things:
        attributes = {name: value for name, value in thing.attributes if name not in {"label", "kind", "id"}}
        graph.add_node(thing.iri, label=thing.label, kind=thing.kind, **attributes)
    for number, link in enumerate(things.links):
        graph.add_edge(link.source, link.target, key=number, label=link.kind, kind=link.kind, **dict(link.attributes))
    return graph


def _graph(named: Iterable[Iri], ties: Iterable[Tie]) -> nx.Graph[str]:
    """Nodes and edges in the order of their IRIs, so that sums of fractions come out the same each time."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(iri.value for iri in named))
    graph.add_weighted_edges_from(sorted((tie.first, tie.second, tie.weight) for tie in ties))
    return graph


def _named(store: Store, between: Between) -> dict[Iri, set[str]]:
    """The commitments that name each body or party."""
    predicates = {
        Between.AGENCIES: (cet.body,),
        Between.PARTIES: (cet.party,),
        Between.ALL: (cet.body, cet.party),
    }[between]
    named: dict[Iri, set[str]] = defaultdict(set)
    for predicate in predicates:
        for triple in store.match(None, Iri(str(predicate)), None):
            if isinstance(triple.object, Iri):
                named[triple.object].add(triple.subject.value)
    return dict(sorted(named.items()))


def _ties(store: Store, named: Mapping[Iri, set[str]]) -> tuple[Tie, ...]:
    homes: dict[Iri, set[Term]] = defaultdict(set)
    for triple in store.match(None, Iri(str(cet.belongsTo)), None):
        if isinstance(triple.subject, Iri):
            homes[triple.subject].add(triple.object)
    shared: dict[tuple[Iri, Iri], list[str]] = defaultdict(list)
    for commitment, together in _by_commitment(named).items():
        for first, second in combinations(sorted(together), 2):
            if first not in homes[second] and second not in homes[first]:
                shared[first, second].append(commitment)
    ties = (
        Tie(first=first.value, second=second.value, commitments=tuple(sorted(commitments)))
        for (first, second), commitments in shared.items()
    )
    return tuple(sorted(ties, key=lambda tie: (-tie.weight, tie.first, tie.second)))


def _by_commitment(named: Mapping[Iri, set[str]]) -> dict[str, list[Iri]]:
    members: dict[str, list[Iri]] = defaultdict(list)
    for iri, commitments in named.items():
        for commitment in commitments:
            members[commitment].append(iri)
    return members


def _kind(store: Store, iri: Iri) -> str:
    classes = store.objects(iri, Iri(str(RDF.type)))
    return next((name for kind, name in KINDS.items() if kind in classes), "thing")


def _party(store: Store, iri: Iri) -> str | None:
    homes = store.objects(iri, Iri(str(cet.belongsTo)))
    return next((code for home in (iri, *homes) for code in _values(store, home, DCTERMS.identifier)), None)


def _first(store: Store, iri: Iri, predicate: str) -> str | None:
    return next(_values(store, iri, predicate), None)


def _values(store: Store, thing: object, predicate: str) -> Iterator[str]:
    if isinstance(thing, Iri):
        yield from (value.value for value in store.objects(thing, Iri(str(predicate))))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a picture, in pixels; y grows downwards."""

    x: float
    y: float


WIDTH: Final = 176.0
HEIGHT: Final = 96.0
"""The room that a thing needs for its sign with three lines of its name below: no other stands nearer than this, unless
beside its parent."""


def lay_out(members: Sequence[str], ties: Iterable[tuple[str, str]], *, anchors: Mapping[str, Spot]) -> dict[str, Spot]:
    """A place for each member, the anchors' own where they are given: the same for the same members, ties and anchors.

    Springs pull those that are tied together (Fruchterman and Reingold, seeded); then those too near to one another
    are pushed apart, until each has room for its name. At most 499 members, beyond which another method would be
    needed.

    >>> lay_out(["a"], [], anchors={"a": Spot(1, 2)})
    {'a': Spot(x=1, y=2)}
    """
    movable = [member for member in members if member not in anchors]
    if not movable:
        return {member: anchors[member] for member in members}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(members)
    graph.add_edges_from((first, second) for first, second in ties if first in graph and second in graph)
    scale = np.array([_SPREAD, _SPREAD]) * max(1.0, len(members) ** 0.5)
    start = np.random.default_rng(_SEED).uniform(-0.5, 0.5, (len(members), 2))
    places = dict(zip(members, start, strict=True))
    places |= {member: np.array([spot.x, spot.y]) / scale for member, spot in anchors.items() if member in graph}
    held = [member for member in members if member in anchors]
    found = nx.spring_layout(
        graph, pos=places, fixed=held or None, k=1.2 / len(members) ** 0.5, iterations=80, seed=_SEED
    )
    matrix = np.array([found[member] for member in members]) * scale
    still = np.array([member in anchors for member in members])
    matrix = _push_apart(_draw_in(matrix, still), still)
    settled = {member: anchors[member] for member in held}
    for member, (x, y) in zip(members, matrix, strict=True):
        if member not in settled:
            settled |= place_beside(Spot(round(float(x), 1), round(float(y), 1)), [member], settled.values())
    return {member: settled[member] for member in members}


def place_beside(parent: Spot, newcomers: Sequence[str], taken: Iterable[Spot]) -> dict[str, Spot]:
    """A place for each newcomer near its parent where nobody stands yet; nobody else moves.

    The parent's own place is taken if it is free. Then rings around it are filled, each from the side that looks away
    from the middle of those already there. Where there is no room nearby the newcomers stand closer to one another,
    rather than far away.
    """
    taken = list(taken)
    others = np.array([[spot.x, spot.y] for spot in taken] or [[math.inf, math.inf]])
    middle = others.mean(axis=0) if taken else np.array([parent.x, parent.y])
    away = math.atan2(parent.y - middle[1], parent.x - middle[0])
    found: dict[str, Spot] = {}
    room = iter(_ROOM)
    near, rings = next(room)
    spots = _rings(parent, away, near, rings)
    for newcomer in newcomers:
        while newcomer not in found:
            spot = next(spots, None)
            if spot is None:
                near, rings = next(room)
                spots = _rings(parent, away, near, rings)
            elif (np.abs((others - [spot.x, spot.y]) / [WIDTH * near, HEIGHT * near]).max(axis=1) >= 0.999).all():
                found[newcomer] = spot
                others = np.vstack([others, [spot.x, spot.y]])
    return found


_SEED = 20240731
_SPREAD = 135.0
"""How far things spread, in pixels, times the root of their number: between the height and the width of one."""
_FURTHEST = 1.6
"""How far from the middle, in median distances, one may stand."""
_ROOM = ((1.0, 3), (0.7, 5), (1.0, None))
"""Where newcomers look for a place: how near to others, in widths and heights, and on how many rings; None for all."""


def _rings(centre: Spot, away: float, near: float, rings: int | None) -> Iterator[Spot]:
    """The centre and ever more distant cells of a grid around it, in each ring those in the direction `away` first."""
    yield centre
    for ring in count(1) if rings is None else range(1, rings + 1):
        side = range(-ring, ring + 1)
        cells = [(column, row) for column in side for row in side if max(abs(column), abs(row)) == ring]
        for column, row in sorted(cells, key=lambda cell: (_turn(math.atan2(cell[1], cell[0]), away), cell)):
            yield Spot(round(centre.x + WIDTH * near * column, 1), round(centre.y + HEIGHT * near * row, 1))


def _turn(one: float, other: float) -> float:
    """How far apart two angles are, to six digits, so that sides are told apart the same way on every machine."""
    return round(abs(math.remainder(one - other, math.tau)), 6)


def _draw_in(places: NDArray[np.float64], still: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The places with those far out brought nearer, as a few of them would make all others small."""
    middle = np.median(places, axis=0)
    rays = places - middle
    far = np.hypot(rays[:, 0], rays[:, 1])
    furthest = _FURTHEST * float(np.median(far)) or 1.0
    shrink = np.where((far > furthest) & ~still, (furthest + (far - furthest) * 0.15) / np.maximum(far, 1e-6), 1.0)
    nearer: NDArray[np.float64] = middle + rays * shrink[:, None]
    return nearer


def _push_apart(places: NDArray[np.float64], still: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The places with those too near to each other moved apart sideways or downwards; those that hold still stay."""
    shape = np.array([WIDTH, HEIGHT])
    scaled = places / shape
    for _ in range(120):
        apart = scaled[:, None, :] - scaled[None, :, :]
        lack = np.clip(1.0 - np.abs(apart), 0.0, None)
        lack[(lack == 0).any(axis=2)] = 0.0
        lack[np.arange(len(scaled)), np.arange(len(scaled))] = 0.0
        if not lack.any():
            break
        is_shorter = lack <= lack[..., ::-1]
        push = np.where(is_shorter, np.copysign(lack, apart) * 0.55, 0.0).sum(axis=1)
        push[still] = 0.0
        scaled = scaled + np.clip(push, -0.5, 0.5)
    moved: NDArray[np.float64] = scaled * shape
    return moved
