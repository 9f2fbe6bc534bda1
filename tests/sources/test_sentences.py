"""Sentences end where a reader of the genre would end them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.cases.loading import Case, each_case
from tests.cases.properties import BOUNDED

from cetgraph.sources.sentences import split_sentences


@each_case("sentences")
def test_sentences(case: Case) -> None:
    """A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or a place."""
    found = [case.text[span.start : span.end] for span in split_sentences(case.text, 0, len(case.text))]
    assert found == case.lines(), case.why


@given(st.text(alphabet="aB .!?…”\"')(\n\t$1US", max_size=60), st.integers(0, 20))
@BOUNDED
def test_sentences_cover_the_text(text: str, start: int) -> None:
    """Every character but white space stands in exactly one sentence, in order, and none is empty."""
    spans = split_sentences(text, start, len(text))
    assert all(span.start < span.end for span in spans)
    assert [span for span in spans if text[span.start : span.end].strip() != text[span.start : span.end]] == []
    joined = "".join(text[span.start : span.end] for span in spans)
    assert "".join(joined.split()) == "".join(text[start:].split())
