"""The names that the reader knows: countries, bodies, people, instruments, places and fields, from `data/gazetteer`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from cetgraph.errors import GazetteerError
from cetgraph.extract.words import NameTree, comparable, name_key
from cetgraph.model import InstrumentKind, KnownBody, OrganisationKind, Party

try:  # PyYAML's C loader reads the gazetteer ten times faster; it is absent where PyYAML was built without libyaml.
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A country or group of countries. `acts` tells whether it may itself be a party (a group that may not has its
    members as parties instead). `ambiguous` names need context.
    """

    facts: Party
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    acts: bool = True
    ambiguous: bool = False

    @property
    def code(self) -> str:
        """Its ISO code, or the group's."""
        return self.facts.code


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """A body, its country (None for an international one) and its kind."""

    body: KnownBody
    country: str | None
    kind: OrganisationKind


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person whom the gazetteer knows, with the posts held: (post, from, to), dates ISO or None where open."""

    name: str
    aliases: tuple[str, ...]
    country: str | None
    posts: tuple[tuple[str, str | None, str | None], ...]
    wikidata: str | None


@dataclass(frozen=True, slots=True)
class KnownInstrument:
    """A named agreement, framework, programme or mechanism; `generic` for a type that many have ("123 Agreement")."""

    name: str
    acronym: str | None
    kind: InstrumentKind
    generic: bool = False


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A city, or a building where meetings are held."""

    name: str
    country: str
    is_building: bool


@dataclass(frozen=True, slots=True)
class NotAName:
    """A phrase in which a known name means something else ("North American" is not the United States)."""

    words: str


@dataclass(frozen=True, slots=True)
class FieldPattern:
    """A phrase that tells a field of cooperation, by its notation in the area scheme."""

    concept: str


@dataclass(frozen=True, slots=True)
class PostWords:
    """The words that posts and personal names are made of, in comparable form."""

    honorifics: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    heads: frozenset[str]
    modifiers: frozenset[str]


Known = KnownParty | KnownOrganisation | KnownPerson | KnownInstrument | KnownPlace | NotAName


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All known names, ready to be looked up. Built once, then only read."""

    parties: Mapping[str, KnownParty]
    party_words: frozenset[str]
    party_codes: Mapping[tuple[str, ...], str]
    names: NameTree[Known]
    fields: NameTree[FieldPattern]
    fields_in_capitals: NameTree[FieldPattern]
    wide_fields: NameTree[FieldPattern]
    posts: PostWords
    portfolio_words: frozenset[str]
    people: tuple[KnownPerson, ...]
    counts: Mapping[str, int]

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """The gazetteer in this folder. Raises GazetteerError where a file is missing or an entry broken."""
        parties = {party.code: party for party in _parties(folder)}
        organisations = _organisations(folder)
        people = _entries(folder / "people.yaml", _person)
        instruments = _entries(folder / "instruments.yaml", _instrument)
        places = _entries(folder / "places.yaml", _place)
        names: list[tuple[str, Known]] = []
        for party in parties.values():
            names += [(name, party) for name in (*party.names, *party.adjectives)]
        names += [(phrase, NotAName(phrase)) for phrase in _other_meanings(folder)]
        for organisation in organisations:
            body = organisation.body
            for name in (body.name, *([body.acronym] if body.acronym else []), *body.aliases):
                names.append((name, organisation))
        for person in people:
            names += [(name, person) for name in (person.name, *person.aliases)]
        for instrument, spellings in instruments:
            names += [(name, instrument) for name in spellings]
        for place, spellings in places:
            names += [(name, place) for name in spellings]
        small, capitals = _field_patterns(folder / "areas.yaml", "patterns")
        wide, _ = _field_patterns(folder / "areas.yaml", "general")
        return cls(
            parties=parties,
            party_words=frozenset(
                comparable(name) for party in parties.values() for name in (*party.names, *party.adjectives)
            ),
            names=NameTree(names),
            fields=NameTree(small),
            fields_in_capitals=NameTree(capitals),
            wide_fields=NameTree(wide),
            posts=_post_words(folder / "posts.yaml"),
            portfolio_words=_portfolio_words(organisations, people),
            party_codes={
                name_key(name): party.code
                for party in parties.values()
                if party.acts and not party.ambiguous
                for name in (*party.names, *party.adjectives)
            },
            people=tuple(people),
            counts={
                "parties": len(parties),
                "organisations": len(organisations),
                "people": len(people),
                "instruments": len(instruments),
                "places": len(places),
            },
        )


Value = TypeVar("Value")
Entry = Mapping[str, object]


def _read(path: Path) -> object:
    try:
        with path.open("rb") as file:
            return yaml.load(file, Loader=_Loader)
    except FileNotFoundError as error:
        raise GazetteerError("the file is missing", place=str(path)) from error
    except (OSError, yaml.YAMLError) as error:
        raise GazetteerError(f"cannot be read: {error}".replace("\n", " "), place=str(path)) from error


def _entries(path: Path, make: Callable[[Entry], Value]) -> list[Value]:
    entries = _read(path)
    if not isinstance(entries, list):
        raise GazetteerError("this should be a list of entries", place=str(path))
    made = []
    for number, entry in enumerate(entries, start=1):
        try:
            made.append(make(entry))
        except (KeyError, TypeError, ValueError) as error:
            raise GazetteerError(
                f"entry {number} is broken: {error!r}",
                place=str(path),
                remedy="run 'cetgraph gazetteer check'",
            ) from error
    return made


def _text(entry: Entry, key: str) -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} should be words, not {value!r}")
    return value


def _text_or_none(entry: Entry, key: str) -> str | None:
    return None if entry.get(key) is None else _text(entry, key)


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    values = entry.get(key) or ()
    if not isinstance(values, list | tuple):
        raise TypeError(f"{key} should be a list")
    return tuple(str(value) for value in values)


def _parties(folder: Path) -> list[KnownParty]:
    return [*_entries(folder / "countries.yaml", _country), *_entries(folder / "groups.yaml", _group)]


def _country(entry: Entry) -> KnownParty:
    official = _text_or_none(entry, "official")
    return KnownParty(
        facts=Party(code=_text(entry, "code"), name=_text(entry, "name"), wikidata=_text_or_none(entry, "wikidata")),
        names=(_text(entry, "name"), *([official] if official else []), *_texts(entry, "aliases")),
        adjectives=(*_texts(entry, "adjectives"), *_texts(entry, "people")),
        ambiguous=bool(entry.get("ambiguous", False)),
    )


def _group(entry: Entry) -> KnownParty:
    acronym = _text_or_none(entry, "acronym")
    return KnownParty(
        facts=Party(
            code=_text(entry, "code"),
            name=_text(entry, "name"),
            is_group=True,
            members=_texts(entry, "members"),
            wikidata=_text_or_none(entry, "wikidata"),
        ),
        names=(_text(entry, "name"), *([acronym] if acronym else []), *_texts(entry, "aliases")),
        adjectives=_texts(entry, "adjectives"),
        acts=bool(entry.get("party", False)),
        ambiguous=bool(entry.get("ambiguous", False)),
    )


def _other_meanings(folder: Path) -> list[str]:
    phrases: list[str] = []
    for path in (folder / "countries.yaml", folder / "groups.yaml", *sorted((folder / "organisations").glob("*.yaml"))):
        for found in _entries(path, lambda entry: _texts(entry, "not_in")):
            phrases += found
    return phrases


def _organisations(folder: Path) -> list[KnownOrganisation]:
    made: list[KnownOrganisation] = []
    for path in sorted((folder / "organisations").glob("*.yaml")):
        made += _entries(path, _organisation)
    if not made:
        raise GazetteerError("no organisations are known", place=str(folder / "organisations"))
    return made


def _organisation(entry: Entry) -> KnownOrganisation:
    return KnownOrganisation(
        body=KnownBody(
            name=_text(entry, "name"),
            acronym=_text_or_none(entry, "acronym"),
            aliases=_texts(entry, "aliases"),
            parent=_text_or_none(entry, "parent"),
            wikidata=_text_or_none(entry, "wikidata"),
            ror=_text_or_none(entry, "ror"),
        ),
        country=_text_or_none(entry, "country"),
        kind=OrganisationKind(_text(entry, "kind")),
    )


def _person(entry: Entry) -> KnownPerson:
    posts = entry.get("posts") or ()
    if not isinstance(posts, list | tuple):
        raise TypeError("posts should be a list")
    return KnownPerson(
        name=_text(entry, "name"),
        aliases=_texts(entry, "aliases"),
        country=_text_or_none(entry, "country"),
        posts=tuple((_text(one, "post"), _text_or_none(one, "from"), _text_or_none(one, "to")) for one in posts),
        wikidata=_text_or_none(entry, "wikidata"),
    )


def _instrument(entry: Entry) -> tuple[KnownInstrument, tuple[str, ...]]:
    acronym = _text_or_none(entry, "acronym")
    kind = InstrumentKind(_text(entry, "kind"))
    known = KnownInstrument(_text(entry, "name"), acronym, kind, generic=bool(entry.get("generic", False)))
    return known, (known.name, *([acronym] if acronym else []), *_texts(entry, "aliases"))


def _place(entry: Entry) -> tuple[KnownPlace, tuple[str, ...]]:
    place = KnownPlace(_text(entry, "name"), _text(entry, "country"), entry.get("kind") == "building")
    return place, (place.name, *_texts(entry, "aliases"))


def _field_patterns(path: Path, key: str) -> tuple[list[tuple[str, FieldPattern]], list[tuple[str, FieldPattern]]]:
    """Phrases compared in small letters, and acronyms compared as they stand."""
    small: list[tuple[str, FieldPattern]] = []
    capitals: list[tuple[str, FieldPattern]] = []
    for concept, patterns in _entries(path, lambda entry: (_text(entry, "concept"), _texts(entry, key))):
        for pattern in patterns:
            if pattern.isupper():
                capitals.append((pattern, FieldPattern(concept)))
            else:
                small.append((pattern.lower(), FieldPattern(concept)))
    return small, capitals


def _post_words(path: Path) -> PostWords:
    content = _read(path)
    if not isinstance(content, dict):
        raise GazetteerError("this should be a mapping of word lists", place=str(path))

    def forms(key: str, *, several: bool = False) -> frozenset[str]:
        """The words of one word each, and the first of those that a hyphen joins ("Minister-in-Charge")."""
        return frozenset(
            comparable(form.split("-")[0])
            for entry in content.get(key, ())
            for form in (entry["word"], *entry.get("forms", ()))
            if several or " " not in form
        )

    try:
        particles = frozenset(word for particle in forms("particles", several=True) for word in particle.split())
        return PostWords(
            honorifics=forms("honorifics"),
            suffixes=forms("suffixes"),
            particles=particles,
            heads=forms("heads"),
            modifiers=forms("modifiers"),
        )
    except (KeyError, TypeError) as error:
        raise GazetteerError(f"a word list is broken: {error!r}", place=str(path)) from error


def _portfolio_words(organisations: Sequence[KnownOrganisation], people: Sequence[KnownPerson]) -> frozenset[str]:
    """Words of posts and of government bodies: what follows "Minister for" and is no part of a person's name."""
    surnames = {word for person in people for word in name_key(person.name)}
    words: set[str] = set()
    for organisation in organisations:
        if organisation.kind in (OrganisationKind.MINISTRY, OrganisationKind.AGENCY):
            words.update(name_key(organisation.body.name))
    posts = {word for person in people for post, _, _ in person.posts for word in name_key(post)}
    return frozenset((words - surnames) | posts)
