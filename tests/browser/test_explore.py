"""The explorer as its readers use it: by mouse, by keyboard, and by a link that someone sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


def _open(open_page: Callable[..., Page], path: str = "/explore", **options: object) -> Page:
    page = open_page(path, **options)
    page.wait_for_selector("#explorer[data-ready]")
    return page


def _things(page: Page) -> list[str]:
    return [
        str(row)
        for row in page.evaluate("[...document.querySelectorAll('#nodes tbody tr')].map(row => row.dataset.id)")
    ]


def _spots(page: Page) -> dict[str, list[float]]:
    """Where things stand, as the server says at the page's address."""
    view = page.request.get(page.url.replace("/explore", "/explore/view.json", 1)).json()
    return {node["id"]: [node["x"], node["y"]] for node in view["nodes"]}


def _expand(page: Page) -> str:
    """Expand the first kind of the first thing that has any; what comes back is the button's name."""
    button = page.locator("#nodes .choices button").first
    name = str(button.get_attribute("aria-label"))
    button.click()
    page.wait_for_selector("#explorer[data-ready='1']")
    return name


def test_it_opens_on_a_dialogue(open_page: Callable[..., Page]) -> None:
    """Who names nothing sees the dialogue that met last, with its meeting and what is pursued under it."""
    page = _open(open_page)
    assert "Dialogue" in page.inner_text("#things")
    kinds = {thing.partition("/")[0] for thing in _things(page)}
    assert {"dialogue", "meeting", "initiative", "document"} <= kinds
    assert 5 < len(_things(page)) <= 150


def test_it_expands_and_nothing_else_moves(open_page: Callable[..., Page]) -> None:
    """New things come beside their parent; all others keep their places. Undo and redo say what they undo."""
    page = _open(open_page)
    before, places = _things(page), _spots(page)
    name = _expand(page)
    after = _things(page)
    assert set(before) < set(after)
    moved = {thing for thing, spot in _spots(page).items() if thing in places and spot != places[thing]}
    assert not moved
    assert page.inner_text("#undo").startswith("Undo: Show")
    assert ": show" in name
    page.click("#undo")
    page.wait_for_selector("#explorer[data-ready='0']")
    assert _things(page) == before
    assert page.inner_text("#redo").startswith("Redo: Show")
    page.click("#redo")
    page.wait_for_selector("#explorer[data-ready='1']")
    assert _things(page) == after


def test_the_address_brings_the_view_back(open_page: Callable[..., Page]) -> None:
    """Someone else opens the same address and sees the same things, in the same places, with the same choice."""
    page = _open(open_page)
    _expand(page)
    page.locator("#nodes tbody button.link").first.click()
    expect(page).to_have_url(re.compile("choose="))
    path = "/explore" + page.url.partition("/explore")[2]
    other = _open(open_page, path)
    assert _things(other) == _things(page)
    assert _spots(other) == _spots(page)
    assert other.inner_text("#chosen") == page.inner_text("#chosen")


def test_each_link_shows_the_sentence_behind_it(open_page: Callable[..., Page]) -> None:
    """A link's panel has the sentence, its document and its date."""
    page = _open(open_page)
    page.locator("#edges tbody tr", has_text="inferred").first.locator("button").click()
    page.wait_for_selector("#about blockquote")
    assert "2024-07-31" in page.inner_text("#about cite")
    assert page.locator("#about cite a").first.get_attribute("href")


def test_search_and_way_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    """An acronym finds its institute; from there a way leads to its counterpart over what links the two."""
    page = _open(open_page)
    page.locator("#q").focus()
    page.keyboard.type("NIST")
    page.wait_for_selector("#found li")
    page.keyboard.press("Enter")
    expect(page.locator("#chosen")).to_contain_text("Standards and Technology")
    page.locator("#about button", has_text="Find a way").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("IMDA")
    page.wait_for_selector("#found li")
    page.keyboard.press("Enter")
    page.wait_for_selector("#explorer[data-ready='2']")
    assert page.inner_text("#undo").startswith("Undo: Show the way from")
    assert any(thing.startswith(("commitment/", "initiative/")) for thing in _things(page))
    page.keyboard.press("Escape")
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#explorer[data-ready='1']")


def test_filters_hide_and_say_so(open_page: Callable[..., Page]) -> None:
    """A kind that is unchecked is gone, counted as hidden, and the step has a name."""
    page = _open(open_page)
    page.click("summary:has-text('Filter')")
    page.uncheck("#kinds input[value=initiative]")
    page.wait_for_selector("#explorer[data-ready='1']")
    assert not [thing for thing in _things(page) if thing.startswith("initiative/")]
    assert "hidden by the filters" in page.inner_text("#state")
    assert page.inner_text("#undo") == "Undo: Filter"


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_it_saves_pictures(open_page: Callable[..., Page], tmp_path: Path, kind: str, start: bytes) -> None:
    """The view becomes a picture that says what it shows."""
    page = _open(open_page)
    page.click("summary:has-text('Save')")
    with page.expect_download() as download:
        page.click(f"button[data-picture={kind}]")
    download.value.save_as(tmp_path / "picture")
    octets = (tmp_path / "picture").read_bytes()
    assert octets.startswith(start)
    assert kind == "png" or b"Filters: none" in octets


def test_it_fits_a_phone(open_page: Callable[..., Page]) -> None:
    """Nothing is wider than the screen: no page scrolls sideways."""
    page = _open(open_page, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
