"""What the page of a thing shows: what is said of it, with the words that say so, and all that leads to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cetgraph.graph.terms import Iri, Triple, triple_order
from cetgraph.web.paging import Paging, find_page
from cetgraph.web.view import Passage, Reference, View, room_of
from cetgraph.web.wording import FACTS, UNSAID, WAYS_BACK, Kind, term

MOST_ROWS: Final = 100
"""Rows of a group that a page shows; the others are on further pages, of this group alone."""

_DETAILS: Final = tuple(
    term(name)
    for name in (
        "cet:person",
        "cet:inCapacityOf",
        "cet:meetingRole",
        "cet:forParty",
        "cet:atMeeting",
        "cet:eventKind",
        "cet:occurredOn",
        "cet:party",
        "cet:body",
        "cet:area",
    )
)
"""What a row tells of a finding beside its words."""

_DATES: Final = (term("cet:heldOn"), term("dcterms:issued"), term("cet:occurredOn"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of a thing with all its values."""

    name: str
    values: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a document states, as a row: with its words, its document and what they tell."""

    path: str
    label: str
    kind: str
    progress: str
    stance: str
    passages: tuple[Passage, ...]
    document: Reference
    issued: str
    details: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing as a row: its name, and its date where it has one."""

    reference: Reference
    date: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Those that lead to a thing in one way. `total` counts also the rows that are not shown."""

    name: str
    anchor: str
    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingPage:
    """The page of a thing; with `paging`, one of the pages of its only group."""

    iri: str
    label: str
    kind: str
    collection: Kind | None
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    document: Reference | None
    groups: tuple[Group, ...]
    room: str
    paging: Paging | None


def make_page(view: View, thing: Iri, *, group: str = "", number: str = "") -> ThingPage:
    """The page of a thing that the view knows: the first rows of each group, or a page of the group of that anchor."""
    view.warm([thing])
    subjects = _subjects(view, thing)
    paging = None
    if group in {_anchor(name) for name in subjects}:
        subjects = {name: found for name, found in subjects.items() if _anchor(name) == group}
        paging = find_page(number, total=sum(map(len, subjects.values())), size=MOST_ROWS)
    is_finding = view.is_finding(thing)
    document = next(iter(view.things(thing, term("cet:statedIn"))), None) if is_finding else None
    is_document = term("cet:SourceDocument") in view.objects(thing, term("rdf:type"))
    return ThingPage(
        iri=thing.value,
        label=view.label(thing),
        kind=view.kind_name(thing),
        collection=view.kind(thing),
        facts=_facts(view, thing),
        passages=view.passages(thing) if is_finding else (),
        document=_document(view, document) if document else None,
        groups=tuple(
            _group(view, name, found, rows=paging.rows if paging else slice(0, MOST_ROWS))
            for name, found in subjects.items()
        ),
        room=room_of(thing) if is_document else "",
        paging=paging,
    )


def make_finding(view: View, finding: Iri) -> Finding:
    """The finding as a row."""
    document = next(iter(view.things(finding, term("cet:statedIn"))), None)
    return Finding(
        path=view.refer(finding).path,
        label=view.label(finding),
        kind=view.kind_name(finding),
        progress=_notation(view.text(finding, term("cet:progress"))),
        stance=_notation(view.text(finding, term("cet:stance"))),
        passages=view.passages(finding),
        document=_document(view, document) if document else Reference(""),
        issued=view.text(document, term("dcterms:issued")) if document else "",
        details=tuple(
            Fact(FACTS[predicate], tuple(view.refer(value) for value in values))
            for predicate in _DETAILS
            if (values := view.objects(finding, predicate))
        ),
    )


def describe_thing(view: View, thing: Iri) -> list[Triple]:
    """The statements about the thing and to it, their evidence, and the names of all that they name; sorted."""
    found = {*view.about(thing), *view.to(thing)}
    findings = {triple.subject for triple in found if isinstance(triple.subject, Iri)}
    for finding in view.warmed(findings):
        for evidence in view.things(finding, term("cet:evidence")):
            found.add(Triple(finding, term("cet:evidence"), evidence))
            found.update(view.about(evidence))
            for selector in view.things(evidence, term("oa:hasSelector")):
                found.update(view.about(selector))
    named = {node for triple in found for node in (triple.subject, triple.object) if isinstance(node, Iri)}
    for node in view.store.warmed(named):
        for predicate in (term("rdfs:label"), term("skos:prefLabel")):
            found.update(Triple(node, predicate, value) for value in view.objects(node, predicate))
    return sorted(found, key=triple_order)


def list_items(view: View, kind: Kind) -> tuple[Item, ...]:
    """All things of a kind, by date where they have one, the latest first, then by name."""
    return _items(view, view.members(kind))


def _facts(view: View, thing: Iri) -> tuple[Fact, ...]:
    values: defaultdict[Iri, list[Reference]] = defaultdict(list)
    for triple in view.about(thing):
        if triple.predicate not in UNSAID:
            values[triple.predicate].append(view.refer(triple.object))
    order = list(FACTS)
    ranked = sorted(values, key=lambda name: (order.index(name) if name in order else len(order), name))
    return tuple(Fact(FACTS.get(name) or view.label(name).capitalize(), tuple(values[name])) for name in ranked)


def _subjects(view: View, thing: Iri) -> dict[str, set[Iri]]:
    """What leads to the thing, by the heading of its group, in the order of the page."""
    rows: defaultdict[tuple[int, str], set[Iri]] = defaultdict(set)
    order = list(WAYS_BACK)
    leading = view.to(thing)
    view.warm(triple.subject for triple in leading if isinstance(triple.subject, Iri))
    for triple in leading:
        if isinstance(triple.subject, Iri) and triple.predicate in WAYS_BACK:
            name = WAYS_BACK[triple.predicate]
            if triple.predicate == term("cet:statedIn"):
                name = _stated(view, triple.subject)
            rows[order.index(triple.predicate), name].add(triple.subject)
    for document in view.store.subjects(term("cet:reports"), thing):
        stated = [found for found in view.store.subjects(term("cet:statedIn"), document) if isinstance(found, Iri)]
        rows[3, "Commitments stated there"].update(
            found for found in view.warmed(stated) if term("cet:Commitment") in view.objects(found, term("rdf:type"))
        )
    found: defaultdict[str, set[Iri]] = defaultdict(set)
    for (_, name), subjects in sorted(rows.items(), key=lambda pair: pair[0]):
        found[name] |= subjects
    return {name: subjects for name, subjects in found.items() if subjects}


def _stated(view: View, finding: Iri) -> str:
    kind = view.kind(finding)
    if kind is not None:
        return kind.plural
    types = view.objects(finding, term("rdf:type"))
    return "People" if term("cet:Appearance") in types else "Whom and what it names"


def _anchor(name: str) -> str:
    """Where links to the group of that heading lead."""
    return name.lower().replace(" ", "-").replace("’", "")


def _group(view: View, name: str, subjects: Iterable[Iri], *, rows: slice) -> Group:
    things = sorted(subjects)
    findings = {thing for thing in things if view.is_finding(thing)}
    placed = sorted((_place(view, finding), finding) for finding in findings)
    placed.sort(key=lambda pair: pair[0].issued, reverse=True)
    items = _items(view, [thing for thing in things if thing not in findings])
    return Group(
        name=name,
        anchor=_anchor(name),
        findings=tuple(make_finding(view, finding) for _, finding in placed[rows]),
        items=items[max(0, rows.start - len(placed)) : max(0, rows.stop - len(placed))],
        total=len(things),
    )


def _items(view: View, things: Sequence[Iri]) -> tuple[Item, ...]:
    items = [
        Item(
            reference=view.refer(thing),
            date=next((date for name in _DATES if (date := view.text(thing, name))), ""),
            kind=view.kind_name(thing),
        )
        for thing in view.store.warmed(things)
    ]
    items.sort(key=lambda item: item.reference.words.casefold())
    items.sort(key=lambda item: item.date, reverse=True)
    return tuple(items)


class _Place(NamedTuple):
    """Where a finding stands: its document, and where in that its words begin."""

    issued: str
    document: str
    start: int


def _place(view: View, finding: Iri) -> _Place:
    document = next(iter(view.things(finding, term("cet:statedIn"))), None)
    start = min((passage.start for passage in view.passages(finding)), default=0)
    return _Place(
        view.text(document, term("dcterms:issued")) if document else "", document.value if document else "", start
    )


def _document(view: View, document: Iri) -> Reference:
    return view.refer(document)


def _notation(concept: str) -> str:
    return concept.rpartition("/")[2]
