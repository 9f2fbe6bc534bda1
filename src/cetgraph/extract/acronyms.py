"""Finds the acronyms that a document gives its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from cetgraph.extract.mentions import BodyMention, InstrumentMention
from cetgraph.extract.words import Word

Mention = TypeVar("Mention", BodyMention, InstrumentMention)


def with_acronym(words: Sequence[Word], mention: Mention) -> Mention:
    """The mention with the acronym that stands in brackets after it, if its letters fit (Schwartz and Hearst 2003)."""
    inner = [at for at in range(mention.first, mention.last) if words[at].form in ("(", ")")]
    if len(inner) == 2:
        return replace(mention, acronym="".join(word.form for word in words[inner[0] + 1 : inner[1]]))
    at = mention.last
    if at + 1 >= len(words) or words[at].form != "(":
        return mention
    close = next((end for end in range(at + 2, min(at + 6, len(words))) if words[end].form == ")"), None)
    if close is None:
        return mention
    letters = "".join(word.form for word in words[at + 1 : close])
    if not 2 <= len(letters) <= 12 or not any(character.isupper() for character in letters):
        return mention
    if not acronym_fits(letters, mention.name):
        return mention
    acronym = "".join(
        (" " if index and words[at + 1 + index].start > words[at + index].end else "") + word.form
        for index, word in enumerate(words[at + 1 : close])
    )
    return replace(mention, acronym=acronym)


def acronym_fits(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym come in order in a name, the first at the start of a word.

    The rule is that of A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation definitions in
    biomedical text", 2003.

    >>> acronym_fits("NIST", "National Institute of Standards and Technology"), acronym_fits("WHO", "Ministry of Law")
    (True, False)
    """
    letters = [character.lower() for character in acronym if character.isalnum()]
    lowered = name.lower()
    position = len(lowered) - 1
    for number in range(len(letters) - 1, -1, -1):
        letter = letters[number]
        while position >= 0 and (
            lowered[position] != letter or (number == 0 and position > 0 and lowered[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return False
        position -= 1
    return True
