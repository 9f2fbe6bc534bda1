"""Words as search compares them: without capitals, accents and the points of initials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

LONGEST_SEARCH: Final = 200
"""Characters of a search that are looked at."""

MOST_WORDS: Final = 12
"""Words of a search that are looked at."""

SHORTEST_BEGINNING: Final = 4
"""Letters from which on a word of a search also finds longer ones in sentences: "ai" finds neither "aid" nor "aims"."""

_WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?|(?:[^\W_]|[\u0300-\u036f])+")
"""Initials with points are one word, "U.S." as "US"; all else is a word as far as its letters and digits go."""

_UNDECOMPOSED: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
"""Letters that Unicode does not take apart into a plain one and a mark."""

_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')


class Word(NamedTuple):
    """A word as it is compared, and where it stands in its text (code points, half-open)."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for: single words, and phrases that were put in quotation marks."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    @property
    def spelling(self) -> str:
        """All words, as the spelling of a name would have them."""
        return " ".join([*(word for phrase in self.phrases for word in phrase), *self.words])


def read_words(text: str) -> Iterator[Word]:
    """The words of a text.

    >>> [word.folded for word in read_words("U.S.-São Paulo, R&D")]
    ['us', 'sao', 'paulo', 'r', 'd']
    """
    for found in _WORD.finditer(text):
        if folded := _fold(found[0]):
            yield Word(folded, found.start(), found.end())


def fold(text: str) -> str:
    """The words of a text with single spaces between them.

    >>> fold("Médiathèque  (“NIST”)")
    'mediatheque nist'
    """
    return " ".join(word.folded for word in read_words(text))


def read_search(text: str) -> Wanted:
    """What was typed, as far as it is looked at.

    >>> read_search("NIST “machine learning")
    Wanted(words=('nist', 'machine', 'learning'), phrases=())
    >>> read_search('"machine learning" NIST')
    Wanted(words=('nist',), phrases=(('machine', 'learning'),))
    """
    text = text[:LONGEST_SEARCH]
    phrases = [tuple(word.folded for word in read_words(found[1]))[:MOST_WORDS] for found in _QUOTED.finditer(text)]
    words = [word.folded for word in read_words(_QUOTED.sub(" ", text))][:MOST_WORDS]
    return Wanted(tuple(dict.fromkeys(words)), tuple(phrase for phrase in phrases[:MOST_WORDS] if phrase))


def is_beginning(word: str) -> bool:
    """Whether a word of a search finds longer ones in sentences too."""
    return len(word) >= SHORTEST_BEGINNING


def mark_words(text: str, wanted: Wanted) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is what was wanted.

    >>> mark_words("The U.S. leads.", Wanted(("us",)))
    (('The ', False), ('U.S.', True), (' leads.', False))
    """
    words = list(read_words(text))
    spans: list[tuple[int, int]] = [(word.start, word.end) for word in words if _fits(word.folded, wanted.words)]
    for phrase in wanted.phrases:
        runs = (words[place : place + len(phrase)] for place in range(len(words) - len(phrase) + 1))
        spans += [(run[0].start, run[-1].end) for run in runs if tuple(word.folded for word in run) == phrase]
    return tuple(_pieces(text, sorted(spans)))


def _fits(word: str, wanted: Sequence[str]) -> bool:
    return any(word == one or (is_beginning(one) and word.startswith(one)) for one in wanted)


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    done = 0
    for start, end in spans:
        if start > done:
            yield text[done:start], False
        if end > done:
            yield text[max(start, done) : end], True
            done = end
    if done < len(text):
        yield text[done:], False


@lru_cache(maxsize=2**15)
def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.replace(".", "").casefold().translate(_UNDECOMPOSED))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
