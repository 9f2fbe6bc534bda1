"""Writes a reading as JSON in the form of the project's reading schema."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cetgraph.model import Reading, Span


def reading_to_json(reading: Reading, *, indent: int | None = 1) -> str:
    """The reading as one JSON object; `indent` None puts it on one line. Offsets count code points of `text`."""
    return json.dumps(reading_to_value(reading), ensure_ascii=False, indent=indent)


def reading_to_value(reading: Reading) -> dict[str, object]:
    """The reading as JSON's own values, in the schema's order."""
    return {
        "document": {
            "title": reading.document.title,
            "date": reading.document.date,
            "source_url": reading.document.source_url,
            "kind": reading.document.kind.value,
        },
        "parties": list(reading.parties),
        "meeting": None
        if reading.meeting is None
        else {
            "series": reading.meeting.series,
            "ordinal": reading.meeting.ordinal,
            "date": reading.meeting.date,
            "place": reading.meeting.place,
        },
        "people": [
            {
                "name": person.name,
                "post": person.post,
                "country": person.country,
                "capacity": person.capacity.value,
                "spans": _spans(person.spans),
            }
            for person in reading.people
        ],
        "organisations": [
            {
                "name": organisation.name,
                "acronym": organisation.acronym,
                "country": organisation.country,
                "spans": _spans(organisation.spans),
            }
            for organisation in reading.organisations
        ],
        "areas": [area.heading for area in reading.areas],
        "instruments": [
            {"name": instrument.name, "kind": instrument.kind.value, "spans": _spans(instrument.spans)}
            for instrument in reading.instruments
        ],
        "commitments": [
            {
                "quote": commitment.quote,
                "area": None if commitment.area is None else reading.areas[commitment.area].heading,
                "status": commitment.status.value,
                "organisations": [reading.organisations[number].name for number in commitment.organisations],
                "countries": list(commitment.countries),
                "dates": [date.value for date in commitment.dates],
                "amounts": [{"value": amount.value, "currency": amount.currency} for amount in commitment.amounts],
                "spans": _spans((commitment.span,)),
            }
            for commitment in reading.commitments
        ],
        "text": reading.text,
    }


def _spans(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
