"""The pages in a real browser: it finds nothing to complain of."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CETGRAPH = Path(sys.executable).with_name("cetgraph")


@pytest.mark.parametrize("path", ["", "sparql?query=ASK%7B%7D", "nowhere"])
def test_the_browser_has_no_complaint(program: Callable[[str], str], data: Path, tmp_path: Path, path: str) -> None:
    """The page and its styles load; the console stays empty, so that no policy was broken and nothing was missing."""
    chromium = program("chromium")
    with subprocess.Popen(
        [CETGRAPH, "serve", "--port", "0", "--data", data], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            address = process.stderr.readline().split()[3]
            seen = subprocess.run(
                [
                    chromium,
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--enable-logging=stderr",
                    f"--user-data-dir={tmp_path}",
                    f"--screenshot={tmp_path / 'page.png'}",
                    "--dump-dom",
                    f"{address}{path}",
                ],
                capture_output=True,
                text=True,
                check=True,
                timeout=120,
            )
        finally:
            process.kill()
    assert "</html>" in seen.stdout
    complaints = re.findall(r":CONSOLE[^\n]*", seen.stderr)
    assert not complaints
