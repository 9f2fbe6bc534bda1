"""A brief on paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

BRIEF = "/answers/brief?party=SG&partner=US&area=artificial-intelligence"


def test_a_brief_prints_on_one_page(open_page: Callable[..., Page]) -> None:
    """One page of A4 with nothing but the brief: its title, every sentence, the source, and what was searched."""
    page = open_page(BRIEF)
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    words = " ".join(printed.pages[0].extract_text().split())
    assert words.startswith("Singapore and United States: Arti")
    for part in (
        "Welcoming cooperation",
        "Second U.S.-Singapore Critical and Emerging Technology Dialogue",
        "the last of 2024-07-31",
    ):
        assert part in words
    for part in ("Edit in SPARQL", "Questions", "in the text"):
        assert part not in words


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_of_a_brief_runs_off_the_page(open_page: Callable[..., Page], width: int) -> None:
    """On a screen of either width nothing is wider than the page, and a footnote leads to its source and back."""
    page = open_page(BRIEF, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.click("#item-3 sup a")
    assert page.url.endswith("#source-1")
    page.click("#source-1 a[href='#item-3']")
    assert page.url.endswith("#item-3")
