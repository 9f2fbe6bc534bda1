"""Where the graph of a site lies: files of this machine, or another server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from cetgraph.graph.export import REFERENCE, document_of, list_documents, select_document
from cetgraph.graph.on_disk import Held, hold_kept
from cetgraph.graph.rdf_files import data_files
from cetgraph.graph.store import Store, list_named_graphs, open_store, read_quads
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

    @property
    def held(self) -> Held | None:
        """The store on disk that it is, of which files are made without holding all in memory; None for another."""

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
    """A graph in a file, in the files of a folder, or in a store on disk, as it is when it is first looked at.

    Downloads keep the spelling of files. Those of a document read its graphs only.
    """

    data: Path

    def __reduce__(self) -> tuple[type[FileSource], tuple[Path]]:
        return FileSource, (self.data,)

    @cached_property
    def modified(self) -> datetime:
        """When a file last changed."""
        return datetime.fromtimestamp(max(file.stat().st_mtime for file in data_files([self.data])), tz=UTC)

    @property
    def has_files_of_all(self) -> bool:
        """Always: it is in memory anyway, or written from the disk."""
        return True

    @cached_property
    def held(self) -> Held | None:
        """The current version, if it is a store on disk."""
        return hold_kept([self.data])

    def open_store(self) -> Store:
        """A store in memory or on disk."""
        return open_store([self.data])

    def open_engine(self) -> QueryEngine:
        """Query processes."""
        return QueryWorkers([self.data])

    def documents(self) -> tuple[str, ...]:
        """The local names of the documents that have a graph of their own, sorted."""
        return list_documents(self._graphs)

    def read(self) -> Sequence[Quad]:
        """All statements, as the files spell them."""
        return self._quads

    def read_document(self, name: str) -> Sequence[Quad]:
        """The part of one document; see `select_document`."""
        graphs = [graph for graph in self._graphs if document_of(graph) in {name, REFERENCE}]
        return select_document(read_quads([self.data], graphs), name)

    @cached_property
    def _quads(self) -> Sequence[Quad]:
        return read_quads([self.data])

    @cached_property
    def _graphs(self) -> tuple[str, ...]:
        return list_named_graphs([self.data])
