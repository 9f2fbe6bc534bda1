"""The ways of three people through the site, each with a mouse and by keyboard alone.

Each starts at the first page, which is the only address that is opened for them. `open_page` sees to it that nothing
erred on the way, and that no request left the server.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.serving import CETGRAPH, serve

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("hand", [Mouse, Keyboard], ids=["mouse", "keyboard"])]

ORIGINAL = "https://example.org/statements/us-singapore-quantum"

STATEMENT = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>U.S.-Singapore Joint Statement on Quantum Cooperation</title>
<link rel="canonical" href="{ORIGINAL}"></head>
<body><article><h1>U.S.-Singapore Joint Statement on Quantum Cooperation</h1><p>March 3, 2025</p>
<p>The United States and Singapore today reaffirmed their partnership on quantum science.</p>
<p>The National Science Foundation and AI Singapore will launch a joint grant call on quantum sensors in June 2025.
The two countries plan to explore a shared test range for quantum clocks.</p></article></body></html>
"""
"""A made-up document that says where it was published, which the project's own first source does not."""


@pytest.fixture(scope="module")
def site(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the fact sheet of 31 July 2024 and the made-up statement."""
    folder = tmp_path_factory.mktemp("walks")
    statement = folder / "2025-03-03-us-singapore-joint-statement-on-quantum-cooperation.html"
    statement.write_text(STATEMENT, encoding="utf-8")
    sources = sorted((repository / "data" / "sources").glob("*.html"))
    subprocess.run([CETGRAPH, "build", *sources, statement, "--out", folder / "graph"], check=True, capture_output=True)
    with serve(folder / "graph") as address:
        yield address


@pytest.fixture
def look(pictures: Path, request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """A function that keeps a picture of a step of the walk."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")

    def keep(page: Page, step: str) -> None:
        page.screenshot(path=pictures / f"{name}-{step}.png")

    return keep


def test_the_desk_officer_prints_a_brief(
    open_page: Callable[..., Page], look: Callable[[Page, str], None], hand: Callable[[Page], Hand]
) -> None:
    """From the first page to a question, a partner and an area; the brief has its sources and fits a printed page."""
    page = open_page("/")
    officer = hand(page)
    look(page, "1-first-page")
    officer.follow("Brief me on one partnership")
    page.wait_for_url("**/answers/brief*")
    officer.choose("Party", "Singapore")
    officer.choose("Area", "Artificial Intelligence")
    officer.follow("Answer")
    page.wait_for_url(re.compile("area=artificial-intelligence"))
    look(page, "2-brief")
    brief = page.inner_text("main")
    assert "Expanding the mapping of the U.S. Department of Commerce" in brief
    quotes = page.locator(".brief q").count()
    assert quotes == page.locator(".brief li .progress").count() >= 9
    notes = {str(note.get_attribute("href")) for note in page.locator(".brief sup a").all()}
    assert page.locator(".brief sup a").count() == quotes
    assert all(page.locator(note).inner_text().count("20") for note in notes), notes
    page.emulate_media(media="print")
    look(page, "3-print")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    assert "Sources" in printed.pages[0].extract_text()
    page.emulate_media(media="screen")
    other = open_page(page.url.removeprefix(page.url.partition("/answers")[0]))
    assert other.inner_text("main") == brief


def test_the_analyst_finds_the_counterpart_of_nist(
    open_page: Callable[..., Page], look: Callable[[Page, str], None], hand: Callable[[Page], Hand]
) -> None:
    """From "NIST" by the way to its counterpart to the sentence between them; undo and address bring views back."""
    page = open_page("/")
    analyst = hand(page)
    analyst.write("Find", "NIST")
    page.wait_for_selector("#search-found li")
    look(page, "1-search")
    page.keyboard.press("ArrowDown")
    analyst.submit()
    page.wait_for_url("**/doc/organisation/us-national-institute-of-standards-and-technology*")
    analyst.follow("Explore what it is linked to")
    page.wait_for_selector("#explorer[data-ready]")
    analyst.follow("National Institute of Standards and Technology")
    expect(page.locator("#chosen")).to_contain_text("Standards and Technology")
    before = _things(page)
    analyst.follow("Find a way to")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("IMDA")
    page.wait_for_selector("#found li")
    analyst.submit()
    expect(page.locator("#state")).to_contain_text("Show the ways from")
    expect(page.locator("#chosen")).to_contain_text("ways over 2 links")
    after = _things(page)
    look(page, "2-way")
    assert after != before or "already" in page.inner_text("#state")
    analyst.follow("Undo: Show the ways")
    expect(page.locator("#state")).to_contain_text("Undone")
    assert _things(page) == before
    analyst.follow("Redo: Show the ways")
    expect(page.locator("#state")).to_contain_text("Done again")
    assert _things(page) == after
    analyst.follow("Expanding the mapping")
    expect(page.locator("#about blockquote").first).to_contain_text("Expanding the mapping")
    look(page, "3-panel")
    other = open_page("/explore" + page.url.partition("/explore")[2])
    other.wait_for_selector("#explorer[data-ready]")
    assert _things(other) == after
    assert other.inner_text("#chosen") == page.inner_text("#chosen")
    analyst.follow("in the text")
    page.wait_for_url(re.compile(r"/document/.*#c\d+$"))
    sentence = page.locator(":target")
    expect(sentence).to_contain_text("National Institute of Standards and Technology")
    expect(sentence).to_contain_text("Infocomm Media Development Authority")
    expect(sentence).to_be_in_viewport()
    look(page, "4-sentence")


def test_the_journalist_checks_a_claim(
    open_page: Callable[..., Page], look: Callable[[Page, str], None], hand: Callable[[Page], Hand]
) -> None:
    """From words that somebody quoted to the sentence, the commitment, what else it states, and the original.

    That last step leads out; what would answer there is played by the test.
    """
    page = open_page("/", leads_to=ORIGINAL)
    journalist = hand(page)
    journalist.follow("Show the exact sentence")
    page.wait_for_url("**/answers/evidence-of-a-claim*")
    journalist.write("Words", "quantum sensors")
    journalist.submit()
    page.wait_for_url(re.compile("words=quantum"))
    look(page, "1-claims")
    assert "joint grant call on quantum sensors" in page.inner_text("table.answer")
    journalist.follow("in the text")
    page.wait_for_url(re.compile(r"/document/2025-03-03.*#c\d+$"))
    sentence = page.locator(":target")
    expect(sentence).to_contain_text("joint grant call on quantum sensors")
    expect(sentence).to_be_in_viewport()
    look(page, "2-sentence")
    journalist.follow("Its page (commitment 1)")
    page.wait_for_url("**/doc/commitment/**")
    expect(page.locator("figure.evidence")).to_contain_text("joint grant call on quantum sensors")
    look(page, "3-commitment")
    journalist.follow("in the text")
    page.wait_for_url(re.compile(r"/document/2025-03-03.*#c\d+$"))
    journalist.follow("what it states")
    page.wait_for_url(re.compile(r"/document/2025-03-03.*/c\d+$"))
    expect(page.locator("figure.evidence")).to_contain_text("joint grant call on quantum sensors")
    look(page, "4-what-it-states")
    page.context.route(ORIGINAL, lambda route: route.fulfill(body="The original.", content_type="text/plain"))
    journalist.follow("the original")
    page.wait_for_url(ORIGINAL)


def _things(page: Page) -> list[str]:
    things: list[str] = page.evaluate("[...document.querySelectorAll('#nodes tbody tr')].map(row => row.dataset.id)")
    return things
