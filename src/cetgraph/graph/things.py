"""The graph without its scaffolding: things and links, for tools that know no RDF.

What a document states and whom and what it names become things; their numbers, dates and words become attributes, and
so do concepts such as an organisation's kind. Someone who takes part in a meeting is linked to it, the link being
called by the role. Evidence, text snapshots, mentions and the activity of reading are left to the RDF formats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, RDF, RDFS, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES, BlankNode, Iri, Literal, Term

AREA: Final = "area"

KINDS: Final[Mapping[Iri, str]] = {
    Iri(str(kind)): name
    for kind, name in (
        (cet.Agency, "agency"),
        (cet.Organisation, "organisation"),
        (cet.Country, "country"),
        (cet.CountryGroup, "group"),
        (FOAF.Person, "person"),
        (ORG.Post, "post"),
        (cet.Dialogue, "dialogue"),
        (cet.Instrument, "instrument"),
        (cet.Meeting, "meeting"),
        (cet.Initiative, "initiative"),
        (cet.Commitment, "commitment"),
        (cet.SourceDocument, "document"),
        (cet.AreaHeading, "heading"),
        (cet.InstrumentEvent, "event"),
    )
}
"""What a thing of each class is called; of several, the first counts."""

_SCHEME = QUERY_PREFIXES["scheme"]
_AREA = QUERY_PREFIXES["area"]

_LEFT_OUT = frozenset(Iri(str(name)) for name in (cet.rule, cet.evidence, cet.reviewed, SKOS.prefLabel, DCTERMS.title))


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with its name; attributes are sorted by name, several values of one joined by "; "."""

    iri: str
    kind: str
    label: str
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two things, by their IRIs; `kind` is the property's local name, or the role at a meeting.

    `attributes` are what an export says of it beyond that, by name.
    """

    source: str
    target: str
    kind: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Things:
    """Things sorted by IRI, links by source, kind and target. Every link joins two of the things."""

    things: tuple[Thing, ...]
    links: tuple[Link, ...]


def find_things(store: Store) -> Things:
    """The things and links of the data."""
    kinds = dict(_kinds(store))
    labels: dict[Iri, str] = {}
    attributes: dict[Iri, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    links: set[Link] = set()
    for subject, predicate, value in (triple for thing in store.warmed(kinds) for triple in store.match(thing)):
        if not isinstance(subject, Iri) or predicate in _LEFT_OUT:
            continue
        if predicate == Iri(str(RDFS.label)):
            labels[subject] = value.value
        elif value in kinds:
            links.add(Link(subject.value, value.value, _local_name(predicate)))
        elif shown := _attribute(value):
            attributes[subject][_local_name(predicate)].add(shown)
    for commitment, quote in _quotes(store):
        attributes[commitment]["quote"].add(quote)
    links.update(_takings_part(store, kinds))
    return Things(
        things=tuple(
            Thing(
                iri=iri.value,
                kind=kind,
                label=labels.get(iri) or _from_iri(iri),
                attributes=tuple((name, "; ".join(sorted(values))) for name, values in sorted(attributes[iri].items())),
            )
            for iri, kind in sorted(kinds.items())
        ),
        links=tuple(sorted(links, key=lambda link: (link.source, link.kind, link.target))),
    )


def find_quotes(store: Store, finding: Iri) -> tuple[str, ...]:
    """The exact words that a finding rests on, in the order of the text."""
    found: list[tuple[int, str]] = []
    for evidence in store.objects(finding, Iri(str(cet.evidence))):
        selectors = store.objects(evidence, Iri(str(cet.OA_hasSelector)))
        words = [value.value for part in selectors for value in store.objects(part, Iri(str(cet.OA_exact)))]
        starts = [int(value.value) for part in selectors for value in store.objects(part, Iri(str(cet.OA_start)))]
        found += [(min(starts, default=0), quote) for quote in words]
    return tuple(quote for _, quote in sorted(found))


def _kinds(store: Store) -> Iterator[tuple[Iri, str]]:
    """Each thing's kind; areas are concepts, which need no type to be known."""
    for predicate in (cet.area, SKOS.broadMatch, SKOS.exactMatch, SKOS.closeMatch):
        for triple in store.match(None, Iri(str(predicate)), None):
            if isinstance(triple.object, Iri) and triple.object.value.startswith(_AREA):
                yield triple.object, AREA
    for kind in reversed(tuple(KINDS)):
        for subject in store.subjects(Iri(str(RDF.type)), kind):
            if isinstance(subject, Iri):
                yield subject, KINDS[kind]


def _quotes(store: Store) -> Iterator[tuple[Iri, str]]:
    found = store.subjects(Iri(str(RDF.type)), Iri(str(cet.Commitment)))
    commitments = [thing for thing in found if isinstance(thing, Iri)]
    for commitment in store.warmed(commitments, Iri(str(cet.evidence)), Iri(str(cet.OA_hasSelector))):
        for quote in find_quotes(store, commitment):
            yield commitment, quote


def _takings_part(store: Store, kinds: Mapping[Iri, str]) -> Iterator[Link]:
    """The links of people to meetings, parties and posts, which the data states of their appearance in a document."""
    stated = [triple for triple in store.match(None, Iri(str(cet.person)), None) if isinstance(triple.subject, Iri)]
    store.warm(triple.subject for triple in stated if isinstance(triple.subject, Iri))
    for triple in stated:
        appearance, person = triple.subject, triple.object
        roles = [_local_name(role) for role in store.objects(appearance, Iri(str(cet.meetingRole)))] or ["participant"]
        named: tuple[tuple[URIRef, list[str]], ...] = (
            (cet.atMeeting, roles),
            (cet.forParty, ["forParty"]),
            (cet.inCapacityOf, ["inCapacityOf"]),
            (cet.onBehalfOf, ["onBehalfOf"]),
        )
        for predicate, names in named:
            for target in store.objects(appearance, Iri(str(predicate))):
                if person in kinds and target in kinds:
                    yield from (Link(person.value, target.value, name) for name in names)


def _attribute(value: Term) -> str | None:
    """The value as an attribute; None for a thing that is none of ours."""
    match value:
        case Literal(words):
            return words
        case Iri(iri) if iri.startswith(_SCHEME):
            return _local_name(value)
        case Iri() | BlankNode():
            return None


def _local_name(term: Term) -> str:
    """What stands after the last slash or hash.

    >>> _local_name(Iri("https://w3id.org/cetgraph/ontology#statedIn"))
    'statedIn'
    """
    return max(term.value.rpartition("/")[2], term.value.rpartition("#")[2], key=lambda part: -len(part))


def _from_iri(iri: Iri) -> str:
    return _local_name(iri).replace("-", " ")
