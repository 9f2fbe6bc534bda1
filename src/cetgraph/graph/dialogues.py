"""Which instruments of a reading are dialogues: series of meetings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cetgraph.graph.identifiers import series_key
from cetgraph.model import Instrument, InstrumentKind, Reading

_CALLED_DIALOGUE = re.compile(r"\bdialogues?\b", re.IGNORECASE)


def is_series(instrument: Instrument, reading: Reading) -> bool:
    """Whether the instrument is the series that the reading's meeting belongs to, under any spelling of its name."""
    if reading.meeting is None:
        return False
    names = {instrument.name, instrument.canonical or instrument.name}
    return series_key(reading.meeting.series) in {series_key(name) for name in names}


def is_dialogue(instrument: Instrument, reading: Reading) -> bool:
    """Whether the instrument is a dialogue: the reading's own series, or a mechanism that is called a dialogue."""
    called = _CALLED_DIALOGUE.search(instrument.canonical or instrument.name)
    return is_series(instrument, reading) or (instrument.kind is InstrumentKind.MECHANISM and called is not None)


def canonical_series(reading: Reading) -> str | None:
    """The gazetteer's name of the series that the reading's meeting belongs to; None if it does not know the series."""
    return next(_canonical_names(reading), None)


def _canonical_names(reading: Reading) -> Iterator[str]:
    for instrument in reading.instruments:
        if instrument.canonical is not None and is_series(instrument, reading):
            yield instrument.canonical
