"""Which lasting piece of cooperation a commitment is about.

The rule, simple on purpose: commitments that go on with an earlier one share its initiative; a commitment whose words
name exactly one agreement, programme or mechanism as their matter shares that instrument's initiative with every
other that does, in any document; each other commitment is an initiative of its own.
"""

from __future__ import annotations

import re

from cetgraph.graph.dialogues import is_dialogue
from cetgraph.model import Commitment, Instrument, InstrumentKind, Reading, Span

MATTERS = frozenset({InstrumentKind.AGREEMENT, InstrumentKind.PROGRAMME, InstrumentKind.MECHANISM})
"""What can be the matter of a commitment. A framework, standard or law is what others go by."""

MEANS = re.compile(
    r"\b(?:under|through|via|within|by|using|per|alongside|beyond|"
    r"(?:building|based|drawing|relying) (?:up)?on|in (?:line|accordance|conjunction|parallel) with|"
    r"consistent with|pursuant to|as part of|in the (?:framework|context|margins) of|on the margins of|"
    r"(?:outlined|described|set out|agreed|envisaged|established) (?:in|at|by)|"
    r"such as|including|like|complement(?:s|ing)?|parties to|members? of|partners? (?:in|of))"
    r"(?: (?:the|a|an|our|its|their|this))?(?: [\w.’'-]+){0,2} $",
    re.IGNORECASE,
)
"""Words that make the name after them a means or an example, with at most two words between: in "a capacity-building
programme under the U.S.-Singapore Third Country Training Program" the training programme is not the matter, in
"negotiate and conclude an Agreement on Science and Technology Cooperation" the agreement is."""


def matter_of(commitment: Commitment, reading: Reading) -> int | None:
    """The index of the one instrument that the commitment is about; None if it is about none, or names several.

    A dialogue is where cooperation is talked about, never the matter.
    """
    named = [index for index in commitment.instruments if _can_be_matter(reading.instruments[index], reading)]
    if len(named) != 1:
        return None
    places = places_in(commitment, reading.instruments[named[0]].spans)
    if places and all(MEANS.search(words_before(place, commitment, reading)) for place in places):
        return None
    return named[0]


def initiating_commitments(reading: Reading) -> tuple[int, ...]:
    """For each commitment the index of the first one in the chain that it goes on with, its own if it starts one.

    Raises ValueError where a commitment goes on with a later one or with itself.
    """
    first: list[int] = []
    for index, commitment in enumerate(reading.commitments):
        if commitment.continues is None:
            first.append(index)
        elif 0 <= commitment.continues < index:
            first.append(first[commitment.continues])
        else:
            raise ValueError(f"commitment {index} goes on with {commitment.continues}, which is not before it")
    return tuple(first)


def words_before(place: Span, commitment: Commitment, reading: Reading) -> str:
    """The commitment's words before the place, with single spaces; a space at the end unless the place opens it."""
    return " ".join([*reading.text[commitment.span.start : place.start].split(), ""])


def places_in(commitment: Commitment, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Those of the spans that lie within the commitment's words."""
    whole = commitment.span
    return tuple(span for span in spans if whole.start <= span.start and span.end <= whole.end)


def _can_be_matter(instrument: Instrument, reading: Reading) -> bool:
    return instrument.kind in MATTERS and not is_dialogue(instrument, reading)
