"""The agreements, frameworks, programmes and mechanisms that a document names."""

from __future__ import annotations

from tests.cases.documents import read_case, words_of_case
from tests.cases.loading import Case, each_case


def found_in(case: Case) -> list[str]:
    """The instruments of the case's own words, one on a line: name; kind."""
    reading = read_case(case)
    _, end = words_of_case(case, reading)
    return [
        f"{instrument.name}; {instrument.kind.value}"
        for instrument in reading.instruments
        if any(span.end <= end for span in instrument.spans)
    ]


@each_case("instruments")
def test_instruments(case: Case) -> None:
    """Every named instrument, once, in its fullest form, with its kind."""
    assert sorted(found_in(case)) == sorted(case.lines()), case.why
