"""Whether an acronym fits a name."""

from __future__ import annotations

from tests.cases.loading import Case, each_case

from cetgraph.extract.acronyms import acronym_fits


@each_case("acronyms")
def test_acronym_fits(case: Case) -> None:
    """Its letters come in order in the name, the first at the start of a word."""
    acronym, _, name = case.text.partition(" = ")
    assert acronym_fits(acronym, name) is case.expected, case.why
