"""Times the explorer in a real browser, with things by the thousand around one hub.

    python -m bench.bench_explorer [--things 2000] [--rounds 5]

Aimed at (issue 5): the picture is there within 2 s of opening, an expansion is drawn within 0.5 s, and the page is
never busy for longer than 200 ms. Each round is a browser page of its own over a server that has just been started,
whose scenes are not kept yet; exit code 1 where a median by the clock misses its aim. The page's own processor time
stands beside it, as other programs do not lengthen that.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tests.browser.tasks import CATEGORIES, Task, read_tasks
from tests.web.hub import HUB, make_hub
from tests.web.started import start_server

AIMS = {"opens": 2000.0, "expands": 500.0, "opens 500 things": 2000.0, "is busy without a pause": 200.0}
"""Milliseconds at most."""

KINDS = ("commitments", "initiatives", "documents")
"""What the hub is expanded by, one after the other."""

FULL = f"start={HUB}&do=limit~500" + f"&do=expand~commitment~{HUB}" * 11 + f"&do=expand~initiative~{HUB}" * 4
"""An address with as many things as are shown at most, and how many steps it has."""
FULL_STEPS = 16

DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(0))))"


def run_round(browser: Browser, site: str) -> dict[str, list[Task]]:
    """Open the hub, expand it three times, zoom and drag, then open an address of 500 things, and do so again."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    browser.start_tracing(page=page, categories=list(CATEGORIES))
    found: defaultdict[str, list[Task]] = defaultdict(list)
    found["opens"].append(_time(page, session, lambda: page.goto(f"{site}/explore?start={HUB}"), 0))
    for number, kind in enumerate(KINDS, start=1):
        expand = page.locator("#nodes tr").nth(1).locator("button.quiet", has_text=kind).first
        expand.wait_for()
        found["expands"].append(_time(page, session, expand.click, number))
    _wander(page)
    found["opens 500 things"].append(_time(page, session, lambda: page.goto(f"{site}/explore?{FULL}"), FULL_STEPS))
    _wander(page)
    tasks = read_tasks(browser.stop_tracing())
    page.close()
    found["is busy without a pause"].append(
        Task(clock=max(task.clock for task in tasks), processor=max(task.processor for task in tasks))
    )
    return found


def _time(page: Page, session: CDPSession, act: Callable[[], object], steps: int) -> Task:
    """How long it takes from the act until the page has shown that many steps, and the screen what they draw."""
    work, begun = _work(session), time.perf_counter()
    act()
    page.wait_for_selector(f"#explorer[data-ready='{steps}']")
    page.evaluate(DRAWN)
    clock, total = 1000 * (time.perf_counter() - begun), _work(session)
    return Task(clock=clock, processor=total - work if total > work else total)  # another page counts from nought


def _work(session: CDPSession) -> float:
    """The processor time of the page until now, in milliseconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def _wander(page: Page) -> None:
    """Zoom and drag, as a reader does."""
    box = page.locator("#picture").bounding_box()
    assert box is not None
    x, y = box["x"] + 30, box["y"] + 30
    page.mouse.move(x, y)
    for _ in range(5):
        page.mouse.wheel(0, -200)
        page.evaluate(DRAWN)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(x + 20 * step, y + 12 * step)
        page.evaluate(DRAWN)
    page.mouse.up()


def run_rounds(things: int, count: int) -> dict[str, list[Task]]:
    """All that was timed, each round over a server of its own."""
    measured: defaultdict[str, list[Task]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "cetgraph.trig").write_text(make_hub(things), encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(count):
            with start_server("--data", folder / "cetgraph.trig", errors=folder / "errors.txt") as started:
                for what, tasks in run_round(browser, f"http://{started.host}:{started.port}").items():
                    measured[what] += tasks
        browser.close()
    return measured


def main() -> int:
    """Print the medians; 1 where one misses its aim."""
    parser = argparse.ArgumentParser(description="Time the explorer in Chromium.")
    parser.add_argument("--things", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    measured = run_rounds(options.things, options.rounds)
    print(f"| over {options.things} things, {options.rounds} rounds | median | range | the page's own work | aim |")
    print("|---|---:|---:|---:|---:|")
    missed = False
    for what, tasks in measured.items():
        clock = statistics.median(task.clock for task in tasks)
        spread = f"{min(task.clock for task in tasks):.0f}-{max(task.clock for task in tasks):.0f}"
        work = statistics.median(task.processor for task in tasks)
        missed = missed or clock > AIMS[what]
        print(f"| {what} | {clock:.0f} ms | {spread} ms | {work:.0f} ms | {AIMS[what]:.0f} ms |")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
