"""Two servers of different kinds that hold the published graph, and sites that are served from them.

Virtuoso counts a triple once for each graph that makes it, has graphs of its own, spells the truth as 1, sorts no more
than 10,000 rows, and here gives 300 rows of an answer. Our own server keeps to the letter of the standard.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.web.started import CETGRAPH, Started, start_server

from cetgraph.engine.link import Settings
from cetgraph.remote.address import Credentials, read_address
from cetgraph.remote.source import RemoteSource
from cetgraph.web import create_app
from cetgraph.web.workers import QueryWorkers
from sparql_servers import start_virtuoso

TOKEN = "a-token-that-nobody-guesses"  # noqa: S105  # of a server that lives for a minute

ROWS = 300
"""What Virtuoso is set to give of an answer."""


@dataclass(frozen=True, slots=True)
class StoreServer:
    """A server that may hold a graph: where it answers, where it takes graphs, and what it must be told for that."""

    sparql: str
    graphs: str
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        """Its address as a store."""
        return f"sparql+{self.sparql}"

    def load(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Load files into it."""
        return subprocess.run(
            [CETGRAPH, "load", "--store", self.address, "--graph-store", self.graphs, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **self.environment},
        )

    def source(self) -> RemoteSource:
        """What it holds."""
        return RemoteSource(read_address(self.address), Credentials(), Settings(seconds=30), places=2)


@contextmanager
def run_virtuoso(folder: Path) -> Iterator[StoreServer]:
    """A Virtuoso that is empty at first."""
    with start_virtuoso(folder, rows=ROWS, further="MaxQueryExecutionTime = 20") as started:
        credentials = {"CETGRAPH_STORE_USER": "dba", "CETGRAPH_STORE_PASSWORD": "dba"}
        yield StoreServer(started.sparql, started.graphs, credentials)


@contextmanager
def run_cetgraph(folder: Path) -> Iterator[StoreServer]:
    """A server of ours that takes graphs, and holds one triple at first."""
    (folder / "first.nt").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    (folder / "token").write_text(TOKEN, encoding="utf-8")
    options = ("--data", folder / "first.nt", "--store", folder / "store", "--write-token-file", folder / "token")
    with start_server(*options, "--client-queries", "0", errors=folder / "errors") as started:
        graphs = started.sparql.replace("/sparql", "/graph-store")
        yield StoreServer(started.sparql, graphs, {"CETGRAPH_STORE_TOKEN": TOKEN})


@pytest.fixture(scope="session")
def virtuoso(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreServer]:
    """A Virtuoso for the published graph."""
    program("virtuoso-t")
    with run_virtuoso(tmp_path_factory.mktemp("virtuoso")) as started:
        yield started


@pytest.fixture(scope="session")
def cetgraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreServer]:
    """A server of ours for the published graph."""
    with run_cetgraph(tmp_path_factory.mktemp("cetgraph")) as started:
        yield started


@pytest.fixture(scope="session", params=["virtuoso", "cetgraph"])
def stored(request: pytest.FixtureRequest, repository: Path) -> StoreServer:
    """A server that holds the published graph."""
    server = request.getfixturevalue(request.param)
    assert isinstance(server, StoreServer)
    loaded = server.load("--data", repository / "data" / "graph" / "cetgraph.trig")
    assert loaded.returncode == 0, loaded.stderr
    return server


@pytest.fixture(scope="session")
def site(stored: StoreServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A site that is served from that server."""
    errors = tmp_path_factory.mktemp("site") / "errors"
    options = ("--store", stored.address, "--client-queries", "0", "--query-timeout", "30")
    with start_server(*options, errors=errors) as started:
        started.send("GET", "/download/cetgraph-meetings.csv", seconds=120)  # the last of its files is made
        yield started
    assert "Traceback" not in errors.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def in_memory(repository: Path) -> Iterator[FlaskClient]:
    """A client of the site over the same graph, in memory."""
    data = repository / "data" / "graph"
    with closing(QueryWorkers([data], workers=2)) as workers:
        yield create_app(data, workers=workers).test_client()
