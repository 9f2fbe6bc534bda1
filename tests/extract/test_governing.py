"""The verb that governs a sentence or list item."""

from __future__ import annotations

from tests.cases.documents import knowledge
from tests.cases.loading import Case, each_case

from cetgraph.extract.governing import find_governing
from cetgraph.extract.words import words_of


def found_in(case: Case) -> str:
    """The governing verb with its auxiliary, marked where it opens an item; "-" for none."""
    governing = find_governing(words_of(case.text), knowledge().lexicon, [])
    if governing is None:
        return "-"
    return f"{governing.word}; {governing.auxiliary.value}{'; opens' if governing.gerund_opens else ''}"


@each_case("governing")
def test_governing(case: Case) -> None:
    """The main clause governs, with its first verb."""
    assert found_in(case) == case.expected, case.why


def test_names_hold_no_verbs() -> None:
    """A word inside a name governs nothing."""
    words = words_of("The Launch Office will fund it.")
    governing = find_governing(words, knowledge().lexicon, [(1, 3)])
    assert governing is not None
    assert governing.word == "fund"
