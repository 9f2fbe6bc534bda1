"""The remote graph as a site takes it: to be looked up, to be asked, and to be written out as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from cetgraph.engine.link import Settings
from cetgraph.graph.export import REFERENCE, document_of, list_documents, select_document
from cetgraph.graph.on_disk import Held
from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri, Quad
from cetgraph.remote.address import Address, Credentials
from cetgraph.remote.client import Client
from cetgraph.remote.engine import RemoteEngine
from cetgraph.remote.server import WITHOUT_NAME, RemoteServer
from cetgraph.remote.store import RemoteStore

MOST_IN_FILES: Final = 2_000_000
"""Triples of a graph of which files are made: the process that makes them takes some 3 GB for so many."""

BESIDE: Final = 16
"""Lookups of pages at once, beside the queries of others."""


class RemoteSource:
    """The graph of a remote store, of which so many queries are asked at once as there are `places`.

    Raises CetgraphError where the server cannot be used.
    """

    def __init__(self, address: Address, credentials: Credentials, settings: Settings, *, places: int) -> None:
        self._kept = (address, credentials, settings)
        self._places = places
        self.server = RemoteServer(Client(address, credentials, places=places + BESIDE), settings)
        self._started = datetime.now(UTC)

    def __reduce__(self) -> tuple[object, ...]:
        return (_reopen, self._kept)

    @property
    def modified(self) -> datetime:
        """The day that the directory names; without one, the time at which the site began to look."""
        day = self.server.holdings.modified
        try:
            return datetime.fromisoformat(day).replace(tzinfo=UTC)
        except ValueError:
            return self._started.replace(microsecond=0)

    @property
    def has_files_of_all(self) -> bool:
        """Whether the graph is small enough that files of all of it are made."""
        return self.server.holdings.triples <= MOST_IN_FILES

    @property
    def held(self) -> Held | None:
        """Nothing: it is not on this machine."""
        return None

    def open_store(self) -> Store:
        """The graph as it is now, to be looked up."""
        return RemoteStore(self.server)

    def open_engine(self) -> RemoteEngine:
        """What answers queries about it."""
        return RemoteEngine(self.server, places=self._places)

    def documents(self) -> tuple[str, ...]:
        """The local names of the documents that have a graph of their own, sorted."""
        return list_documents(self.server.holdings.dataset.graphs)

    def read(self) -> Sequence[Quad]:
        """All statements of our graphs, sorted by graph."""
        return [quad for graph in self.server.holdings.dataset.graphs for quad in self._graph(graph)]

    def read_document(self, name: str) -> Sequence[Quad]:
        """The part of one document; see `select_document`."""
        graphs = self.server.holdings.dataset.graphs
        wanted = [graph for graph in graphs if document_of(graph) in {name, REFERENCE}]
        return select_document([quad for graph in wanted for quad in self._graph(graph)], name)

    def _graph(self, graph: str) -> Iterator[Quad]:
        name = None if graph == WITHOUT_NAME else Iri(graph)
        return (Quad(triple, name) for triple in self.server.read_graph(graph))


def _reopen(address: Address, credentials: Credentials, settings: Settings) -> RemoteSource:
    """The same graph in another process."""
    return RemoteSource(address, credentials, settings, places=1)
