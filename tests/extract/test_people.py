"""The people whom a document names, with post, country and capacity."""

from __future__ import annotations

from tests.cases.documents import read_case
from tests.cases.loading import Case, each_case

from cetgraph.model import Person


def _described(person: Person) -> str:
    """One person on a line: name; post; country; capacity, and for whom they stood in."""
    stood_in = f"; for {person.on_behalf_of}" if person.on_behalf_of else ""
    return f"{person.name}; {person.post or '-'}; {person.country or '-'}; {person.capacity.value}{stood_in}"


def found_in(case: Case) -> list[str]:
    """The people of the case's document, one on a line."""
    return [_described(person) for person in read_case(case, setting="prose").people]


@each_case("people")
def test_people(case: Case) -> None:
    """Every named person who acts, once."""
    assert sorted(found_in(case)) == sorted(case.lines()), case.why
