"""Cuts text into words, and finds known names in them by longest match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

# "U.S.", "D.C." and "R&D" are one word each; "INDUS-X" is three.
_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\b[A-Z]&[A-Z]\b|[^\W_]+|[^\w\s]")
# Spellings that differ between governments and mean the same; both sides of a comparison are brought to one.
_SPELLINGS = {
    "defence": "defense",
    "centre": "center",
    "centres": "centers",
    "organisation": "organization",
    "organisations": "organizations",
    "programme": "program",
    "programmes": "programs",
    "labour": "labor",
    "aluminium": "aluminum",
    "fibre": "fiber",
    "standardisation": "standardization",
    "adviser": "advisor",
    "advisers": "advisors",
    "&": "and",
    "‑": "-",
    "‐": "-",
    "–": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}


class Word(NamedTuple):
    """A word or mark: its comparable form, and where it stands (code points, half-open)."""

    form: str
    start: int
    end: int


@lru_cache(maxsize=32_768)
def comparable(word: str) -> str:
    """The form in which two spellings of a word are equal; case is kept.

    >>> comparable("U.S."), comparable("Defence"), comparable("defence")
    ('US', 'Defense', 'defense')
    """
    if "." in word and len(word) > 1:
        word = word.replace(".", "")
    other = _SPELLINGS.get(word.lower())
    if other is None:
        return word
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of ``text[start:end]`` in order."""
    stop = len(text) if end is None else end
    # A named tuple's own constructor takes half of the time that this takes.
    make = tuple.__new__
    return [make(Word, (comparable(match[0]), *match.span())) for match in _WORD.finditer(text, start, stop)]


def forms_of(words: Sequence[Word]) -> list[str]:
    """The comparable forms of words."""
    return [word.form for word in words]


def name_key(name: str) -> tuple[str, ...]:
    """A name's words as compared: without the comma that some write before "and".

    >>> name_key("Department for Science, Innovation, and Technology")
    ('Department', 'for', 'Science', ',', 'Innovation', 'and', 'Technology')
    """
    forms = [comparable(match[0]) for match in _WORD.finditer(name)]
    return tuple(
        form for number, form in enumerate(forms) if not (form == "," and forms[number + 1 : number + 2] == ["and"])
    )


Payload = TypeVar("Payload")


class Match(NamedTuple, Generic[Payload]):
    """A known name at words[first:last], with all the entries that bear it."""

    first: int
    last: int
    entries: tuple[Payload, ...]


@dataclass(slots=True)
class _Node(Generic[Payload]):
    following: dict[str, _Node[Payload]] = field(default_factory=dict)
    entries: list[Payload] = field(default_factory=list)


class NameTree(Generic[Payload]):
    """Known names, arranged so that one walk over a text finds the longest at each place."""

    def __init__(self, names: Iterable[tuple[str, Payload]]) -> None:
        self._root: _Node[Payload] = _Node()
        for name, entry in names:
            node = self._root
            for form in name_key(name):
                node = node.following.setdefault(form, _Node())
            if entry not in node.entries:
                node.entries.append(entry)

    def longest_at(self, forms: Sequence[str], first: int) -> Match[Payload] | None:
        """The longest known name that begins at this word, or None; `forms` are words in comparable form."""
        node = self._root
        found: Match[Payload] | None = None
        position = first
        size = len(forms)
        while position < size:
            form = forms[position]
            step = node.following.get(form)
            if step is None:
                if form == "," and position > first and position + 1 < size and forms[position + 1] == "and":
                    position += 1
                    continue
                return found
            node = step
            position += 1
            if node.entries:
                found = Match(first, position, tuple(node.entries))
        return found

    def find(self, forms: Sequence[str]) -> Iterator[Match[Payload]]:
        """The known names in the words from left to right, the longest first, none overlapping."""
        position = 0
        size = len(forms)
        following = self._root.following
        while position < size:
            if forms[position] in following:
                match = self.longest_at(forms, position)
                if match is not None:
                    yield match
                    position = match.last
                    continue
            position += 1
