"""The servers that are compared, each started over the same file, on loopback, and ended after the block."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

PATIENCE: Final = 120
"""Seconds that a server may take to load the graph."""

OURS: Final = "cetgraph"
NOTHING_KEPT: Final = "cetgraph, nothing kept"

VIRTUOSO_INI: Final = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {folder}
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
[HTTPServer]
ServerPort = {http}
ServerThreads = 40
MaxKeepAlives = 64
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = {rows}
{further}
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """A running Virtuoso: its endpoint, and the port of its SQL client. Its name and password are both "dba"."""

    sparql: str
    sql: int

    @property
    def graphs(self) -> str:
        """Where it takes graphs from those who have a password."""
        return f"{self.sparql}-graph-crud-auth"

    def run(self, statement: str) -> None:
        """Have it run a statement of SQL."""
        command = ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", f"exec={statement}"]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)


@contextmanager
def start_servers(graph: Path, folder: Path, peers_python: Path | None) -> Iterator[dict[str, str]]:
    """The URL of each endpoint by its name. Peers that are not installed are left out, and that is said."""
    cetgraph = Path(sys.executable).with_name("cetgraph")
    with ExitStack() as running:
        found: dict[str, str] = {}
        for name, options in ((OURS, ()), (NOTHING_KEPT, ("--keep", "0"))):
            port = free_port()
            command = [cetgraph, "serve", "--data", graph, "--port", str(port), "--client-queries", "0", *options]
            found[name] = running.enter_context(_start(command, port))
        if peers_python is None:
            print("rdflib-endpoint is left out: name a Python that has it with --peers-python")
        else:
            for name, store in (("rdflib-endpoint", "default"), ("rdflib-endpoint on oxrdflib", "Oxigraph")):
                port = free_port()
                program = peers_python.with_name("rdflib-endpoint")
                command = [program, "serve", "--store", store, "--host", "127.0.0.1", "--port", str(port), graph]
                found[name] = running.enter_context(_start(command, port, path="/"))
        if shutil.which("virtuoso-t") is None:
            print("Virtuoso is left out: it is not installed")
        else:
            virtuoso = running.enter_context(start_virtuoso(folder))
            shutil.copy(graph, folder / "load.nt")
            virtuoso.run(f"DB.DBA.TTLP_MT(file_to_string_output('{folder}/load.nt'), '', 'urn:bench', 0); checkpoint;")
            found["Virtuoso"] = virtuoso.sparql
        yield found


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def _start(
    command: Sequence[str | Path], port: int, *, path: str = "/sparql", folder: Path | None = None
) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}{path}"
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env={**os.environ, "PYTHONPATH": ""}
    ) as process:
        try:
            _await(url, process)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def start_virtuoso(folder: Path, *, rows: int = 100_000, further: str = "") -> Iterator[Virtuoso]:
    """An empty Virtuoso that keeps its files in the folder; `further` are settings of its section on SPARQL."""
    sql, http = free_port(), free_port()
    settings = VIRTUOSO_INI.format(sql=sql, http=http, folder=folder, rows=rows, further=further)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command: list[str | Path] = ["virtuoso-t", "+foreground", "+configfile", folder / "virtuoso.ini"]
    with _start(command, http, folder=folder) as url:
        yield Virtuoso(url, sql)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    asked = urllib.request.Request(
        f"{url}?query={quote('ASK { ?s ?p ?o }')}", headers={"Accept": "application/sparql-results+json"}
    )
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=30):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until or process.poll() is not None:
                raise
            time.sleep(0.3)
