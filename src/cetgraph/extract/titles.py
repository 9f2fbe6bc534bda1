"""Finds instruments that only a run-in title names: "Women's Empowerment Initiative: The three countries ..."."""

from __future__ import annotations

from dataclasses import replace

from cetgraph.extract.extent import GENERIC
from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.mentions import InstrumentMention, PassageMentions
from cetgraph.extract.name_heads import NameHeads
from cetgraph.extract.runs import is_capitalised
from cetgraph.extract.verbs import Tense, VerbLexicon
from cetgraph.extract.words import Word, words_of
from cetgraph.model import Span
from cetgraph.passages import Outline

_LINKS = frozenset({"of", "for", "and", "on", "the", "-", "'", "s", "(", ")"})


def with_titles(
    text: str,
    structure: Outline,
    passages: list[PassageMentions],
    gazetteer: Gazetteer,
    heads: NameHeads,
    lexicon: VerbLexicon,
) -> list[PassageMentions]:
    """The passages, the first under each title that is itself the name of an instrument with that name added.

    Only a title right before its passage counts, in the same block: a heading on a line of its own names a field.
    """
    found = list(passages)
    for number, heading in enumerate(structure.headings):
        at = next((n for n, passage in enumerate(structure.passages) if passage.heading == number), None)
        if at is None or not 0 < structure.passages[at].span.start - heading.span.end <= 4:
            continue
        words = words_of(text, *heading.span)
        mention = _named(text, words, gazetteer, heads, lexicon)
        if mention is not None and structure.passages[at].opens_block:
            # It stands before the passage's own words, so that it is named there and takes no part in the sentence.
            titled = replace(mention, first=-1, last=-1)
            found[at] = replace(found[at], instruments=(titled, *found[at].instruments))
    return found


def _named(
    text: str, words: list[Word], gazetteer: Gazetteer, heads: NameHeads, lexicon: VerbLexicon
) -> InstrumentMention | None:
    """The instrument that a title's words are; None where the title is an action or a field."""
    if len(words) < 3 or words[-1].form not in heads.instruments:
        return None
    opening = lexicon.get(words[0].form)
    acts = words[0].form.endswith("ing") or (opening is not None and opening.tense is Tense.BASE)
    if acts or not all(is_capitalised(word.form) or word.form in _LINKS for word in words):
        return None
    own = [word.form for word in words[:-1] if word.form not in GENERIC | _LINKS | gazetteer.party_words]
    if len(own) < 2:
        return None
    return InstrumentMention(
        first=0,
        last=len(words),
        name=text[words[0].start : words[-1].end],
        span=Span(words[0].start, words[-1].end),
        kind=heads.instruments[words[-1].form],
        known=None,
        rule="title",
    )
