"""Which parties act in a commitment, and which bodies take part in it."""

from __future__ import annotations

from tests.cases.documents import read_case, words_of_case
from tests.cases.loading import Case, each_case

from cetgraph.model import Commitment, Reading


def _last_commitment(case: Case) -> tuple[Reading, Commitment | None]:
    """The last commitment that the case's own words make."""
    reading = read_case(case)
    _, end = words_of_case(case, reading)
    found = [commitment for commitment in reading.commitments if commitment.span.end <= end]
    return reading, found[-1] if found else None


def parties_in(case: Case) -> list[str]:
    """The codes of the parties that act, sorted."""
    _, commitment = _last_commitment(case)
    return sorted(commitment.countries) if commitment is not None else ["no commitment"]


def bodies_in(case: Case) -> list[str]:
    """The bodies that take part, each with its country, sorted."""
    reading, commitment = _last_commitment(case)
    if commitment is None:
        return ["no commitment"]
    bodies = [reading.organisations[number] for number in commitment.organisations]
    return sorted(f"{body.name} {body.country or '-'}" for body in bodies)


@each_case("acting-parties")
def test_acting_parties(case: Case) -> None:
    """All parties, or one alone for a pledge that is only its own."""
    assert parties_in(case) == case.lines(), case.why


@each_case("taking-part")
def test_taking_part(case: Case) -> None:
    """Hosts, funders, addressees and owners count; beneficiaries and parents do not."""
    assert bodies_in(case) == case.lines(), case.why
