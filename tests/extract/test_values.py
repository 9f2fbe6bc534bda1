"""Points in time and sums of money in a sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.cases.loading import Case, each_case

from cetgraph.extract.values import find_amounts, find_dates
from cetgraph.model import Span

ISSUED = "2024-06-17"


@each_case("dates")
def test_dates(case: Case) -> None:
    """Each point in time once, in order; a span of time, a name and a number are none."""
    found = find_dates(case.text, Span(0, len(case.text)), issued=case.words("date", ISSUED) or None)
    assert [mention.value for mention in found] == case.lines(), case.why


@each_case("amounts")
def test_amounts(case: Case) -> None:
    """Each sum of money once, with the code of its currency."""
    found = find_amounts(case.text, Span(0, len(case.text)))
    assert [f"{amount.value:g} {amount.currency}" for amount in found] == [
        f"{float(value):g} {currency}" for value, currency in (line.split() for line in case.lines())
    ], case.why


def test_spans_give_the_words() -> None:
    """A date and an amount tell where they stand."""
    text = "In May 2024 it grew by $5 million."
    (date,) = find_dates(text, Span(0, len(text)), issued=None)
    (amount,) = find_amounts(text, Span(0, len(text)))
    assert text[date.span.start : date.span.end] == "May 2024"
    assert text[amount.span.start : amount.span.end] == "$5 million"


def test_only_the_sentence_counts() -> None:
    """What stands outside the span is another sentence's."""
    text = "They paid $5 in 2023. They paid $6 in 2024."
    span = Span(text.index("They paid $6"), len(text))
    assert [date.value for date in find_dates(text, span, issued=None)] == ["2024"]
    assert [amount.value for amount in find_amounts(text, span)] == [6.0]


NUMBERS = st.sampled_from("0 1 31 99 1,000 2024 20244 1,00,000 3.14 , . -".split())
WORDS = st.sampled_from(
    "$ € US A$ Rs. million bn k May Sept. in by next last year month quarter of the Q1 today ( ) % first".split()
)


@given(
    st.lists(NUMBERS | WORDS, max_size=12), st.sampled_from(["", " "]), st.sampled_from([None, "2024", "2024-02-29"])
)
def test_any_figures(words: list[str], joint: str, issued: str | None) -> None:
    """Whatever figures come, dates are possible ones, amounts are finite, and both lie inside the words."""
    text = joint.join(words)
    for date in find_dates(text, Span(0, len(text)), issued=issued):
        year, *rest = (int(part) for part in date.value.split("-"))
        assert 1900 < year < 2200
        assert all(part in range(1, 32) for part in rest)
        assert 0 <= date.span.start < date.span.end <= len(text)
    for amount in find_amounts(text, Span(0, len(text))):
        assert 0 <= amount.value < float("inf")
        assert len(amount.currency) == 3
        assert 0 <= amount.span.start < amount.span.end <= len(text)
