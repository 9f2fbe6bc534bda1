"""A line that is a date gives the day of issue."""

from __future__ import annotations

from tests.cases.loading import Case, each_case

from cetgraph.sources.dates import date_of_line


@each_case("line-dates")
def test_date_of_line(case: Case) -> None:
    """A date with at most a place or weekday before it; None where the line says more."""
    assert date_of_line(case.text) == case.expected, case.why
