"""Where a query process finds the graph: in the memory that it shares with the zygote, or on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as engine

from cetgraph.graph.on_disk import hold_kept
from cetgraph.graph.rdf_files import data_files
from cetgraph.graph.store import open_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The graph. `open` gives it to a process, which for what lies on disk may not fork any more.

    `folder` is where a process must be able to open files, None where it need not. `version` changes with the data.
    """

    version: str
    triples: int
    folder: Path | None
    open: Callable[[], engine.Store]


def find_source(paths: Sequence[Path]) -> Source:
    """The graph of the files, read into memory now, or the current version of the store on disk that the one path is.

    That version stays for as long as the source lives. Raises SourceError and GraphSyntaxError.
    """
    held = hold_kept(paths)
    if held is not None:
        version = held.version
        return Source(version=version.name, triples=version.triples, folder=version.united, open=held.open)
    files = data_files(paths)
    store = open_engine(files)
    triples = sum(1 for _ in store.quads_for_pattern(None, None, None, engine.DefaultGraph()))
    return Source(version=read_version(files), triples=triples, folder=None, open=lambda: store)


def read_version(files: Sequence[Path]) -> str:
    """A digest of the files' bytes: the same data, the same version."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]
