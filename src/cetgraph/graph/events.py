"""What a completed commitment says has happened to the instruments that it names: signed, concluded, launched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cetgraph.graph.initiatives import OBJECT_GAP, places_in, words_before
from cetgraph.model import Commitment, Progress, Reading, Span


class EventKind(StrEnum):
    """What happened to an instrument."""

    SIGNING = "signing"
    CONCLUSION = "conclusion"
    LAUNCH = "launch"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentEvent:
    """What happened to an instrument of the reading, by its index; `date` is None unless it is certain."""

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
_BEFORE = {
    kind: re.compile(rf"\b(?:(?:{_VERBS[kind]})|(?:{_NOUNS[kind]}) of){OBJECT_GAP}", re.IGNORECASE)
    for kind in EventKind
}
_NOT_YET = re.compile(
    r"\b(?:will|would|shall|intend\w*|intent\w*|plan\w*|seek\w*|look(?:s|ing)? forward)\b", re.IGNORECASE
)
"""Words before the verb that make it a promise: "welcomed the mapping, and will go on with the launch of a Group"."""

_AFTER = {
    kind: re.compile(
        rf"^[”\"’']? (?:was|were|has been|have been|had been|is) (?:\w+ )?(?:{_VERBS[kind]})\b", re.IGNORECASE
    )
    for kind in EventKind
}


def instrument_events(commitment: Commitment, reading: Reading) -> tuple[InstrumentEvent, ...]:
    """The events that the commitment reports, none unless it is completed, at most one for each instrument.

    "Welcomed the signing of the X Agreement" and "The X Agreement was signed in May" are signings; "signed a
    memorandum under the X Agreement" says nothing of that agreement. An event has the commitment's date where that
    names one date and one instrument; a date after the document's is no event's, but a target.
    """
    if commitment.status is not Progress.COMPLETED:
        return ()
    is_date_certain = len(commitment.dates) == 1 and len(commitment.instruments) == 1
    date = commitment.dates[0].value if is_date_certain else None
    if date is not None and date > (reading.document.date or date)[: len(date)]:
        date = None
    return tuple(
        InstrumentEvent(kind=kind, instrument=instrument, date=date)
        for instrument in commitment.instruments
        for kind in list(_kinds(instrument, commitment, reading))[:1]
    )


def _kinds(instrument: int, commitment: Commitment, reading: Reading) -> Iterator[EventKind]:
    for place in places_in(commitment, reading.instruments[instrument].spans):
        yield from _kinds_at(place, commitment, reading)


def _kinds_at(place: Span, commitment: Commitment, reading: Reading) -> Iterator[EventKind]:
    before = words_before(place, commitment, reading)
    after = " ".join(["", *reading.text[place.end : commitment.span.end].split()])
    if reading.text[place.end : place.end + 1].strip():
        after = after.removeprefix(" ")
    for kind in EventKind:
        if (_BEFORE[kind].search(before) and not _NOT_YET.search(before)) or _AFTER[kind].search(after):
            yield kind
