"""Where the graph of a site lies: files of this machine, or another server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from cetgraph.graph.export import list_graphs, select_document
from cetgraph.graph.store import Store, data_files, open_store, read_quads
from cetgraph.graph.terms import Quad
from cetgraph.web.workers import QueryEngine, QueryWorkers


class Source(Protocol):
    """A graph, to be looked up and to be written out. It is sent to another process, for that to write files."""

    @property
    def modified(self) -> datetime:
        """When the graph last changed."""

    @property
    def has_files_of_all(self) -> bool:
        """Whether the graph is small enough that files of all of it are made."""

    def open_store(self) -> Store:
        """The graph as it is now, to be looked up."""

    def open_engine(self) -> QueryEngine:
        """What answers queries about it."""

    def documents(self) -> tuple[str, ...]:
        """The local names of the documents that have a graph of their own, sorted."""

    def read(self) -> Sequence[Quad]:
        """All its statements."""

    def read_document(self, name: str) -> Sequence[Quad]:
        """The statements of one document, of where they come from, and what is known of the things that it names."""


@dataclass(frozen=True)
class FileSource:
    """A graph in a file, or in the files of a folder. They are read once for downloads, which keep their spelling."""

    data: Path

    @property
    def modified(self) -> datetime:
        """When a file last changed."""
        return datetime.fromtimestamp(max(file.stat().st_mtime for file in data_files([self.data])), tz=UTC)

    @property
    def has_files_of_all(self) -> bool:
        """Always: it is in memory anyway."""
        return True

    def open_store(self) -> Store:
        """A store in memory."""
        return open_store([self.data])

    def open_engine(self) -> QueryEngine:
        """Query processes."""
        return QueryWorkers([self.data])

    def documents(self) -> tuple[str, ...]:
        """The local names of the documents that have a graph of their own, sorted."""
        return list_graphs(self._quads)

    def read(self) -> Sequence[Quad]:
        """All statements, as the files spell them."""
        return self._quads

    def read_document(self, name: str) -> Sequence[Quad]:
        """The part of one document; see `select_document`."""
        return select_document(self._quads, name)

    @cached_property
    def _quads(self) -> Sequence[Quad]:
        return read_quads([self.data])
