"""The places of things in a picture."""

from __future__ import annotations

from itertools import combinations
from math import hypot

from cetgraph.graph.network import Spot, lay_out, place_beside

RING = [(f"n{number}", f"n{(number + 1) % 40}") for number in range(40)]
MEMBERS = [f"n{number}" for number in range(40)]


def test_the_layout_is_the_same_each_time() -> None:
    """The same members, ties and anchors give the same places, to the digit."""
    anchors = {"n0": Spot(0.0, 0.0)}
    assert lay_out(MEMBERS, RING, anchors=anchors) == lay_out(MEMBERS, RING, anchors=anchors)


def test_anchors_hold() -> None:
    """What has a place keeps it."""
    anchors = {"n0": Spot(-300.0, 10.0), "n20": Spot(300.0, 10.0)}
    found = lay_out(MEMBERS, RING, anchors=anchors)
    assert {name: found[name] for name in anchors} == anchors


def test_nobody_stands_on_another() -> None:
    """Any two are apart, also those without ties."""
    found = lay_out(MEMBERS, RING[:10], anchors={})
    assert min(hypot(one.x - other.x, one.y - other.y) for one, other in combinations(found.values(), 2)) > 25


def test_the_largest_picture_is_laid_out_without_another_library() -> None:
    """499 members are placed by numpy alone; beyond, networkx would ask for scipy."""
    members = [f"n{number}" for number in range(499)]
    assert len(lay_out(members, [(members[0], member) for member in members[1:]], anchors={})) == 499


def test_newcomers_stand_beside_their_parent() -> None:
    """The first ring fills before the second, away from those who are there."""
    others = [Spot(0.0, 0.0), Spot(-200.0, 0.0), Spot(-100.0, 80.0)]
    found = place_beside(Spot(0.0, 0.0), ["a", "b", "c"], others)
    assert all(hypot(spot.x, spot.y) < 270 for spot in found.values())
    assert found["a"].x > 0
    assert len({*found.values(), *others}) == 6
