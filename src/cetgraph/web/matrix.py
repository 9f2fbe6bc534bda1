"""Who works with whom: the bodies of one country against those of another, with the commitments that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cetgraph.graph.network import Between, Tie, find_ties
from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES, Iri

MOST_BODIES: Final = 24
"""Rows, and columns, that can still be read side by side; the table and the CSV have all."""

SHADES: Final = 4
"""How many shades the cells have; the number stands in each."""

_ROUNDS: Final = 20
"""How often rows and columns are put in the order of their neighbours; far fewer settle matrices of this size."""

_BODIES: Final = """\
SELECT ?body ?name ?party ?partyName ?code WHERE {
  ?body cet:belongsTo ?party ; rdfs:label ?name .
  ?party dcterms:identifier ?code ; rdfs:label ?partyName .
} ORDER BY ?body ?code
"""

_LATEST: Final = """\
SELECT ?heldOn ?dialogue ?code WHERE {
  ?meeting cet:meetingOf ?dialogue ; cet:heldOn ?heldOn ; cet:meetingParty/dcterms:identifier ?code .
} ORDER BY DESC(STR(?heldOn)) ?dialogue ?code
"""

_BETWEEN: Final = """\
SELECT DISTINCT ?commitment ?body ?one ?other WHERE {
  ?commitment cet:party ?one , ?other ; cet:body ?body .
  ?body cet:belongsTo ?one .
} ORDER BY ?body ?commitment
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A country or group of countries that bodies belong to."""

    iri: Iri
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body; `local` is its name in addresses."""

    iri: str
    name: str
    party: str

    @property
    def local(self) -> str:
        """The name in our addresses."""
        return self.iri.removeprefix(QUERY_PREFIXES["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A body of the one side and one of the other, with the commitments that name both, by IRI."""

    one: Body
    other: Body
    commitments: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many commitments the two share."""
        return len(self.commitments)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The bodies of two sides, ordered so that those who work together stand together.

    `pairs` are all, the heaviest first; `rows` and `columns` as many bodies as can be read. `lone` are bodies that take
    part in commitments between the two sides which name no body of the other, with how many, by the code of the side.
    """

    one: Party
    other: Party
    rows: tuple[Body, ...]
    columns: tuple[Body, ...]
    pairs: tuple[Pair, ...]
    lone: Mapping[str, tuple[tuple[Body, int], ...]]

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Pair]:
        """The pairs by the IRIs of their bodies."""
        return {(pair.one.iri, pair.other.iri): pair for pair in self.pairs}

    @property
    def bodies(self) -> tuple[int, int]:
        """How many bodies each side has that work with one of the other."""
        return len({pair.one for pair in self.pairs}), len({pair.other for pair in self.pairs})

    def shade(self, pair: Pair) -> int:
        """How dark a cell is, from 1 to `SHADES`."""
        most = self.pairs[0].weight
        return 1 + (SHADES - 1) * (pair.weight - 1) // max(1, most - 1)


class Cooperation:
    """Who works with whom in a store, read once, when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """The parties by their codes whose bodies work with one of another party, by name."""
        found = {code for pair in self._between for code in pair}
        ranked = sorted((self._known[1][code] for code in found), key=lambda party: party.name.casefold())
        return {party.code: party for party in ranked}

    def usual(self) -> tuple[str, str] | None:
        """The codes of the two parties of the latest dialogue of two, or else of those with most pairs of bodies.

        None where no bodies of two parties work together.
        """
        for together in self._dialogues():
            pair = tuple(sorted(together))
            if len(pair) == 2 and pair in self._between:
                return pair
        return max(self._between, key=lambda pair: (len(self._between[pair]), pair), default=None)

    def make_matrix(self, one: str, other: str) -> Matrix:
        """The matrix of two parties that are known, by their codes."""
        ties = self._between.get((min(one, other), max(one, other)), [])
        bodies = self._known[0]
        pairs = [
            Pair(
                one=bodies[tie.first if bodies[tie.first].party == one else tie.second],
                other=bodies[tie.second if bodies[tie.first].party == one else tie.first],
                commitments=tie.commitments,
            )
            for tie in ties
        ]
        pairs.sort(key=lambda pair: (-pair.weight, pair.one.name.casefold(), pair.other.name.casefold()))
        rows, columns = _cut([(pair.one.iri, pair.other.iri, pair.weight) for pair in pairs])
        return Matrix(
            one=self.parties[one],
            other=self.parties[other],
            rows=tuple(bodies[iri] for iri in rows),
            columns=tuple(bodies[iri] for iri in columns),
            pairs=tuple(pairs),
            lone=self._lone(self.parties[one], self.parties[other]),
        )

    @cached_property
    def _known(self) -> tuple[Mapping[str, Body], Mapping[str, Party]]:
        bodies: dict[str, Body] = {}
        parties: dict[str, Party] = {}
        for row in self._store.select(_BODIES):
            bodies.setdefault(row["body"], Body(iri=row["body"], name=row["name"], party=row["code"]))
            parties.setdefault(row["code"], Party(iri=Iri(row["party"]), code=row["code"], name=row["partyName"]))
        return bodies, parties

    @cached_property
    def _between(self) -> Mapping[tuple[str, str], list[Tie]]:
        """The ties by the codes of the two parties, sorted."""
        bodies = self._known[0]
        found: defaultdict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in find_ties(self._store, Between.AGENCIES):
            if tie.first in bodies and tie.second in bodies:
                first, second = sorted((bodies[tie.first].party, bodies[tie.second].party))
                if first != second:
                    found[first, second].append(tie)
        return dict(found)

    def _dialogues(self) -> Iterable[set[str]]:
        """The parties of the meetings, the latest first."""
        found: dict[tuple[str, str], set[str]] = {}
        for row in self._store.select(_LATEST):
            found.setdefault((row["heldOn"], row["dialogue"]), set()).add(row["code"])
        return found.values()

    def _lone(self, one: Party, other: Party) -> Mapping[str, tuple[tuple[Body, int], ...]]:
        sides = {
            code: self._store.select(_BETWEEN, substitutions={"one": first, "other": second})
            for code, first, second in ((one.code, one.iri, other.iri), (other.code, other.iri, one.iri))
        }
        named = {code: {row["commitment"] for row in rows} for code, rows in sides.items()}
        both = named[one.code] & named[other.code]
        found: dict[str, tuple[tuple[Body, int], ...]] = {}
        for code, rows in sides.items():
            counts: defaultdict[str, int] = defaultdict(int)
            for row in rows:
                if row["commitment"] not in both and row["body"] in self._known[0]:
                    counts[row["body"]] += 1
            ranked = sorted(counts.items(), key=lambda pair: (-pair[1], self._known[0][pair[0]].name.casefold()))
            found[code] = tuple((self._known[0][iri], count) for iri, count in ranked)
        return found


def order_blocks(links: Sequence[tuple[str, str, int]]) -> tuple[list[str], list[str]]:
    """Rows and columns of a matrix so that what is linked stands together: blocks by weight, the heaviest first.

    Within a block each row goes to the middle of its columns and each column to that of its rows, in turn.

    >>> order_blocks([("a", "x", 1), ("b", "y", 3), ("c", "x", 1), ("d", "y", 1)])
    (['b', 'd', 'a', 'c'], ['y', 'x'])
    """
    rows: list[str] = []
    columns: list[str] = []
    for block in _blocks(links):
        weights: defaultdict[str, int] = defaultdict(int)
        for row, column, weight in block:
            weights[row] += weight
            weights[column] += weight
        ups = sorted({row for row, _, _ in block}, key=lambda name: (-weights[name], name))
        downs = sorted({column for _, column, _ in block}, key=lambda name: (-weights[name], name))
        for _ in range(_ROUNDS):
            after_downs = _by_middle(downs, [(column, row, weight) for row, column, weight in block], ups)
            after_ups = _by_middle(ups, block, after_downs)
            if (after_ups, after_downs) == (ups, downs):
                break
            ups, downs = after_ups, after_downs
        rows += ups
        columns += downs
    return rows, columns


def _cut(links: Sequence[tuple[str, str, int]]) -> tuple[list[str], list[str]]:
    """As many rows and columns in their order as can be read, without those that are left with no number."""
    rows, columns = (names[:MOST_BODIES] for names in order_blocks(links))
    shown = [(row, column) for row, column, _ in links if row in rows and column in columns]
    kept = {name for link in shown for name in link}
    return [row for row in rows if row in kept], [column for column in columns if column in kept]


def _blocks(links: Sequence[tuple[str, str, int]]) -> list[list[tuple[str, str, int]]]:
    """The links in groups that share no row and no column, those of most weight first."""
    group: dict[str, int] = {}
    members: dict[int, list[tuple[str, str, int]]] = {}
    for number, link in enumerate(links):
        row, column = f"row {link[0]}", f"column {link[1]}"
        joined = {group[name] for name in (row, column) if name in group}
        block = [link, *(old for other in joined for old in members.pop(other))]
        members[number] = block
        for old in block:
            group[f"row {old[0]}"] = group[f"column {old[1]}"] = number
    return sorted(members.values(), key=lambda block: (-sum(link[2] for link in block), min(block)))


def _by_middle(names: Sequence[str], links: Sequence[tuple[str, str, int]], others: Sequence[str]) -> list[str]:
    places = {name: place for place, name in enumerate(others)}
    sums: defaultdict[str, float] = defaultdict(float)
    weights: defaultdict[str, int] = defaultdict(int)
    for name, other, weight in links:
        sums[name] += weight * places[other]
        weights[name] += weight
    return sorted(names, key=lambda name: (round(sums[name] / weights[name], 9), names.index(name)))
