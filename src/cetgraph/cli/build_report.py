"""What `cetgraph build --report` tells of a reading: counts, names to review, and what was left open."""

from __future__ import annotations

from collections.abc import Iterator

from cetgraph.model import Reading


def report_lines(reading: Reading) -> Iterator[str]:
    """The report on one reading, line by line, each indented by two spaces."""
    yield f"  {reading.document.title} ({reading.document.date or 'undated'})"
    counts = {
        "people": len(reading.people),
        "organisations": len(reading.organisations),
        "areas": len(reading.areas),
        "instruments": len(reading.instruments),
        "commitments": len(reading.commitments),
    }
    yield "  found: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())
    yield from _new_names(reading)
    for unclear in reading.unclear:
        line = reading.text.count("\n", 0, unclear.span.start) + 1
        words = " ".join(unclear.words.split())
        yield f"  left open: “{words}” (line {line}, character {unclear.span.start}): {unclear.reason}"
    if not reading.unclear:
        yield "  left open: nothing"


def _new_names(reading: Reading) -> Iterator[str]:
    """The names that the gazetteer does not know, so that a person should look at them."""
    new = {
        "people": [person.name for person in reading.people if person.canonical is None],
        "organisations": [body.name for body in reading.organisations if body.known is None],
        "instruments": [instrument.name for instrument in reading.instruments if instrument.canonical is None],
    }
    for kind, names in new.items():
        if names:
            yield f"  new {kind}: {'; '.join(names)}"
