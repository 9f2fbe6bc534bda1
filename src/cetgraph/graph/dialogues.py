"""Which instruments of a reading are dialogues: series of meetings.

Whether a thing is a dialogue is stated of it; its identifier says only whether it is called one. So an initiative that
meets has one identifier in the document that reports a meeting and in those that only name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cetgraph.graph.identifiers import instrument_name, known_instrument_name, series_name
from cetgraph.model import Instrument, InstrumentKind, Party, Reading

_CALLED_DIALOGUE = re.compile(r"\bdialogues?\b", re.IGNORECASE)


def is_series(instrument: Instrument, reading: Reading) -> bool:
    """Whether the instrument is the series that the reading's meeting belongs to, under any spelling of its name."""
    if reading.meeting is None:
        return False
    names = {instrument.name, instrument.canonical or instrument.name}
    spellings = {spelling for name in names for spelling in _spellings(name, reading)}
    return not spellings.isdisjoint(_spellings(reading.meeting.series, reading))


def is_dialogue(instrument: Instrument, reading: Reading) -> bool:
    """Whether the instrument is a dialogue: the reading's own series, or a mechanism that is called a dialogue."""
    called = is_called_dialogue(instrument.canonical or instrument.name, instrument.kind)
    return called or is_series(instrument, reading)


def is_called_dialogue(name: str, kind: InstrumentKind) -> bool:
    """Whether a mechanism is called a dialogue; a "Framework for Strategic Dialogue" is not one."""
    return kind is InstrumentKind.MECHANISM and _CALLED_DIALOGUE.search(name) is not None


def canonical_series(reading: Reading) -> str | None:
    """The gazetteer's name of the series that the reading's meeting belongs to; None if it does not know the series."""
    return next(_canonical_names(reading), None)


def series_kind(reading: Reading) -> InstrumentKind:
    """What sort of instrument the reading's series is: that of the instrument it names, otherwise a mechanism."""
    series = [instrument for instrument in reading.instruments if is_series(instrument, reading)]
    known = [instrument.kind for instrument in series if instrument.canonical is not None]
    return next(iter([*known, *(instrument.kind for instrument in series)]), InstrumentKind.MECHANISM)


def acting_parties(reading: Reading) -> tuple[Party, ...]:
    """The parties whose document it is, described."""
    return tuple(party for party in reading.known_parties if party.code in reading.parties)


def dialogue_name(reading: Reading) -> str | None:
    """The local name of the series that the reading's meeting belongs to; None without a meeting."""
    if reading.meeting is None:
        return None
    canonical = canonical_series(reading)
    return _local_name(canonical, reading.meeting.series, series_kind(reading), reading)


def local_name(instrument: Instrument, reading: Reading) -> str:
    """The local name of the instrument, by the gazetteer's name where it has one."""
    own = dialogue_name(reading) if is_series(instrument, reading) else None
    return own or _local_name(instrument.canonical, instrument.name, instrument.kind, reading)


def _local_name(canonical: str | None, name: str, kind: InstrumentKind, reading: Reading) -> str:
    words = known_instrument_name(canonical) if canonical else instrument_name(name, parties=acting_parties(reading))
    return f"{'dialogue' if is_called_dialogue(canonical or name, kind) else 'instrument'}/{words}"


def _canonical_names(reading: Reading) -> Iterator[str]:
    for instrument in reading.instruments:
        if instrument.canonical is not None and is_series(instrument, reading):
            yield instrument.canonical


def _spellings(name: str, reading: Reading) -> set[str]:
    return {instrument_name(name, parties=acting_parties(reading)), known_instrument_name(name), series_name(name)}
