"""What a completed commitment says has happened to the one instrument that it names: signed, concluded, launched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from cetgraph.graph.initiatives import places_in, words_before
from cetgraph.model import Commitment, Progress, Reading, Span


class EventKind(StrEnum):
    """What happened to an instrument."""

    SIGNING = "signing"
    CONCLUSION = "conclusion"
    LAUNCH = "launch"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentEvent:
    """What happened to an instrument of the reading, by its index; `date` is None unless the commitment names one."""

    kind: EventKind
    instrument: int
    date: str | None


_VERBS = {
    EventKind.SIGNING: r"sign(?:ed|ing)",
    EventKind.CONCLUSION: r"conclud(?:ed|ing)|finali[sz](?:ed|ing)|complet(?:ed|ing)",
    EventKind.LAUNCH: r"launch(?:ed|ing)?|establish(?:ed|ing)|inaugurat(?:ed|ing)",
}
_NOUNS = {
    EventKind.SIGNING: "signing|signature",
    EventKind.CONCLUSION: r"conclusion|completion|finali[sz]ation",
    EventKind.LAUNCH: "launch|establishment|inauguration",
}
_GAP = r"(?: (?!(?:of|under|for|in|to|on|with|through|by|at|and|from|between)\b)[\w.’'-]+){0,5} $"
"""What may stand between the verb and its object, as in "signed a new bilateral": no other noun phrase, so that in
"completed the mapping of their frameworks under the Agreement" no agreement was completed."""

_BEFORE = {
    kind: re.compile(rf"\b(?:(?:{_VERBS[kind]})|(?:{_NOUNS[kind]}) of){_GAP}", re.IGNORECASE) for kind in EventKind
}
_AFTER = {
    kind: re.compile(rf"^ (?:was|were|has been|have been|had been|is) (?:\w+ )?(?:{_VERBS[kind]})\b", re.IGNORECASE)
    for kind in EventKind
}


def instrument_event(commitment: Commitment, reading: Reading) -> InstrumentEvent | None:
    """The event that the commitment reports; None unless it is completed, names one instrument and says it of that.

    "Welcomed the signing of the X Agreement" and "The X Agreement was signed in May" are signings; "signed a
    memorandum under the X Agreement" says nothing of that agreement.
    """
    if commitment.status is not Progress.COMPLETED or len(commitment.instruments) != 1:
        return None
    (instrument,) = commitment.instruments
    for place in places_in(commitment, reading.instruments[instrument].spans):
        kind = _kind_at(place, commitment, reading)
        if kind is not None:
            date = commitment.dates[0].value if len(commitment.dates) == 1 else None
            return InstrumentEvent(kind=kind, instrument=instrument, date=date)
    return None


def _kind_at(place: Span, commitment: Commitment, reading: Reading) -> EventKind | None:
    before = words_before(place, commitment, reading)
    after = " ".join(["", *reading.text[place.end : commitment.span.end].split()])
    return next((kind for kind in EventKind if _BEFORE[kind].search(before) or _AFTER[kind].search(after)), None)
