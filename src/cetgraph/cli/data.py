"""The `--data` option of the commands that read the graph."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cetgraph.errors import SourceError

if TYPE_CHECKING:
    from cetgraph.graph.store import LoadedStore

Result = TypeVar("Result")

STACK = 256 * 2**20
"""Bytes of stack for the engine, whose parser and planner call themselves; only what is used takes memory."""

data_option = click.option(
    "--data",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Turtle, TriG, N-Triples or N-Quads file, or a folder of them; may be repeated. "
    "Without it, the graph that cetgraph brings along.",
)


def find_data(data: Sequence[Path]) -> tuple[Path, ...]:
    """The files and folders named, or the graph that cetgraph brings along. Raises SourceError where it has none."""
    from cetgraph.config import resource

    if data:
        return tuple(data)
    folder = resource("data") / "graph"
    if not folder.is_dir():
        raise SourceError("there is no graph yet", place=str(folder), remedy="run cetgraph build, or give --data")
    return (folder,)


def open_data(data: Sequence[Path]) -> LoadedStore:
    """A store with the data. Raises SourceError and GraphSyntaxError."""
    from cetgraph.graph.store import open_store

    return open_store(find_data(data))


def run_interruptibly(work: Callable[[], Result]) -> Result:
    """What the work gives, or raises. Ctrl-C is heard at once, while the engine itself would hear it at its end.

    The work runs in a thread of its own, which the end of the process ends.
    """
    outcome: list[Result] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001  # handed on to the thread that waits
            _let_go(error)
            failure.append(error)

    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


def _let_go(error: BaseException | None) -> None:
    """Make the error's frames forget their values: the engine's may end only in the thread that made them."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
