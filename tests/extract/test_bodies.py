"""The organisations that a document names, with acronym and country."""

from __future__ import annotations

from tests.cases.documents import read_case, words_of_case
from tests.cases.loading import Case, each_case

from cetgraph.model import Organisation


def _described(body: Organisation) -> str:
    """One body on a line: name; acronym; country."""
    return f"{body.name}; {body.acronym or '-'}; {body.country or '-'}"


def found_in(case: Case) -> list[str]:
    """The bodies of the case's own words, one on a line."""
    reading = read_case(case)
    _, end = words_of_case(case, reading)
    return [_described(body) for body in reading.organisations if any(span.end <= end for span in body.spans)]


@each_case("bodies")
def test_bodies(case: Case) -> None:
    """Every named organisation, once."""
    assert sorted(found_in(case)) == sorted(case.lines()), case.why
