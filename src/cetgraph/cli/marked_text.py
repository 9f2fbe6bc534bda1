"""A reading as text for a terminal: the document with its findings marked, then what was found."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import click

from cetgraph.model import Commitment, Organisation, Reading, Span

# Each kind of finding has a colour and brackets or a mark of its own, so that it shows without colour too.
COLOURS = {"person": "magenta", "organisation": "cyan", "instrument": "green", "date": "yellow", "amount": "yellow"}
_STATUS = {"exploring": "?", "announced": "+", "under-way": ">", "completed": "*"}


def marked_text(reading: Reading) -> Iterator[str]:
    """Lines: the title, who and when, the text with marks, and a key.

    A commitment is underlined and opens with its number and progress; click leaves the colours out where the output
    is no terminal.
    """
    facts = reading.document
    yield click.style(facts.title, bold=True)
    yield f"{facts.kind.value}, {facts.date or 'undated'}; parties: {', '.join(reading.parties) or 'none found'}"
    if reading.meeting is not None:
        meeting = reading.meeting
        ordinal = f", meeting {meeting.ordinal}" if meeting.ordinal else ""
        yield f"{meeting.series}{ordinal}; {meeting.date or 'undated'}; {meeting.place or 'place not given'}"
    yield ""
    yield _text_with_marks(reading)
    yield ""
    yield from _people(reading)
    for number, commitment in enumerate(reading.commitments, start=1):
        yield _commitment_line(reading, number, commitment)
    yield ""
    yield ", ".join(
        (
            _count(len(reading.commitments), "commitment", "commitments"),
            _count(len(reading.people), "person", "people"),
            _count(len(reading.organisations), "body", "bodies"),
            _count(len(reading.instruments), "instrument", "instruments"),
            _count(len(reading.areas), "area", "areas"),
        )
    )
    yield "? exploring   + announced   > under way   * completed   " + "   ".join(
        click.style(kind, fg=colour) for kind, colour in COLOURS.items()
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _text_with_marks(reading: Reading) -> str:
    names: list[tuple[Span, str]] = [(span, "person") for person in reading.people for span in person.spans]
    names += [(span, "organisation") for body in reading.organisations for span in body.spans]
    names += [(span, "instrument") for instrument in reading.instruments for span in instrument.spans]
    for commitment in reading.commitments:
        names += [(date.span, "date") for date in commitment.dates]
        names += [(amount.span, "amount") for amount in commitment.amounts]
    starts = {commitment.span.start: number for number, commitment in enumerate(reading.commitments, start=1)}
    inside = sorted(commitment.span for commitment in reading.commitments)
    edges = sorted(
        {0, len(reading.text), *(edge for span, _ in names for edge in span), *(e for s in inside for e in s)}
    )
    parts: list[str] = []
    ordered = sorted(names, key=lambda one: (one[0].start, one[0].start - one[0].end))
    for start, end in itertools.pairwise(edges):
        if start in starts:
            number = starts[start]
            mark = _STATUS[reading.commitments[number - 1].status.value]
            parts.append(click.style(f"[{number}{mark}] ", bold=True))
        kind = next((kind for span, kind in ordered if span.start <= start and end <= span.end), None)
        underline = any(span.start <= start and end <= span.end for span in inside)
        words = reading.text[start:end]
        if kind is None and not underline:
            parts.append(words)
        else:
            parts.append(click.style(words, fg=COLOURS[kind] if kind else None, underline=underline or None))
    return "".join(parts)


def _people(reading: Reading) -> Iterator[str]:
    for person in reading.people:
        post = f", {person.post}" if person.post else ""
        yield f"{person.capacity.value:12}{person.name}{post} ({person.country or 'country open'})"
    if reading.people:
        yield ""


def _commitment_line(reading: Reading, number: int, commitment: Commitment) -> str:
    bodies = [_body(reading.organisations[at]) for at in commitment.organisations]
    who = "; ".join(bodies) or ", ".join(commitment.countries)
    dates = f"; {', '.join(date.value for date in commitment.dates)}" if commitment.dates else ""
    money = "".join(f"; {amount.value:,.0f} {amount.currency}" for amount in commitment.amounts)
    return f"{number:3}{_STATUS[commitment.status.value]} {commitment.subject}\n      {who}{dates}{money}"


def _body(organisation: Organisation) -> str:
    return f"{organisation.name} ({organisation.country})" if organisation.country else organisation.name
