"""Which lasting piece of cooperation a commitment is about.

The rule, simple on purpose: commitments that go on with an earlier one share its initiative; a commitment whose matter
is one named instrument shares that instrument's initiative with every other that has it as its matter, in any
document; each other commitment is an initiative of its own.
"""

from __future__ import annotations

import re

from cetgraph.graph.dialogues import is_dialogue
from cetgraph.model import Commitment, InstrumentKind, Reading, Span

OBJECT_GAP = r"(?: (?!(?:of|under|for|in|to|on|with|through|by|at|and|from|between)\b)[\w.’'-]+){0,5}(?: [“\"‘'])? $"
"""What may stand between a verb and the name that is its object, as in "signed a new bilateral": no other noun phrase,
so that in "completed the mapping of their frameworks under the Agreement" no agreement was completed."""

_MADE = re.compile(
    r"(?<!through )(?<!through the )\b(?:"
    r"(?:develop|draft|negotiat|adopt|sign|conclud|finali[sz]|complet)(?:e|s|es|ed|ing)?|"
    r"(?:launch|establish|creat|initiat|inaugurat|form|renew)(?:e|s|es|ed|ing)?|set(?:ting)? up|"
    r"(?:signing|signature|conclusion|completion|finali[sz]ation|development|renewal) of|"
    r"(?:launch|establishment|creation|inauguration|initiation|formation) of)" + OBJECT_GAP,
    re.IGNORECASE,
)
"""Words that make the name after them what is being made: "developing a new bilateral Roadmap", but not "will build on
shared principles through the launch of a Group"."""

_MEANS = re.compile(
    r"\b(?:under|through|via|within|by|using|per|from|with|alongside|beyond|"
    r"(?:building|based|drawing|relying) (?:up)?on|in (?:line|accordance|conjunction|parallel) with|"
    r"consistent with|pursuant to|as part of|in the (?:framework|context|margins) of|on the margins of|"
    r"(?:outlined|described|set out|agreed|envisaged|established) (?:in|at|by)|"
    r"such as|including|like|complement(?:s|ing)?|parties to|members? of|partners? (?:in|of))"
    r"(?: (?:the|a|an|our|its|their|this))?(?: [$\w.,’'-]+){0,2}(?: [“\"‘'])? $",
    re.IGNORECASE,
)
"""Words that make the name after them a means or an example, with at most two words between: in "a capacity-building
programme under the U.S.-Singapore Third Country Training Program" the training programme is not the matter."""

_COORDINATION = re.compile(r"[\s,”\"’']*(?:and|or|,)?(?:\s+(?:the|an?))?[\s“\"‘']*", re.IGNORECASE)


def matter_of(commitment: Commitment, reading: Reading) -> int | None:
    """The index of the one instrument that the commitment is about; None if it is about none, or about several.

    It is the one that the words say is made; or else the only one that they name, unless as a means or an example or
    as a framework, standard or law, which others go by. A dialogue is where cooperation is talked about, never the
    matter.
    """
    named = [index for index in commitment.instruments if not is_dialogue(reading.instruments[index], reading)]
    subjects = [index for index in named if not _is_means(index, commitment, reading)]
    made = [index for index in subjects if _is_made(index, commitment, reading)]
    if made:
        first = min(subjects, key=lambda index: _first_place(index, commitment, reading))
        return made[0] if made == [first] and not _is_coordinated(first, named, commitment, reading) else None
    if len(named) != 1 or reading.instruments[named[0]].kind is InstrumentKind.FRAMEWORK:
        return None
    return subjects[0] if subjects else None


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


def places_in(commitment: Commitment, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Those of the spans that lie within the commitment's words."""
    whole = commitment.span
    return tuple(span for span in spans if whole.start <= span.start and span.end <= whole.end)


def words_before(place: Span, commitment: Commitment, reading: Reading) -> str:
    """The commitment's words before the place, with single spaces; a space at the end unless the place opens it."""
    return " ".join([*reading.text[commitment.span.start : place.start].split(), ""])


def _is_means(index: int, commitment: Commitment, reading: Reading) -> bool:
    places = places_in(commitment, reading.instruments[index].spans)
    return bool(places) and all(_MEANS.search(words_before(place, commitment, reading)) for place in places)


def _first_place(index: int, commitment: Commitment, reading: Reading) -> int:
    return min((place.start for place in places_in(commitment, reading.instruments[index].spans)), default=0)


def _is_made(index: int, commitment: Commitment, reading: Reading) -> bool:
    places = places_in(commitment, reading.instruments[index].spans)
    return any(_MADE.search(words_before(place, commitment, reading)) for place in places)


def _is_coordinated(index: int, named: list[int], commitment: Commitment, reading: Reading) -> bool:
    """Whether another instrument follows at once, as in "sign the A and the B"."""
    ends = [place.end for place in places_in(commitment, reading.instruments[index].spans)]
    others = [other for other in named if other != index]
    starts = [place.start for other in others for place in places_in(commitment, reading.instruments[other].spans)]
    return any(
        end <= start and _COORDINATION.fullmatch(reading.text[end:start]) is not None
        for end in ends
        for start in starts
    )
