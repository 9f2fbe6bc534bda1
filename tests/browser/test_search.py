"""The search of every page, by keyboard alone, and without any script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

NIST = "/doc/organisation/us-national-institute-of-standards-and-technology"
TIMELINE = "/timeline/dialogue/sg-us-critical-and-emerging-technology-dialogue"
MATRIX = "/matrix?one=US&other=SG"


def _type(page: Page, words: str) -> None:
    """Go to the search by its key, and type."""
    page.keyboard.press("/")
    expect(page.locator("#search-words")).to_be_focused()
    page.keyboard.type(words)
    page.wait_for_selector("#search-found li")


@pytest.mark.parametrize("path", ["/", "/browse/areas", "/download", "/search", TIMELINE])
def test_an_acronym_leads_to_its_institute(open_page: Callable[..., Page], path: str) -> None:
    """From any page: slash, letters, down, Enter."""
    page = open_page(path)
    _type(page, "nist")
    field = page.locator("#search-words")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#search-found li").first).to_contain_text("National Institute of Standards and Technology")
    expect(page.locator("form.search [role=status]")).to_contain_text("suggestions")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "search-found-0")
    expect(page.locator("#search-found-0")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NIST}")


def test_words_as_they_are_lead_to_the_results(open_page: Callable[..., Page]) -> None:
    """Enter without a choice asks for the page of results, where the words are marked."""
    page = open_page("/browse/areas")
    _type(page, "red-teaming")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=red-teaming")
    assert [words.lower() for words in page.locator("mark").all_inner_texts()] == ["red", "teaming"]


def test_a_sentence_leads_into_the_reading_room(open_page: Callable[..., Page]) -> None:
    """To its own place in the text."""
    page = open_page("/browse/areas")
    _type(page, "red-teaming guidelines")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-found li[aria-selected=true] small")).to_contain_text("sentence")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/document/2024-07-31-.*#c\d+$"))
    assert "red-teaming" in page.locator(":target").inner_text()


def test_arrows_go_round_by_way_of_the_field(open_page: Callable[..., Page]) -> None:
    """After the last suggestion comes the field itself, so that the words as they are can be chosen again."""
    page = open_page("/browse/areas")
    _type(page, "nist")
    field = page.locator("#search-words")
    for _ in range(page.locator("#search-found li").count()):
        page.keyboard.press("ArrowDown")
        expect(field).to_have_attribute("aria-activedescendant", re.compile("search-found-"))
    page.keyboard.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Escape")
    expect(page.locator("#search-found")).to_be_hidden()
    assert field.input_value() == "nist"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#search-found li")


def test_leaving_the_field_closes_the_suggestions(open_page: Callable[..., Page]) -> None:
    """Tab goes on to the button; nothing stays open over the page."""
    page = open_page("/browse/areas")
    _type(page, "nist")
    page.keyboard.press("Tab")
    expect(page.locator("#search-found")).to_be_hidden()
    expect(page.locator("form.search button")).to_be_focused()


def test_a_slash_in_a_field_is_a_slash(open_page: Callable[..., Page]) -> None:
    """The key means nothing where people write."""
    page = open_page("/answers/how-connected")
    page.locator("#field-body").focus()
    page.keyboard.type("a/b")
    assert page.locator("#field-body").input_value() == "a/b"


def test_the_mouse_works_too(open_page: Callable[..., Page]) -> None:
    """A click on a suggestion leads there."""
    page = open_page("/")
    page.locator("#search-words").fill("nist")
    page.locator("#search-found li").first.click()
    page.wait_for_url(f"**{NIST}")


def test_the_explorer_has_its_own_search_beside_it(open_page: Callable[..., Page]) -> None:
    """Suggestions of the one do not show in the other; the slash leads to the site's."""
    page = open_page("/explore")
    page.wait_for_selector("#explorer[data-ready]")
    _type(page, "nist")
    expect(page.locator("#found")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NIST}")


def test_it_works_without_a_script(browser: Browser, site: str) -> None:
    """Search, timeline and matrix are pages, forms and links."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/")
    page.locator("#search-words").fill("NIST")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=NIST")
    page.get_by_role("link", name="National Institute of Standards and Technology", exact=True).click()
    page.wait_for_url(f"**{NIST}")
    page.goto(f"{site}/matrix")
    page.get_by_label("Bodies of", exact=True).select_option("US")
    page.get_by_label("with bodies of").select_option("SG")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=re.compile("^2 shared")).click()
    page.wait_for_url("**#behind")
    expect(page.locator("blockquote").first).to_contain_text("NIST")
    context.close()


@pytest.mark.parametrize("path", ["/", "/search?q=NIST", "/timeline", TIMELINE, MATRIX])
def test_it_fits_a_phone(open_page: Callable[..., Page], path: str) -> None:
    """No page scrolls sideways; what is wide does within itself."""
    page = open_page(path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/", TIMELINE, MATRIX])
def test_it_prints(open_page: Callable[..., Page], path: str) -> None:
    """On paper there is no search and no band, and the pictures stay."""
    page = open_page(path)
    page.emulate_media(media="print")
    assert not page.locator("header.site nav").is_visible()
    assert not page.locator("form").first.is_visible()
    assert page.locator("main h1").is_visible()
