"""The site in a real browser: a server of its own, the system's Chromium, and an ear for what goes wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from tests.browser.serving import serve

AXE = Path("build", "frontend", "node_modules", "axe-core", "axe.min.js")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def axe(repository: Path) -> str:
    """The checker's script, which the build fetches with the packages of the front end."""
    script = repository / AXE
    if not script.is_file() and os.environ.get("CI"):
        pytest.fail(f"{AXE} is missing, and CI skips nothing: pip install --editable . fetches it")
    if not script.is_file():
        pytest.skip(f"needs {AXE}: pip install --editable . fetches it")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def graph_folder(repository: Path) -> Path:
    """The graph that the project publishes."""
    return repository / "data" / "graph"


@pytest.fixture(scope="session")
def site(graph_folder: Path) -> Iterator[str]:
    """The address of a server over the graph, without the slash at its end."""
    with serve(graph_folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser(program: Callable[[str], str]) -> Iterator[Browser]:
    """The system's Chromium; without one the tests skip, or in CI fail."""
    chromium = program("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def pictures(repository: Path) -> Path:
    """The folder, outside version control, for a picture of each page as its test left it, to be looked at."""
    folder = repository / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def open_page(
    browser: Browser, site: str, request: pytest.FixtureRequest, pictures: Path
) -> Iterator[Callable[..., Page]]:
    """A function that opens a path of the site; at the end no page may have erred, or asked another server.

    `awaits` is a part of a message that is no error here, `leads_to` an address outside that a link may be followed to.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    awaited: list[str] = []
    ways_out: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(known in message.text for known in awaited):
            complaints.append(f"console: {message.text}")

    def watch(asked: Request) -> None:
        if asked.url not in ways_out and not asked.url.startswith((f"{site}/", "data:", "blob:")):
            complaints.append(f"outside request: {asked.url}")

    def open_path(
        path: str,
        *,
        scheme: str = "light",
        width: int = 1280,
        bypass_csp: bool = False,
        awaits: str = "",
        leads_to: str = "",
    ) -> Page:
        awaited.extend([awaits] if awaits else [])
        ways_out.extend([leads_to] if leads_to else [])
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", watch)
        page.goto(f"{site}{path}")
        return page

    yield open_path
    for number, context in enumerate(contexts, start=1):
        for page in context.pages:
            page.screenshot(path=pictures / f"{_file_name(request.node.name)}-{number}.png", full_page=True)
        context.close()
    assert not complaints


def _file_name(test: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", test.lower()).strip("-")
