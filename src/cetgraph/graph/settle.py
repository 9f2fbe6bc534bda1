"""One value where documents differ on what a thing can have one of, and one thing where a group is also a body.

What documents state stays in each document's graph, as far as it does not contradict what an earlier one said of a
thing that they share: its name, its kind, where a meeting was held. The reference graph comes first, then the
documents' graphs in the order of their names, which is that of their dates; within one graph the alphabet decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.named_graphs import NamedGraphs
from cetgraph.graph.statements import Triple

# rdflib looks a term up anew each time it is named, which takes longer than all else in a loop over all triples.
_TYPE, _LABEL = RDF.type, RDFS.label
_SINGLE = frozenset({_LABEL, cet.organisationKind, cet.instrumentKind, cet.place, cet.heldOn})
_ALIKE = frozenset({_LABEL, SKOS.exactMatch})
_REFERENCE = "/reference"


def settle(graphs: NamedGraphs) -> NamedGraphs:
    """The same graphs, where each thing has one label, one kind, and one place.

    A label that is not chosen becomes an alternative. Of two dates of one meeting the more precise is chosen where
    it lies within the other; dates that contradict each other stay, for the check to find.

    An organisation that is also recorded as a group of countries (ASEAN has a secretariat, and acts as a party)
    belongs to that group. The two stay apart: who acts as a party is counted otherwise than who works as a body.
    """
    dropped, added = _choices(graphs)
    for name, triples in _memberships(graphs):
        added[name] |= triples
    changed = dropped.keys() | added.keys()
    return {
        name: (triples - dropped.get(name, set())) | added.get(name, set()) if name in changed else triples
        for name, triples in graphs.items()
    }


def _choices(graphs: NamedGraphs) -> tuple[defaultdict[URIRef, set[Triple]], defaultdict[URIRef, set[Triple]]]:
    """What goes from each graph and what comes in, so that each thing has one of what it can have one of."""
    dropped: defaultdict[URIRef, set[Triple]] = defaultdict(set)
    added: defaultdict[URIRef, set[Triple]] = defaultdict(set)
    for (thing, predicate), uses in _uses(graphs).items():
        if len({value for value, _ in uses}) == 1:
            continue
        uses.sort(key=lambda use: (_graph_order(use[1]), str(use[0])))
        values = list(dict.fromkeys(value for value, _ in uses))
        chosen = _most_precise(values) if predicate == cet.heldOn else values[0]
        if chosen is None:
            continue
        for value, name in uses:
            if value != chosen:
                dropped[name].add((thing, predicate, value))
                added[name].add((thing, predicate, chosen))
                if predicate == _LABEL:
                    added[name].add((thing, SKOS.altLabel, value))
    return dropped, added


def _uses(graphs: NamedGraphs) -> dict[tuple[URIRef, URIRef], list[tuple[URIRef | Literal, URIRef]]]:
    """The values that each thing has by the properties that it can have one of, with the graph of each."""
    uses: dict[tuple[URIRef, URIRef], list[tuple[URIRef | Literal, URIRef]]] = {}
    for name, triples in graphs.items():
        for thing, predicate, value in triples:
            if predicate in _SINGLE:
                uses.setdefault((thing, predicate), []).append((value, name))
    return uses


def _graph_order(name: URIRef) -> tuple[bool, str]:
    return not name.endswith(_REFERENCE), str(name)


def _most_precise(dates: list[URIRef | Literal]) -> URIRef | Literal | None:
    """The date that lies within all the others; None where they contradict each other.

    >>> str(_most_precise([Literal("2024-09"), Literal("2024-09-17")]))
    '2024-09-17'
    >>> _most_precise([Literal("2024-09-16"), Literal("2024-09-17")]) is None
    True
    """
    longest = max(dates, key=len)
    return longest if all(longest.startswith(str(date)) for date in dates) else None


def _memberships(graphs: NamedGraphs) -> Iterator[tuple[URIRef, set[Triple]]]:
    """For the reference graph: each organisation that is a group too belongs to it, by their names or identifiers."""
    groups: set[URIRef] = set()
    organisations: set[URIRef] = set()
    placed: set[URIRef] = set()
    marks: dict[URIRef | Literal, set[URIRef]] = defaultdict(set)
    for triples in graphs.values():
        for thing, predicate, value in triples:
            if predicate in _ALIKE:
                marks[value].add(thing)
            elif predicate == _TYPE:
                if value == cet.CountryGroup:
                    groups.add(thing)
                elif value == cet.Organisation:
                    organisations.add(thing)
            elif predicate == cet.belongsTo:
                placed.add(thing)
    found: set[Triple] = {
        (organisation, cet.belongsTo, group)
        for things in marks.values()
        for group in things & groups
        for organisation in (things & organisations) - placed
    }
    reference = [name for name in graphs if name.endswith(_REFERENCE)]
    if found and reference:
        yield reference[0], found
