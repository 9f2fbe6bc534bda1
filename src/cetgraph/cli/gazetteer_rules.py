"""What a schema cannot say of the gazetteer: one owner for each word, links that lead somewhere, examples that match.

Each rule takes the entries of all files and yields what breaks it. `docs/gazetteer.md` tells the rules in prose.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"
"""What a YAML file can hold."""

OWNED_FIELDS = {
    "country": ("name", "official", "aliases", "adjectives", "people"),
    "group": ("name", "acronym", "aliases"),
    "organisation": ("name", "acronym", "aliases"),
    "person": ("name", "aliases"),
    "instrument": ("name", "acronym", "aliases"),
    "area": ("concept",),
    "place": ("name", "aliases"),
}
"""The fields whose words an entry of each kind owns."""

SLOT = re.compile(r"\$\{(\w+)\}")
"""A list of words inside a pattern of posts.yaml: "${heads}"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: in which file, at which entry, and what."""

    file: str
    entry: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a file. `kind` names its schema, `list` the list it stands in where a file has several."""

    file: str
    kind: str
    fields: Mapping[str, Value]
    list: str = ""

    @property
    def label(self) -> str:
        """What a person finds the entry by: its name, code, concept, word or lemma."""
        for key in ("name", "word", "concept", "lemma", "code"):
            if found := self.texts(key):
                return f"{self.list}: {found[0]}" if self.list else found[0]
        return "an entry without a name"

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The words in those fields, in order."""
        found: list[str] = []
        for key in keys:
            value = self.fields.get(key)
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, Sequence):
                found.extend(item for item in value if isinstance(item, str))
        return tuple(found)

    def records(self, key: str) -> tuple[Mapping[str, Value], ...]:
        """The records in that field, in order."""
        value = self.fields.get(key)
        if isinstance(value, str) or not isinstance(value, Sequence):
            return ()
        return tuple(item for item in value if isinstance(item, Mapping))

    def fault(self, message: str) -> Fault:
        """What is wrong with this entry."""
        return Fault(file=self.file, entry=self.label, message=message)


def find_faults(entries: Sequence[Entry]) -> list[Fault]:
    """All that breaks a rule, in the order of the rules and of the entries."""
    rules = (owners, shared_words, exceptions, codes, parents, cities, terms, area_examples, words, patterns, verbs)
    return [fault for rule in rules for fault in rule(entries)]


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, a space also matching a hyphen; any case, unless the phrase is in capitals.

    >>> bool(phrase_pattern("quantum computing").search("Quantum-Computing and More"))
    True
    >>> bool(phrase_pattern("AI").search("said"))
    False
    """
    words = re.sub(r"(?:\\ |\\-|-)+", r"[\\s-]+", re.escape(phrase))
    return re.compile(rf"(?<!\w){words}(?!\w)", 0 if phrase == phrase.upper() else re.IGNORECASE)


def owners(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A word has one owner in its file, unless each of its owners lists it in `shared`."""
    by_file: dict[tuple[str, str], dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        own = entry.texts(*OWNED_FIELDS.get(entry.kind, ()))
        for word in sorted({word for word in own if own.count(word) > 1}):
            yield entry.fault(f"names {word!r} twice")
        for word in dict.fromkeys(own):
            by_file[entry.file, entry.kind][word].append(entry)
    for of_words in by_file.values():
        for word, holders in of_words.items():
            unflagged = [entry for entry in holders if word not in entry.texts("shared")]
            if len(holders) > 1 and unflagged:
                others = ", ".join(entry.label for entry in holders if entry is not unflagged[0])
                yield unflagged[0].fault(
                    f"{word!r} belongs to {others or 'another entry'} too; list it in `shared` of each"
                )


def shared_words(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A word in `shared` is one of the entry's own."""
    for entry in entries:
        own = entry.texts(*OWNED_FIELDS.get(entry.kind, ()))
        for word in entry.texts("shared"):
            if word not in own:
                yield entry.fault(f"shares {word!r}, which is none of its names")


def exceptions(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A phrase in `not_in` holds one of the entry's names and more words."""
    for entry in entries:
        own = entry.texts(*OWNED_FIELDS.get(entry.kind, ()))
        for phrase in entry.texts("not_in"):
            if phrase in own or not any(phrase_pattern(word).search(phrase) for word in own):
                yield entry.fault(f"`not_in` has {phrase!r}, which holds none of its names among other words")


def codes(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Each country or group that an entry names by its code exists; each code belongs to one."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind in {"country", "group"}:
            for code in entry.texts("code"):
                if code in seen:
                    yield entry.fault(f"has the code {code} of {seen[code].label}")
                seen[code] = entry
    for entry in entries:
        for field in ("country", "members", "parties"):
            for code in entry.texts(field):
                if code not in seen:
                    yield entry.fault(f"`{field}` has {code}, which is neither a country nor a group here")


def parents(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A parent is an organisation of the same file, and no body is its own ancestor."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    bodies = [entry for entry in entries if entry.kind == "organisation"]
    for entry in bodies:
        for name in entry.texts("name"):
            known[entry.file][name] = next(iter(entry.texts("parent")), "")
    for entry in bodies:
        above = known[entry.file]
        chain = list(entry.texts("name"))
        while parent := above.get(chain[-1], ""):
            if parent not in above:
                if len(chain) == 1:
                    yield entry.fault(f"its parent {parent!r} is no organisation of this file")
                break
            if parent in chain:
                yield entry.fault(f"is part of itself: {' < '.join([*chain, parent])}")
                break
            chain.append(parent)


def cities(entries: Sequence[Entry]) -> Iterator[Fault]:
    """The city of a building is a place of the same country."""
    places = [entry for entry in entries if entry.kind == "place"]
    known = {(name, country) for entry in places for name in entry.texts("name") for country in entry.texts("country")}
    for entry in places:
        for city in entry.texts("city"):
            if (city, "".join(entry.texts("country"))) not in known:
                yield entry.fault(f"stands in {city!r}, which is no place of its country here")


def terms(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A post ends no earlier than it begins."""
    for entry in entries:
        for post in entry.records("posts") if entry.kind == "person" else ():
            begun, ended = post.get("from"), post.get("to")
            if isinstance(begun, str) and isinstance(ended, str):
                shorter = min(len(begun), len(ended))
                if ended[:shorter] < begun[:shorter]:
                    yield entry.fault(f"{post.get('post')} ends ({ended}) before it begins ({begun})")


def area_examples(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Each example heading of an area is matched by one of the area's patterns; general ones are among them."""
    for entry in entries:
        if entry.kind == "area":
            for phrase in entry.texts("general"):
                if phrase not in entry.texts("patterns"):
                    yield entry.fault(f"`general` has {phrase!r}, which is none of its patterns")
            matchers = [phrase_pattern(phrase) for phrase in entry.texts("patterns")]
            for example in entry.texts("examples"):
                if not any(matcher.search(example) for matcher in matchers):
                    yield entry.fault(f"no pattern matches its example {example!r}")


def words(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A word of posts.yaml or heads.yaml stands in its example in some form, and in no other entry of its list."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.kind not in {"posts", "heads"} or entry.list == "patterns":
            continue
        forms = entry.texts("word", "forms")
        for form in forms:
            other = seen.setdefault((entry.list, form), entry)
            if other is not entry or forms.count(form) > 1:
                yield entry.fault(f"{form!r} stands twice in {entry.list}")
        for example in entry.texts("example"):
            if not any(form.lower() in example.lower() for form in forms):
                yield entry.fault(f"does not stand in its example {example!r}")


def expand(pattern: str, lists: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """The pattern with each slot as any word of that list, the longest first. Raises KeyError, re.error."""
    return re.compile(
        SLOT.sub(lambda slot: f"(?:{'|'.join(map(re.escape, sorted(lists[slot[1]], key=len, reverse=True)))})", pattern)
    )


def patterns(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A pattern of posts.yaml matches its examples from end to end, and what it refuses it does not match so."""
    lists: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "posts":
            lists[entry.list].extend(entry.texts("word", "forms"))
    for entry in entries:
        for pattern in entry.texts("pattern") if entry.list == "patterns" else ():
            try:
                matcher = expand(pattern, dict(lists))
            except KeyError as error:
                yield entry.fault(f"has the slot {error}, which is no list of this file")
                continue
            except re.error as error:
                yield entry.fault(f"is no regular expression: {error}")
                continue
            for example in entry.texts("examples"):
                if not matcher.fullmatch(example):
                    yield entry.fault(f"does not match its example {example!r}")
            for near_miss in entry.texts("refuses"):
                if matcher.fullmatch(near_miss):
                    yield entry.fault(f"matches {near_miss!r}, which it must refuse")


def verbs(entries: Sequence[Entry]) -> Iterator[Fault]:
    """A lemma of verbs.yaml stands in one class only, and in its example in some form."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind != "verbs":
            continue
        spellings = entry.texts("lemma", "also")
        for spelling in spellings:
            other = seen.setdefault(spelling, entry)
            if other is not entry:
                yield entry.fault(f"stands in {other.list} too")
        # "carr" of "carry" begins "carries", "explor" of "explore" begins "exploring".
        begins = (*(spelling[:-1] for spelling in spellings), *entry.texts("past", "forms"))
        for example in entry.texts("example"):
            if not any(word.lower().startswith(begins) for word in example.split()):
                yield entry.fault(f"does not stand in its example {example!r}")
