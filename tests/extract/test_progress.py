"""How far a commitment has got, by the verb that governs it."""

from __future__ import annotations

from tests.cases.documents import read_case, words_of_case
from tests.cases.loading import Case, each_case


def found_in(case: Case) -> str:
    """The progress of the one commitment that the case's words make, or of the last where a lead-in stands before."""
    reading = read_case(case)
    _, end = words_of_case(case, reading)
    found = [commitment for commitment in reading.commitments if commitment.span.end <= end]
    return found[-1].status.value if found else "no commitment"


@each_case("progress")
def test_progress(case: Case) -> None:
    """The verb that governs the sentence decides."""
    assert found_in(case) == case.expected, case.why
