"""What `cetgraph build --report` tells: of each document what was found, what is new and what was left open, and of
all documents together which names look alike but stand for different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cetgraph.corpus_graph import REFERENCE, CheckedGraph
from cetgraph.graph.look_alikes import LookAlike, find_look_alikes
from cetgraph.graph.namespaces import DEFAULT_BASE, ID
from cetgraph.graph.reading_iris import ReadingIris, name_reading
from cetgraph.graph.report import Result
from cetgraph.model import OrganisationKind, Reading


def report_lines(checked: CheckedGraph, readings: Mapping[str, tuple[str, Reading]]) -> Iterator[str]:
    """The report on the documents of a graph, each given by its local name with its place and its reading."""
    built = {name: readings[name] for name in readings if name in checked.parts}
    yield f"New names stand with their addresses, below {DEFAULT_BASE}; no person has reviewed them yet."
    yield ""
    for name, (place, reading) in built.items():
        yield place
        yield from document_lines(reading, warnings=_warnings_of(name, checked))
        yield ""
    if len(built) > 1:
        yield from _lines_on_all([reading for _, reading in built.values()])


def document_lines(reading: Reading, *, warnings: Sequence[Result] = ()) -> Iterator[str]:
    """The report on one reading, line by line, each indented by two spaces."""
    iris = name_reading(reading)
    yield f"  {reading.document.title} ({reading.document.date or 'undated'})"
    yield f"  parties: {', '.join(_party_names(reading)) or 'none found'}"
    if reading.meeting is not None and iris.meeting is not None:
        yield f"  meeting: {reading.meeting.series}, {reading.meeting.date or 'undated'} <{_local(iris.meeting)}>"
    counts = {
        "people": len(reading.people),
        "organisations": len(reading.organisations),
        "areas": len(reading.areas),
        "instruments": len(reading.instruments),
        "commitments": len(reading.commitments),
    }
    yield "  found: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())
    yield from _new_names(reading, iris)
    for warning in warnings:
        yield f"  to check: {warning.label or warning.focus}: {warning.message}"
    left_open = list(_left_open(reading))
    yield from (f"  left open: {line}" for line in left_open or ["nothing"])


def _left_open(reading: Reading) -> Iterator[str]:
    """What was not found, or may be one thing or another, with the reason."""
    if reading.document.date is None:
        yield "the document: its date of issue was not found"
    if reading.meeting is not None and reading.meeting.date is None:
        yield "the meeting: its date was not found"
    told = {unclear.words for unclear in reading.unclear}
    for body in reading.organisations:
        if (
            body.name not in told
            and body.country is None
            and body.known is None
            and body.kind is not OrganisationKind.INTERNATIONAL
        ):
            yield f"{body.name}: its country was not found"
    for person in reading.people:
        if person.canonical is None and " " not in person.name:
            yield f"{person.name}: only one name is given, and nobody known by it had a fitting post then"
        elif person.canonical is None and person.country is None:
            yield f"{person.name}: the country was not found"
    for unclear in reading.unclear:
        line = reading.text.count("\n", 0, unclear.span.start) + 1
        words = " ".join(unclear.words.split())
        yield f"“{words}” (line {line}, character {unclear.span.start}): {unclear.reason}"


def _party_names(reading: Reading) -> list[str]:
    return [party.name for party in reading.known_parties if party.code in reading.parties]


def _new_names(reading: Reading, iris: ReadingIris) -> Iterator[str]:
    """The names that the gazetteer does not know, so that a person should look at them, each with its address."""
    new = {
        "person": {iri: it.name for it, iri in zip(reading.people, iris.people, strict=True) if it.canonical is None},
        "organisation": {
            iri: it.name for it, iri in zip(reading.organisations, iris.organisations, strict=True) if it.known is None
        },
        "instrument": {
            iri: it.name for it, iri in zip(reading.instruments, iris.instruments, strict=True) if it.canonical is None
        },
    }
    for kind, names in new.items():
        for iri, name in names.items():
            yield f"  new {kind}: {name} <{_local(iri)}>"


def _warnings_of(name: str, checked: CheckedGraph) -> list[Result]:
    """The warnings of the check about what that document states."""
    graphs = checked.parts[name].items()
    own = {triple[0] for graph, triples in graphs if graph != REFERENCE for triple in triples}
    return [warning for warning in checked.report.warnings if warning.focus in own]


def _lines_on_all(readings: Sequence[Reading]) -> Iterator[str]:
    yield f"All {len(readings)} documents together"
    things: dict[str, set[str]] = {
        "people": set(),
        "organisations": set(),
        "instruments": set(),
        "dialogues met": set(),
    }
    for reading in readings:
        iris = name_reading(reading)
        things["people"].update(iris.people)
        things["organisations"].update(iris.organisations)
        things["instruments"].update(iris.instruments)
        things["dialogues met"].update([iris.dialogue] if iris.dialogue else [])
    yield "  found: " + ", ".join(f"{len(found)} {kind}" for kind, found in things.items())
    alike = find_look_alikes(readings)
    if alike:
        yield "  look alike, and were kept apart; what is one belongs in the gazetteer with its other names:"
        yield from (f"    {_line_on(each)}" for each in alike)
    else:
        yield "  no two names look alike"


def _line_on(alike: LookAlike) -> str:
    named = "; ".join(f"{name} <{_local(iri)}>" for name, iri in alike.things)
    return f"{alike.sort}: {named}: {alike.likeness}"


def _local(iri: str) -> str:
    """The address without its base: "id/country/SG"."""
    return iri.removeprefix(ID.removesuffix("id/"))
