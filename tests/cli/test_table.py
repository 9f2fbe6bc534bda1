from __future__ import annotations

import pytest

from cetgraph.cli.table import NARROWEST, fit_widths, format_records, format_rows, format_table, format_term
from cetgraph.graph.store import Rows
from cetgraph.graph.terms import BlankNode, Iri, Literal, Term

ROWS = Rows(
    ("country", "name", "given"),
    ((Iri("https://w3id.org/cetgraph/id/country/SG"), Literal("Singapore"), None), (Iri("urn:x:US"), None, None)),
)

TERMS: dict[str, tuple[Term | None, str]] = {
    "one of our things": (Iri("https://w3id.org/cetgraph/id/country/SG"), "id:country/SG"),
    "one of our terms": (Iri("https://w3id.org/cetgraph/ontology#party"), "cet:party"),
    "an area, by the longest prefix": (Iri("https://w3id.org/cetgraph/scheme/area/quantum"), "area:quantum"),
    "a foreign IRI": (Iri("urn:x:y"), "<urn:x:y>"),
    "a namespace itself": (Iri("http://purl.org/dc/terms/"), "<http://purl.org/dc/terms/>"),
    "words over two lines": (Literal("one\n two"), "one two"),
    "a blank node": (BlankNode("b1"), "_:b1"),
    "nothing": (None, ""),
}


@pytest.mark.parametrize(("term", "shown"), TERMS.values(), ids=TERMS.keys())
def test_a_term_is_shown_for_reading(term: Term | None, shown: str) -> None:
    """IRIs by prefix, literals by their words."""
    assert format_term(term) == shown


def test_rows_are_aligned() -> None:
    """Unbound values are empty, a hidden column without values is left out."""
    assert format_rows(ROWS, hidden=["given", "name"]) == (
        "country        name\n-------------  ---------\nid:country/SG  Singapore\n<urn:x:US>\n"
    )
    assert format_rows(ROWS).splitlines()[0] == "country        name       given"


def test_wide_characters_take_two_columns() -> None:
    """Columns stay aligned with names in Japanese and with accents that combine."""
    lines = format_table(["a", "b"], [["日本", "x"], ["São", "x"], ["Sa\u0303o", "x"]]).splitlines()
    assert lines[2] == "日本  x"
    assert lines[3] == "São   x"
    assert lines[4] == "Sa\u0303o   x"


def test_a_terminal_wraps_what_is_wide() -> None:
    """No line is wider than the terminal as long as each column keeps enough to hold words."""
    text = format_rows(Rows(("a", "b"), ((Literal("word " * 20), Literal("term " * 20)),)), width=60)
    assert max(map(len, text.splitlines())) <= 60
    assert text.split().count("word") == 20


def test_a_terminal_too_narrow_for_columns_shows_records() -> None:
    """One line for each value, empty ones left out."""
    names = tuple("abcdef")
    row = tuple(Literal("word " * 10) for _ in names)
    text = format_rows(Rows(names, (row, (None, *row[1:]))), width=60)
    first, second = text.split("\n\n")
    assert first.startswith("a  word")
    assert second.startswith("b  word")
    assert max(map(len, text.splitlines())) <= 60


def test_an_iri_in_a_record_stays_whole() -> None:
    """It can be copied, however narrow the terminal."""
    iri = "<https://example.org/" + "x" * 80 + ">"
    assert iri in format_records(["iri"], [[iri]], width=40)


WIDTHS = {
    "all fits": ([3, 4], 10, [3, 4]),
    "the widest gives": ([3, 50, 20], 43, [3, 20, 20]),
    "two give alike": ([50, 50], 60, [30, 30]),
    "none beyond the narrowest": ([50, 50], 20, [NARROWEST, NARROWEST]),
    "narrow ones are left alone": ([2, 50], 10, [2, NARROWEST]),
}


@pytest.mark.parametrize(("widths", "available", "fitted"), WIDTHS.values(), ids=WIDTHS.keys())
def test_widths_are_fitted(widths: list[int], available: int, fitted: list[int]) -> None:
    """Wide columns give way first."""
    assert fit_widths(widths, available) == fitted


def test_no_variables() -> None:
    """A query that selects nothing gives nothing."""
    assert format_rows(Rows((), ((),))) == ""
