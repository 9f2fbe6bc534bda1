"""A server of its own for tests in a browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CETGRAPH: Final = Path(sys.executable).with_name("cetgraph")


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a server over the graph in the folder, without the slash at its end; ended with the block."""
    command: list[str | Path] = [CETGRAPH, "serve", "--port", "0", "--data", folder]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            words = next(line.split() for line in process.stderr if "serving at" in line)
            yield words[words.index("at") + 1].rstrip("/")
        finally:
            process.terminate()
            process.wait(timeout=20)
