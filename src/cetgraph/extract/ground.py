"""What commitments rest on: a document's text, passages and what was found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.mentions import PassageMentions
from cetgraph.extract.resolve import ResolvedBodies
from cetgraph.extract.resolve_instruments import ResolvedInstruments
from cetgraph.extract.verbs import VerbLexicon
from cetgraph.model import Area, Span
from cetgraph.passages import Passage


@dataclass(frozen=True, slots=True)
class Ground:
    """What commitments rest on: the document's text, passages and what was found in them."""

    text: str
    issued: str | None
    parties: tuple[str, ...]
    passages: Sequence[Passage]
    mentions: Sequence[PassageMentions]
    areas: Sequence[Area]
    bodies: ResolvedBodies
    instruments: ResolvedInstruments
    person_country: Mapping[Span, str | None]
    lexicon: VerbLexicon
    gazetteer: Gazetteer
