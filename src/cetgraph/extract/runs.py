"""Finds stretches of capitalised words that may be names, and how far a name headed by a noun reaches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cetgraph.extract.words import Word

# Words that open a sentence with a capital and belong to no name.
_OPENERS = frozenset(
    "the this these those that we they it in on at by both our their its his her through to as for from together today "
    "additionally furthermore finally moreover under during since such an a and but or with within while when where "
    "who which what each all any other another also further following over after before between beyond because "
    "including then thus first second third fourth fifth lastly recently currently similarly separately "
    "alongside across among toward towards upon via without no not if there here both either neither given despite "
    "joined led co chaired held met signed joint new".split()
)
_WORDS_KEPT = 32_768  # words of which the look is remembered; a document repeats most of its words
LINKS = frozenset({"of", "for", "on"})
_ARTICLES = frozenset({"the", "a", "an"})


class Run(NamedTuple):
    """words[first:last] are capitalised words, hyphens between them included."""

    first: int
    last: int


@lru_cache(maxsize=_WORDS_KEPT)
def is_capitalised(form: str) -> bool:
    """Whether a word may belong to a name: "Space", "ISRO", "5G", "114ai", "iDEX".

    >>> [is_capitalised(word) for word in ("Space", "5G", "iDEX", "space", "2024")]
    [True, True, True, False, False]
    """
    if not form:
        return False  # beyond the passage
    first = form[0]
    if first.isupper():
        return True
    if first.isdigit():
        return any(character.isalpha() for character in form) and not form.endswith(("th", "st", "nd", "rd"))
    return len(form) > 1 and first.isalpha() and any(character.isupper() for character in form[1:3])


def runs(words: Sequence[Word]) -> list[Run]:
    """The stretches of capitalised words, from left to right.

    Digits count after a capitalised word ("IMPACT 1.0").
    """
    found: list[Run] = []
    position = 0
    size = len(words)
    while position < size:
        if not is_capitalised(words[position].form) or words[position].form in _ARTICLES_IN_CAPITALS:
            position += 1
            continue
        first = position
        position += 1
        while position < size:
            form = words[position].form
            tight = words[position].start == words[position - 1].end
            if is_capitalised(form):
                position += 1
            elif form == "-" and position + 1 < size and is_capitalised(words[position + 1].form):
                position += 2
            elif form[0].isdigit() and not tight and _version(words, position):
                position += 3 if _has_fraction(words, position) else 1
            elif (
                form == "'"
                and tight
                and words[position - 1].form.endswith("s")
                and position + 1 < size
                and is_capitalised(words[position + 1].form)
            ):
                position += 2  # "Leaders' Statement"
            else:
                break
        found.append(Run(first, position))
    return found


def without_opener(words: Sequence[Word], found: Sequence[Run]) -> list[Run]:
    """The runs without a word that is capitalised only because it opens the sentence ("Launching")."""
    opening = next((at for at, word in enumerate(words) if word.form[0].isalnum()), None)
    if opening is None or not found or found[0].first != opening or not _only_opens(words, opening):
        return list(found)
    first = opening + 1
    while first < found[0].last and not is_capitalised(words[first].form):
        first += 1
    rest = [Run(first, found[0].last)] if first < found[0].last else []
    return [*rest, *found[1:]]


def _only_opens(words: Sequence[Word], position: int) -> bool:
    form = words[position].form
    small = form.lower()
    if small in _OPENERS:
        return True
    return small.endswith("ing") and form[0].isupper() and not form.isupper()


def _version(words: Sequence[Word], position: int) -> bool:
    """A short number after a capitalised word that counts versions or tracks, and is no year."""
    return len(words[position].form) <= 2 and words[position].form.isdigit() and words[position - 1].form not in _MONTHS


def _has_fraction(words: Sequence[Word], position: int) -> bool:
    return (
        position + 2 < len(words)
        and words[position + 1].form == "."
        and words[position + 1].start == words[position].end
        and words[position + 2].form.isdigit()
        and words[position + 2].start == words[position + 1].end
    )


_ARTICLES_IN_CAPITALS = frozenset(
    {"The", "A", "An", "This", "These", "Our", "In", "Through", "Under", "Will", "Are", "Is"}
)
_MONTHS = frozenset("January February March April May June July August September October November December".split())


def object_end(
    words: Sequence[Word],
    run_starts: dict[int, Run],
    head: int,
    stops: frozenset[int],
    *,
    may_have_article: bool,
) -> int:
    """Where a name ends whose head stands at `head`, followed by "of", "for" or "on" and what it is of or for.

    `stops` are words that no name reaches into: the first words of other names and their heads. Gives ``head + 1``
    where nothing follows that belongs to the name.

    >>> from cetgraph.extract.words import words_of
    >>> words = words_of("Ministry of Economy, Trade and Industry and the Ministry of Mines")
    >>> starts = {run.first: run for run in runs(words)}
    >>> " ".join(word.form for word in words[: object_end(words, starts, 0, frozenset({10}), may_have_article=False)])
    'Ministry of Economy , Trade and Industry'
    """
    size = len(words)
    end = head + 1
    position = head + 1
    if position >= size or words[position].form not in LINKS:
        return end
    position += 1
    if position < size and words[position].form in _ARTICLES and (may_have_article or words[position].form == "the"):
        position += 1
    run = run_starts.get(position)
    if run is None or words[run.first].form in _MONTHS or (position in stops and not may_have_article):
        return end
    if may_have_article and run.last + 2 < size and words[run.last].form == "'" and words[run.last + 1].form == "s":
        run = run_starts.get(run.last + 2, run)  # "Group for Australia's Nuclear-Powered Submarine Program"
    end = _cut(run, stops, allow_first=may_have_article)
    listed = False
    while end < size:
        form = words[end].form
        if form == "," and (following := run_starts.get(end + 1)) and following.first not in stops:
            if not _leads_to_and(words, run_starts, following.last, stops):
                break
            end = _cut(following, stops)
            listed = True
        elif form == "," and end + 2 < size and words[end + 1].form == "and" and listed:
            following = run_starts.get(end + 2)
            if following is None or following.first in stops:
                break
            return _cut(following, stops)
        elif form == "and" and (following := run_starts.get(end + 1)) and following.first not in stops:
            cut = _cut(following, stops)
            if cut < following.last:
                break
            end = cut
        elif form in ("of", "for") and (following := run_starts.get(end + 1)) and following.first not in stops:
            end = _cut(following, stops)
        else:
            break
    return end


def _cut(run: Run, stops: frozenset[int], *, allow_first: bool = False) -> int:
    for position in range(run.first + (1 if allow_first else 0), run.last):
        if position in stops:
            return position
    return run.last


def _leads_to_and(words: Sequence[Word], run_starts: dict[int, Run], position: int, stops: frozenset[int]) -> bool:
    """Whether a comma list goes on to an "and" with a last capitalised word ("Economy, Trade and Industry")."""
    for _ in range(4):
        if position >= len(words):
            return False
        form = words[position].form
        if form == "," and position + 1 < len(words) and words[position + 1].form == "and":
            form, position = "and", position + 1
        following = run_starts.get(position + 1)
        if form not in (",", "and") or following is None or following.first in stops:
            return False
        if form == "and":
            return True
        position = following.last
    return False
