"""axe, the checker of the accessibility guidelines, on pages that have been used: what opens, comes and goes there.

As they are served, all kinds of pages are checked in `test_every_page.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.axe import run_axe

pytestmark = pytest.mark.slow


def _ask(page: Page) -> None:
    page.wait_for_selector("#editor[data-ready]")
    page.select_option("#example", "brief")
    page.wait_for_selector("#parameters[data-of=brief]")
    page.click("#run")
    page.wait_for_selector("#yasr table tbody tr")


def _ask_wrongly(page: Page) -> None:
    page.wait_for_selector("#editor[data-ready]")
    page.evaluate("document.querySelector('#yasqe .CodeMirror').CodeMirror.setValue('SELECT * WHERE {')")
    page.click("#run")
    page.wait_for_selector("#yasr .problem")


def _search_everywhere(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("NIST")
    page.wait_for_selector("#search-found li")
    page.keyboard.press("ArrowDown")


def _explore(page: Page) -> None:
    page.wait_for_selector("#explorer[data-ready]")
    page.locator("#nodes tbody button.link").first.click()
    page.wait_for_selector("#about h3")


def _open_menus(page: Page) -> None:
    page.wait_for_selector("#explorer[data-ready]")
    for summary in page.locator("#bar summary").all():
        summary.click()


def _search(page: Page) -> None:
    page.wait_for_selector("#explorer[data-ready]")
    page.fill("#q", "NIST")
    page.wait_for_selector("#found li")


def _open_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


USES = {
    "the editor with an answer": ("/sparql", _ask, ""),
    "the editor with an error": ("/sparql", _ask_wrongly, "status of 400"),
    "the explorer with a panel": ("/explore", _explore, ""),
    "the explorer with its menus": ("/explore", _open_menus, ""),
    "the explorer's search": ("/explore", _search, ""),
    "the search of every page": ("/browse/countries", _search_everywhere, ""),
    "an answer with its query": ("/answers/brief?party=SG", _open_details, ""),
}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize(("path", "use", "awaits"), USES.values(), ids=USES)
def test_axe_finds_nothing_in_use(
    open_page: Callable[..., Page],
    axe: str,
    path: str,
    use: Callable[[Page], None],
    awaits: str,
    scheme: str,
    width: int,
) -> None:
    """In light and dark, wide and narrow."""
    page = open_page(path, scheme=scheme, width=width, bypass_csp=True, awaits=awaits)
    use(page)
    assert run_axe(page, axe) == []
