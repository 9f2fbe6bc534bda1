"""Cuts a block into sentences.

Naive patterns fail in this genre ("U.S. Secretary", "Washington, D.C. in October", "No. 3"), and pysbd, which does
well, has had no release since 2021 and takes longer than all the rest of a reading; so the few rules that this genre
needs stand here, with its abbreviations.
"""

from __future__ import annotations

import re

from cetgraph.model import Span

# Words whose full stop ends no sentence, as they are followed by a name or a number.
_BEFORE_A_NAME = frozenset(
    "dr mr mrs ms prof rev hon gen lt col maj capt cmdr adm sen rep gov amb st no nos art sec vol fig para "
    "vs cf e.g i.e "
    "eg ie approx dept inc ltd co corp jan feb aug sept oct nov dec jr sr al messrs h.e u.n".split()
)
# Initials and countries: "U.S. Secretary of State" goes on, "with the U.S. The two sides" does not.
_INITIALS = re.compile(r"(?:^|[-–/])(?:[A-Za-z]\.)+$")
_OPENERS = frozenset(
    "The This These Those We They It In On At By Both Our Their Its Through To As For Together Today Additionally "
    "Furthermore Finally Moreover Building Under During Since Participants Such An A And But "
    "Australia India Japan Korea Singapore Indonesia France Germany Israel Further Following Over With".split()
)
_END = re.compile(r"[.!?…]+[”\"’')\]]*(?=\s|$)|[.!?][”\"][a-zA-Z0-9]?(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s(“\"‘\[]+$")


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of ``text[start:end]``, without the white space between them.

    >>> text = "It met in Washington. D.C. in May. U.S. Secretary of State Blinken spoke."
    >>> [text[span.start : span.end] for span in split_sentences(text, 0, len(text))]
    ['It met in Washington. D.C. in May.', 'U.S. Secretary of State Blinken spoke.']
    """
    spans = []
    first = start
    for stop in _END.finditer(text, start, end):
        if stop.end() < end and not _ends_sentence(text, stop.start(), stop.end(), end):
            continue
        spans.append(_trim(text, first, stop.end()))
        first = stop.end()
    if text[first:end].strip():
        spans.append(_trim(text, first, end))
    return [span for span in spans if span.end > span.start]


def _ends_sentence(text: str, stop: int, after: int, end: int) -> bool:
    following = text[after:end].lstrip()
    if not following:
        return True
    opener = following.lstrip("“\"‘'([—–- ")
    if not opener or opener[0].islower():
        return False
    if text[stop] in "!?" or after - stop > 1:
        return True
    before = _WORD_BEFORE.search(text, max(0, stop - 40), stop)
    word = before[0] if before else ""
    next_word = re.match(r"[\w’'-]+\.?", opener)
    following_word = next_word[0] if next_word else ""
    if word.lower() in _BEFORE_A_NAME:
        return False
    if _INITIALS.search(word + "."):
        # A single initial belongs to a name; "U.S." ends a sentence only before a word that opens one.
        if len(word) == 1 and not word.isdigit():
            return False
        return following_word.rstrip(".") in _OPENERS and not following_word.endswith(".")
    # "Washington. D.C." is one place.
    return not (word == "Washington" and following.startswith(("D.C", "DC")))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
