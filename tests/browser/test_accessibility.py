"""axe, the checker of the accessibility guidelines (WCAG 2.2), on the pages with scripts and the first one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

AXE = Path("build", "frontend", "node_modules", "axe-core", "axe.min.js")


@pytest.fixture(scope="module")
def axe(repository: Path) -> str:
    """The checker's script, which the build fetches with the packages of the front end."""
    script = repository / AXE
    if not script.is_file() and os.environ.get("CI"):
        pytest.fail(f"{AXE} is missing, and CI skips nothing: pip install --editable . fetches it")
    if not script.is_file():
        pytest.skip(f"needs {AXE}: pip install --editable . fetches it")
    return script.read_text(encoding="utf-8")


def _land(page: Page) -> None:
    page.wait_for_selector("h1")


def _ask(page: Page) -> None:
    page.wait_for_selector("#editor[data-ready]")
    page.select_option("#example", "brief")
    page.click("#run")
    page.wait_for_selector("#yasr table tbody tr")


def _search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("NIST")
    page.wait_for_selector("#search-found li")
    page.keyboard.press("ArrowDown")


def _explore(page: Page) -> None:
    page.wait_for_selector("#explorer[data-ready]")
    page.locator("#nodes tbody button.link").first.click()
    page.wait_for_selector("#about h3")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("dark", 390)])
@pytest.mark.parametrize(
    ("path", "use"),
    [
        ("/", _land),
        ("/sparql", _ask),
        ("/explore", _explore),
        ("/browse/countries", _search),
        ("/search?q=NIST", _land),
        ("/timeline", _land),
        ("/timeline/dialogue/sg-us-critical-and-emerging-technology-dialogue", _land),
        ("/matrix?one=US&other=SG", _land),
    ],
)
def test_axe_finds_nothing(
    open_page: Callable[..., Page], axe: str, path: str, use: Callable[[Page], None], scheme: str, width: int
) -> None:
    """In light and dark, wide and narrow, also after the page has been used."""
    page = open_page(path, scheme=scheme, width=width, bypass_csp=True)
    use(page)
    page.evaluate(axe)
    result = page.evaluate("axe.run()")
    found = [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes']][:3]}" for rule in result["violations"]]
    assert not found
