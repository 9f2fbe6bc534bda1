"""Which sentences and items are units of commitment."""

from __future__ import annotations

from tests.cases.documents import read_case, words_of_case
from tests.cases.loading import Case, each_case


def found_in(case: Case) -> list[str]:
    """The quotes of the commitments that the case's own words make."""
    reading = read_case(case)
    _, end = words_of_case(case, reading)
    return [commitment.quote for commitment in reading.commitments if commitment.span.end <= end]


@each_case("units")
def test_units(case: Case) -> None:
    """One unit per sentence or item that states a concrete piece of cooperation, quoted exactly."""
    assert found_in(case) == case.lines(), case.why
