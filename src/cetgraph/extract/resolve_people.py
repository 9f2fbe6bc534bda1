"""Joins the mentions of people: "Jake Sullivan" and later "Sullivan" are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cetgraph.extract.gazetteer import Gazetteer, KnownPerson
from cetgraph.extract.mentions import PassageMentions, PersonMention
from cetgraph.extract.words import name_key
from cetgraph.model import Capacity, Person, Span

_RANK = {Capacity.CHAIR: 2, Capacity.PARTICIPANT: 1, Capacity.MENTIONED: 0}
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", ",", "."})


@dataclass(slots=True)
class _Person:
    name: str
    posts: list[str]
    country: str | None
    known: KnownPerson | None
    rule: str
    capacity: Capacity = Capacity.MENTIONED
    spans: list[Span] = field(default_factory=list)
    on_behalf_of: tuple[int, int] | None = None


def resolve_people(
    passages: Sequence[PassageMentions],
    capacities: Mapping[tuple[int, int], Capacity],
    parties: Sequence[str],
    gazetteer: Gazetteer,
    surnames: Mapping[str, Sequence[KnownPerson]],
) -> tuple[Person, ...]:
    """The people of a document in order of first mention.

    `capacities` gives what each mention, by passage and number, does; one person has the highest of all mentions.
    """
    people: list[_Person] = []
    where: dict[tuple[int, int], int] = {}
    for number, passage in enumerate(passages):
        for order, mention in enumerate(passage.people):
            known = mention.known or _known_by_surname(mention, surnames, parties)
            at = _same(people, mention, known)
            if at is None:
                people.append(_Person(name=mention.name, posts=[], country=None, known=known, rule=mention.rule))
                at = len(people) - 1
            person = people[at]
            where[number, order] = at
            if len(name_key(mention.name)) > len(name_key(person.name)):
                person.name = mention.name
            if mention.post and mention.post not in person.posts:
                person.posts.append(mention.post)
            person.known = person.known or known
            person.country = person.country or mention.cue
            capacity = capacities.get((number, order), Capacity.MENTIONED)
            if _RANK[capacity] > _RANK[person.capacity]:
                person.capacity = capacity
            person.spans.append(mention.span)
            if mention.on_behalf_of is not None:
                person.on_behalf_of = (number, mention.on_behalf_of)
    for person in people:
        behalf = where.get(person.on_behalf_of) if person.on_behalf_of is not None else None
        if behalf is not None and people[behalf].country is None:
            people[behalf].country = person.country  # who is stood in for serves the same country
    return tuple(_finished(person, people, where) for person in people)


def _finished(person: _Person, people: Sequence[_Person], where: Mapping[tuple[int, int], int]) -> Person:
    behalf = where.get(person.on_behalf_of) if person.on_behalf_of is not None else None
    return Person(
        name=person.name,
        post=_fullest_post(person.posts),
        country=(person.known.country if person.known and person.known.country else None) or person.country,
        capacity=person.capacity,
        spans=tuple(sorted(set(person.spans))),
        rule=person.rule,
        on_behalf_of=people[behalf].name if behalf is not None else None,
        canonical=person.known.name if person.known else None,
        wikidata=person.known.wikidata if person.known else None,
    )


def _fullest_post(posts: Sequence[str]) -> str | None:
    """The post given first, or a longer wording of it; a post held at another time does not count."""
    if not posts:
        return None
    return max((post for post in posts if posts[0] in post), key=len)


def _bare(name: str) -> tuple[str, ...]:
    return tuple(word for word in name_key(name) if word not in _SUFFIXES)


def _same(people: Sequence[_Person], mention: PersonMention, known: KnownPerson | None) -> int | None:
    words = _bare(mention.name)
    for number, person in enumerate(people):
        if known is not None and person.known is known:
            return number
        theirs = _bare(person.name)
        if words == theirs:
            return number
        if len(words) == 1 and len(theirs) > 1 and words[0] in (theirs[-1], theirs[0]):
            return number
        if len(theirs) == 1 and len(words) > 1 and theirs[0] in (words[-1], words[0]):
            return number
        if len(words) > 1 and len(theirs) > 1 and words[-1] == theirs[-1] and words[0] == theirs[0]:
            return number
    return None


def by_surname(people: Sequence[KnownPerson]) -> dict[str, list[KnownPerson]]:
    """The known people by each word that may stand for them alone: the last of their names, and the first."""
    found: dict[str, list[KnownPerson]] = {}
    for person in people:
        for name in (person.name, *person.aliases):
            words = _bare(name)
            for word in {words[-1], words[0]}:
                bearers = found.setdefault(word, [])
                if person not in bearers:
                    bearers.append(person)
    return found


def _known_by_surname(
    mention: PersonMention, surnames: Mapping[str, Sequence[KnownPerson]], parties: Sequence[str]
) -> KnownPerson | None:
    """The one known person of that surname with that post: "President Biden"; None where several may be meant."""
    words = _bare(mention.name)
    if len(words) != 1 or mention.post is None:
        return None
    head = mention.post.split()[-1].lower()
    fitting = [
        person
        for person in surnames.get(words[0], ())
        if any(head in post.lower().replace("-", " ").split() for post, _, _ in person.posts)
    ]
    if mention.cue is not None:
        fitting = [person for person in fitting if person.country == mention.cue] or fitting
    if len(fitting) > 1:
        fitting = [person for person in fitting if person.country in parties]
    return fitting[0] if len(fitting) == 1 else None
