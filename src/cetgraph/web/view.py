"""The graph as pages show it: things with names and addresses on this site, findings with their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote

from cetgraph.graph.namespaces import DEFAULT_BASE
from cetgraph.graph.store import Store
from cetgraph.graph.terms import BlankNode, Iri, Literal, Term, Triple, shorten_iri, triple_order
from cetgraph.web.wording import FINDINGS, KINDS, Kind, term

_NAMES: Final = (term("rdfs:label"), term("skos:prefLabel"), term("dcterms:title"))
_TYPE: Final = term("rdf:type")
_EVIDENCE: Final = term("cet:evidence")
_SELECTOR: Final = term("oa:hasSelector")
_ELSEWHERE: Final = {"http://www.wikidata.org/entity/": "Wikidata", "https://ror.org/": "ROR"}
_NOT_IN_IRIS: Final = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|^`\\\ufffd]")
_LONGEST_NUMBER: Final = 12
_ID: Final = DEFAULT_BASE + "id/"


@dataclass(frozen=True, slots=True)
class Reference:
    """A value as a page shows it: its words, and where they lead; `path` is empty for plain words."""

    words: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words of a document, code points `start` to `end` of its frozen text; `path` leads to them."""

    words: str
    start: int
    end: int
    path: str


class View:
    """A store of data and one of terms (the ontology), read as people read."""

    def __init__(self, store: Store, terms: Store) -> None:
        self.store = store
        self.terms = terms

    def knows(self, thing: Iri) -> bool:
        """Whether anything is said of the thing; of what no IRI can be spelt like, nothing is."""
        if _NOT_IN_IRIS.search(thing.value):
            return False
        return any(True for _ in self.store.match(thing)) or any(True for _ in self.terms.match(thing))

    def about(self, thing: Iri) -> list[Triple]:
        """What data and ontology say of the thing, sorted."""
        return sorted({*self.store.match(thing), *self.terms.match(thing)}, key=triple_order)

    def to(self, thing: Iri) -> list[Triple]:
        """What leads to the thing, sorted."""
        return sorted({*self.store.match(None, None, thing), *self.terms.match(None, None, thing)}, key=triple_order)

    def objects(self, thing: Iri, predicate: Iri) -> tuple[Term, ...]:
        """The values of a thing's property, of the data first."""
        return self.store.objects(thing, predicate) or self.terms.objects(thing, predicate)

    def things(self, thing: Iri, predicate: Iri) -> tuple[Iri, ...]:
        """The things that are values of the property."""
        return tuple(value for value in self.objects(thing, predicate) if isinstance(value, Iri))

    def text(self, thing: Iri, predicate: Iri) -> str:
        """The first value of the property, in words; empty where there is none."""
        return next((value.value for value in self.objects(thing, predicate)), "")

    def label(self, thing: Iri) -> str:
        """The thing's name; for want of one, what its IRI tells."""
        for predicate in _NAMES:
            if name := self.text(thing, predicate):
                return name
        for start, name in _ELSEWHERE.items():
            if thing.value.startswith(start):
                return f"{name} {thing.value.removeprefix(start)}"
        return shorten_iri(thing.value).strip("<>")

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """The local names of things and concepts, by their first part: "country" leads to "country/SG"."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for kind in KINDS:
            for thing in self.store.subjects(_TYPE, kind.type):
                if thing.value.startswith(_ID):
                    local = thing.value.removeprefix(_ID)
                    names[local.partition("/")[0]].add(local)
        for triple in self.terms.match(None, term("skos:inScheme"), None):
            if isinstance(triple.subject, Iri) and triple.subject.value.startswith(f"{DEFAULT_BASE}scheme/"):
                names["scheme"].add(triple.subject.value.removeprefix(DEFAULT_BASE))
        return {first: sorted(locals_) for first, locals_ in names.items()}

    @cached_property
    def other_names(self) -> Mapping[str, Sequence[str]]:
        """The local names of things by what else they are called, as identifiers spell it: "nist", "u-s"."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for triple in self.store.match(None, term("skos:altLabel"), None):
            if isinstance(triple.subject, Iri) and triple.subject.value.startswith(_ID):
                spelt = "-".join(re.findall(r"\w+", triple.object.value.casefold()))
                names[spelt].add(triple.subject.value.removeprefix(_ID))
        return {spelt: sorted(locals_) for spelt, locals_ in names.items()}

    def kind(self, thing: Iri) -> Kind | None:
        """The kind that the thing is of; None for what has no list of its own."""
        types = {*self.store.objects(thing, _TYPE), *self.terms.objects(thing, _TYPE)}
        return next((kind for kind in KINDS if kind.type in types), None)

    def kind_name(self, thing: Iri) -> str:
        """What a thing of this sort is called, such as "agency"; empty where nothing is known."""
        if kind := self.kind(thing):
            return kind.name
        return next((self.label(type_) for type_ in self.things(thing, _TYPE)), "").rpartition(":")[2]

    def warm(self, things: Iterable[Iri]) -> None:
        """Have at hand what pages tell of the things: what they name, and the words that they rest on."""
        found = tuple(things)
        self.store.warm(found, None)
        self.store.warm(found, _EVIDENCE, _SELECTOR)

    def warmed(self, things: Iterable[Iri]) -> Iterator[Iri]:
        """The things, some hundreds at a time after `warm`."""
        return self.store.warmed(self.store.warmed(things, _EVIDENCE, _SELECTOR), None)

    def members(self, kind: Kind) -> tuple[Iri, ...]:
        """The things that are of this kind before any other, by name."""
        found = {*self.store.subjects(_TYPE, kind.type), *self.terms.subjects(_TYPE, kind.type)}
        things = [thing for thing in found if isinstance(thing, Iri)]
        ours = [thing for thing in self.store.warmed(things) if self.kind(thing) == kind]
        return tuple(sorted(ours, key=lambda thing: (self.label(thing).casefold(), thing)))

    def refer(self, value: Term) -> Reference:
        """The value in words, with where it leads."""
        match value:
            case Iri() as thing:
                return Reference(self.label(thing), path_of(thing, is_known=self.knows(thing)))
            case BlankNode():
                return Reference("something unnamed")
            case Literal(words, datatype, _) if datatype.endswith("#boolean"):
                return Reference("yes" if words in {"true", "1"} else "no")
            case Literal(words):
                return Reference(words)

    def is_finding(self, thing: Iri) -> bool:
        """Whether one document states it and its words prove it."""
        return any(type_ in FINDINGS for type_ in self.store.objects(thing, _TYPE))

    def passages(self, finding: Iri) -> tuple[Passage, ...]:
        """The words that a finding rests on, in the order of the text."""
        document = next(iter(self.things(finding, term("cet:statedIn"))), None)
        room = room_of(document) if document else ""
        return tuple(sorted(self._passages(finding, room), key=lambda passage: (passage.start, passage.end)))

    def _passages(self, finding: Iri, room: str) -> Iterator[Passage]:
        for evidence in self.things(finding, _EVIDENCE):
            parts = self.things(evidence, _SELECTOR)
            words = _first(self, parts, "oa:exact")
            start, end = _first(self, parts, "oa:start"), _first(self, parts, "oa:end")
            if words:
                path = f"{room}#c{start}" if room and start else ""
                yield Passage(words=words, start=int(start or 0), end=int(end or 0), path=path)


def path_of(thing: Iri, *, is_known: bool) -> str:
    """Where a thing is described: here, or at its own address on the web.

    >>> path_of(Iri("https://w3id.org/cetgraph/id/country/SG"), is_known=True)
    '/doc/country/SG'
    >>> path_of(Iri("http://www.wikidata.org/entity/Q334"), is_known=False)
    'http://www.wikidata.org/entity/Q334'
    """
    iri = thing.value
    if iri.startswith(_ID):
        return f"/doc/{quote(iri.removeprefix(_ID))}" if is_known else ""
    if iri.startswith(DEFAULT_BASE + "scheme/"):
        return f"/doc/{quote(iri.removeprefix(DEFAULT_BASE))}"
    if iri.startswith(DEFAULT_BASE + "graph/"):
        return f"/download/{quote(iri.removeprefix(DEFAULT_BASE + 'graph/').partition('/')[0])}"
    if iri.startswith(DEFAULT_BASE + "ontology"):
        return "/ontology" + iri.removeprefix(DEFAULT_BASE + "ontology")
    return iri if iri.startswith(("https://", "http://")) else ""


def read_number(written: str | None) -> int:
    """The number that is written, such as a place in a text; -1 for what is no whole number from 0 on.

    >>> read_number("1723"), read_number("soon"), read_number(None)
    (1723, -1, -1)
    """
    is_number = written is not None and len(written) <= _LONGEST_NUMBER and written.isascii() and written.isdigit()
    return int(written) if written is not None and is_number else -1


def thing_at(local: str) -> Iri:
    """The thing that the page `/doc/<local>` is about."""
    return Iri((DEFAULT_BASE if local.startswith("scheme/") else _ID) + unquote(local))


def room_of(document: Iri) -> str:
    """The reading room of a document."""
    return f"/document/{quote(document.value.removeprefix(_ID + 'document/'))}"


def document_at(name: str) -> Iri:
    """The document of a reading room."""
    return Iri(f"{_ID}document/{name}")


def _first(view: View, things: Iterable[Iri], predicate: str) -> str:
    return next((found for thing in things if (found := view.text(thing, term(predicate)))), "")
