"""Names across documents that look alike but stand for two things, with the reason, for a person to settle.

Likeness never makes two things one: it merges what should stay apart, such as two countries' ministries. What is one
under two names belongs in the gazetteer; here is where to look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rdflib import URIRef

from cetgraph.graph.identifiers import slug, without_brackets
from cetgraph.graph.party_names import opening_parties, without_manner
from cetgraph.graph.reading_iris import ReadingIris, name_reading
from cetgraph.model import Instrument, Organisation, Person, Reading

_SMALL_WORDS = frozenset("a an and at by for from in of on the to with".split())
_NO_NAME_BY_ITSELF = frozenset(
    "action agency agreement center centre committee conference council department dialogue forum framework group "
    "initiative institute joint leader meeting ministry national office partnership plan program programme project "
    "strategic summit working".split()
)
"""Words that many names share; a name of these alone is like every other."""

_ENOUGH = 0.75
"""Names with this part of their words in common are shown: "Critical and Emerging Technology Working Group" and "Quad
Critical and Emerging Technology Working Group" (5 of 6), but not two working groups on different matters (2 of 6)."""

_COMMON = 60
"""A word in more names than this is not looked up to find pairs; their other words find them."""


class Likeness(StrEnum):
    """Why two names look alike; the value is what a reader is told."""

    OTHER_COUNTRIES = "the same name in different countries"
    UNKNOWN_COUNTRY = "the same name, but a document does not tell whose"
    OTHER_PARTIES = "the same name in documents of different parties"
    ENDINGS = "the same name but for small words or endings"
    LONGER = "one name has all the words of the other"
    NEAR = "the names share most of their words"
    SAME_DAY = "meetings of one series on one day, of which one document gives the number and the other does not"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Two or more things of one sort, each with the name that documents use for it, and why they look alike."""

    sort: str
    things: tuple[tuple[str, URIRef], ...]
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A thing with one of its names. `whose` are the codes of its country, or of the parties that an instrument's name
    opens with; empty where it has none or the name does not tell.
    """

    sort: str
    iri: URIRef
    name: str
    whose: tuple[str, ...]
    is_known: bool

    @property
    def words(self) -> str:
        """The name in plain letters, without the parties that it opens with."""
        bare = without_brackets(self.name)
        opening = opening_parties(bare) if self.sort == "instruments" else None
        return slug(opening.rest if opening else without_manner(bare))

    @property
    def key(self) -> frozenset[str]:
        """The words that count, each without a plural's ending."""
        return frozenset(map(_singular, self.words.split("-"))) - _SMALL_WORDS


def find_look_alikes(readings: Sequence[Reading]) -> tuple[LookAlike, ...]:
    """The look-alikes among the readings' people, organisations, instruments and meetings, by name.

    Two names that the gazetteer knows are compared only where they are the same: it has told them apart.
    """
    named = [(reading, name_reading(reading)) for reading in readings]
    things: dict[URIRef, _Named] = {}
    for reading, iris in named:
        for thing in _things(reading, iris):
            things.setdefault(thing.iri, thing)
    found = [*_same(things.values()), *_similar(things.values()), *_meetings(named)]
    return tuple(sorted(found, key=lambda alike: (alike.sort, alike.things)))


def _things(reading: Reading, iris: ReadingIris) -> Iterator[_Named]:
    pairs: tuple[tuple[str, Sequence[Organisation | Instrument | Person], tuple[URIRef, ...]], ...] = (
        ("organisations", reading.organisations, iris.organisations),
        ("instruments", reading.instruments, iris.instruments),
        ("people", reading.people, iris.people),
    )
    for sort, values, names in pairs:
        for value, iri in zip(values, names, strict=True):
            canonical = _canonical(value)
            yield _Named(
                sort=sort,
                iri=iri,
                name=canonical or value.name,
                whose=_whose(value),
                is_known=canonical is not None,
            )


def _whose(value: Organisation | Instrument | Person) -> tuple[str, ...]:
    if isinstance(value, Instrument):
        opening = opening_parties(without_brackets(value.canonical or value.name))
        return opening.parties if opening else ()
    return (value.country,) if value.country else ()


def _canonical(value: Organisation | Instrument | Person) -> str | None:
    if isinstance(value, Organisation):
        return value.known.name if value.known else None
    return value.canonical


def _same(things: Iterable[_Named]) -> Iterator[LookAlike]:
    """Things of one sort whose names have the same words that count."""
    by_key: defaultdict[tuple[str, frozenset[str]], list[_Named]] = defaultdict(list)
    for thing in things:
        by_key[thing.sort, thing.key].append(thing)
    for (sort, _), same in by_key.items():
        likeness = _likeness_of_same(same) if len(same) > 1 else None
        if likeness is not None:
            pairs = sorted((thing.name, thing.iri) for thing in same)
            yield LookAlike(sort=sort, things=tuple(pairs), likeness=likeness)


def _likeness_of_same(same: Sequence[_Named]) -> Likeness | None:
    """Why things of one name look alike; None for instruments that all name their different parties."""
    owners = {thing.whose for thing in same}
    if same[0].sort == "instruments":
        if len(owners) == len(same) and () not in owners:
            return None
        return Likeness.OTHER_PARTIES if len({thing.words for thing in same}) == 1 else Likeness.ENDINGS
    if () in owners:
        return Likeness.UNKNOWN_COUNTRY
    return Likeness.OTHER_COUNTRIES if len(owners) > 1 else Likeness.ENDINGS


def _similar(things: Iterable[_Named]) -> Iterator[LookAlike]:
    """Pairs of one sort, one of them new, whose names share words that not too many names have."""
    by_word: defaultdict[tuple[str, str], list[_Named]] = defaultdict(list)
    for thing in sorted(things, key=lambda thing: thing.iri):
        for word in thing.key - _NO_NAME_BY_ITSELF:
            by_word[thing.sort, word].append(thing)
    pairs = {
        (first.iri, second.iri): (first, second)
        for sharing in by_word.values()
        if len(sharing) <= _COMMON
        for first, second in combinations(sharing, 2)
        if first.key != second.key
    }
    for first, second in pairs.values():
        likeness = _likeness(first, second)
        if likeness is not None and not (first.is_known and second.is_known) and not _is_elsewhere(first, second):
            pair = sorted([(first.name, first.iri), (second.name, second.iri)])
            yield LookAlike(sort=first.sort, things=tuple(pair), likeness=likeness)


def _likeness(first: _Named, second: _Named) -> Likeness | None:
    shorter, longer = sorted((first.key, second.key), key=len)
    if shorter < longer and (first.sort == "people" or len(shorter - _NO_NAME_BY_ITSELF) > 1):
        return Likeness.LONGER
    if first.sort != "people" and len(shorter & longer) >= _ENOUGH * len(shorter | longer):
        return Likeness.NEAR
    return None


def _is_elsewhere(first: _Named, second: _Named) -> bool:
    return bool(first.whose and second.whose) and first.whose != second.whose


def _meetings(named: Sequence[tuple[Reading, ReadingIris]]) -> Iterator[LookAlike]:
    """Meetings of one series on one day that have two identifiers."""
    by_day: defaultdict[tuple[URIRef, str], dict[URIRef, str]] = defaultdict(dict)
    for reading, iris in named:
        meeting = reading.meeting
        if meeting and meeting.date and iris.meeting and iris.dialogue:
            by_day[iris.dialogue, meeting.date].setdefault(iris.meeting, meeting.series)
    for meetings in by_day.values():
        if len(meetings) > 1:
            things = tuple(sorted((name, iri) for iri, name in meetings.items()))
            yield LookAlike(sort="meetings", things=things, likeness=Likeness.SAME_DAY)


def _singular(word: str) -> str:
    """The word without a plural's ending, as far as that can be told from its letters.

    >>> _singular("technologies"), _singular("services"), _singular("process"), _singular("us")
    ('technology', 'service', 'process', 'us')
    """
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
