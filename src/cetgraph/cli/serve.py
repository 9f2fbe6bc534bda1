"""`cetgraph serve`: the site, on this machine."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cetgraph.cli.data import find_data

if TYPE_CHECKING:
    from cetgraph.engine.link import Settings
    from cetgraph.remote.source import RemoteSource
    from cetgraph.web.workers import QueryEngine

EXAMPLE = """\b
Examples:
  cetgraph serve --port 8080
  cetgraph serve --data graph/cetgraph.trig --query-timeout 30 --log json
  cetgraph serve --store sparql+http://127.0.0.1:8890/sparql
"""

MEGABYTE = 2**20

WRITE_SECONDS = 120
"""How long a change may take; validation of 100,000 triples takes some ten seconds."""

REMOTE_PLACES = 8
"""Queries that a server is asked at once, unless told otherwise."""

NO_LANDLOCK = (
    "cetgraph: this system cannot keep query processes from opening files beside those of the store "
    "(Linux can from 5.13 on, with Landlock)"
)

NUMBER = click.IntRange(min=0)
POSITIVE = click.IntRange(min=1)


@click.command(epilog=EXAMPLE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for every one.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen at; 0 for any that is free.",
)
@click.option(
    "--data",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="Turtle, TriG, N-Triples or N-Quads file to serve, or a folder of them; may be repeated. "
    "Without it, the graph that cetgraph brings along.",
)
@click.option(
    "--store",
    metavar="FOLDER|URL",
    help="Folder that keeps the graph and its changes on disk, where it may be larger than memory; made from --data, "
    "or empty, where there is nothing in it yet. Or a SPARQL server that holds the graph, as "
    "sparql+http://host:port/path or sparql+https://…, see cetgraph load; its name and password are taken from "
    "CETGRAPH_STORE_USER and CETGRAPH_STORE_PASSWORD, or a token from CETGRAPH_STORE_TOKEN.",
)
@click.option(
    "--refresh",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How often a server is looked at for a changed graph; 0 for never.",
)
@click.option(
    "--write-token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the token that allows changes, by SPARQL Update and the Graph Store Protocol; needs --store.",
)
@click.option("--validate-writes", is_flag=True, help="Refuse a change after which the graph would break the shapes.")
@click.option(
    "--workers",
    type=POSITIVE,
    help="Query processes for short queries, or queries that a server is asked at once.  "
    "[default: processors + 1, or 8]",
)
@click.option(
    "--query-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may run.",
)
@click.option(
    "--query-memory",
    type=POSITIVE,
    default=1024,
    show_default=True,
    metavar="MB",
    help="How much memory a query process may take beside the graph.",
)
@click.option(
    "--max-rows", type=POSITIVE, default=1_000_000, show_default=True, help="Most rows, or triples, of one answer."
)
@click.option(
    "--max-size", type=POSITIVE, default=100, show_default=True, metavar="MB", help="Most bytes of one answer."
)
@click.option(
    "--keep", type=NUMBER, default=32, show_default=True, metavar="MB", help="Memory for answers to repeated queries."
)
@click.option(
    "--client-queries",
    type=NUMBER,
    default=16,
    show_default=True,
    help="Most queries of one address at the same time; 0 for no limit.",
)
@click.option(
    "--client-rate",
    type=NUMBER,
    default=0,
    show_default=True,
    metavar="PER MINUTE",
    help="Most queries of one address in a minute; 0 for no limit.",
)
@click.option(
    "--proxies",
    type=NUMBER,
    default=0,
    show_default=True,
    help="Proxies in front of this server whose X-Forwarded headers are believed.",
)
@click.option(
    "--log",
    type=click.Choice(["off", "json"]),
    default="off",
    show_default=True,
    help="Write a line of JSON for each query to stderr, without its words.",
)
@click.option("--log-queries", is_flag=True, help="Log the words of queries as well; they can tell of whoever asks.")
def serve(
    *,
    host: str,
    port: int,
    data: tuple[Path, ...],
    store: str | None,
    refresh: float,
    write_token_file: Path | None,
    validate_writes: bool,
    workers: int | None,
    query_timeout: float,
    query_memory: int,
    max_rows: int,
    max_size: int,
    keep: int,
    client_queries: int,
    client_rate: int,
    proxies: int,
    log: str,
    log_queries: bool,
) -> None:
    """Serve the graph as web pages and a SPARQL endpoint.

    Prints the address once requests are answered there; Ctrl-C or SIGTERM ends it, after the requests under way.
    /healthz says whether queries are answered, /metrics is for Prometheus.
    """
    from cetgraph.engine.link import Settings
    from cetgraph.remote.address import is_remote
    from cetgraph.web import create_app, create_endpoint
    from cetgraph.web.answers import KeptAnswers
    from cetgraph.web.downloads import prepare_downloads
    from cetgraph.web.limits import ClientLimits
    from cetgraph.web.metrics import Metrics, QueryLog, log_to_stderr
    from cetgraph.web.protocol import LONGEST_QUERY
    from cetgraph.web.server import Site, open_server
    from cetgraph.web.sparql import Endpoint
    from cetgraph.web.updates import LARGEST, Writer, graph_store, read_token
    from cetgraph.web.workers import QueryWorkers

    address = store if store is not None and is_remote(store) else None
    folder = Path(store) if store is not None and address is None else None
    if address is not None and data:
        raise click.UsageError("--data is not served beside a server; cetgraph load brings it there.")
    if address is not None and write_token_file is not None:
        raise click.UsageError("--write-token-file needs a folder as --store; a server takes its changes itself.")
    if folder is None and write_token_file is not None:
        raise click.UsageError("--write-token-file needs --store, where changes are kept.")
    token = read_token(write_token_file) if write_token_file is not None else None
    settings = Settings(
        seconds=query_timeout, memory=query_memory * MEGABYTE, rows=max_rows, octets=max_size * MEGABYTE
    )
    with ExitStack() as running:
        engine: QueryEngine
        source: Path | RemoteSource
        writer = remote = None
        if address is not None:
            source = remote = _open_remote(address, settings, places=workers or REMOTE_PLACES)
            engine = running.enter_context(contextlib.closing(remote.open_engine()))
        else:
            held = running.enter_context(_held_store(folder, data, is_written=token is not None))
            source = running.enter_context(_one_place((folder,) if folder else find_data(data)))
            processes = QueryWorkers([source], workers=workers, settings=settings)
            engine = running.enter_context(contextlib.closing(processes))
            if processes.sees_files:
                click.echo(NO_LANDLOCK, err=True)
            if folder is not None and token is not None and held is not None:
                writer = Writer(
                    folder=folder,
                    held=held,
                    token=token,
                    engine=processes,
                    on_change=lambda: site.renew(),  # noqa: PLW0108  # there is no site yet
                    is_validated=validate_writes,
                    seconds=WRITE_SECONDS,
                    lock=threading.Lock(),
                )
        endpoint = Endpoint(
            engine=engine,
            metrics=Metrics(engine),
            limits=ClientLimits(at_once=client_queries, a_minute=client_rate),
            kept=KeptAnswers(keep * MEGABYTE),
            log=log_to_stderr(with_words=log_queries) if log == "json" or log_queries else QueryLog(),
            update=writer.update if writer else None,
            further=(graph_store(writer),) if writer else (),
        )
        site = Site(
            create_endpoint(endpoint), lambda: prepare_downloads(create_app(source, endpoint=endpoint)), proxies=proxies
        )
        if folder is None:
            site.pages()
        else:  # queries need not wait for them
            site.prepare()
        if remote is not None and refresh:
            remote.server.watch(refresh, site.rebuild)
        server = open_server(site, host=host, port=port, largest=LARGEST if writer else LONGEST_QUERY)
        click.echo(f"cetgraph: serving at {server.address} (Ctrl-C ends)", err=True)
        server.run()


def _open_remote(words: str, settings: Settings, *, places: int) -> RemoteSource:
    """The graph of the server at that address. Raises CetgraphError where it cannot be used."""
    from cetgraph.remote.address import read_address, read_credentials
    from cetgraph.remote.source import RemoteSource

    address, credentials = read_address(words), read_credentials(os.environ)
    if address.is_open and not credentials.is_empty:
        click.echo(f"cetgraph: {address}: the credentials go there unencrypted; https would hide them", err=True)
    return RemoteSource(address, credentials, settings, places=places)


@contextmanager
def _held_store(folder: Path | None, data: Sequence[Path], *, is_written: bool) -> Iterator[int | None]:
    """The descriptor that holds the store for as long as the block runs, None where it is only read.

    Where there is no store in the folder yet, it is made from the data.
    """
    from cetgraph.engine.versions import keep_first, lock_store, remove_unused
    from cetgraph.graph.on_disk import is_kept
    from cetgraph.graph.rdf_files import data_files

    if folder is None or (is_kept(folder) and not is_written):
        yield None
        return
    held = lock_store(folder)
    try:
        if not is_kept(folder):
            if sys.stderr.isatty():
                click.echo(f"Making a store in {folder} …", err=True)
            keep_first(folder, data_files(data))
        remove_unused(folder)
        if is_written:
            yield held
            return
    finally:
        os.close(held)
    yield None


@contextmanager
def _one_place(paths: Sequence[Path]) -> Iterator[Path]:
    """The file or folder, or for several of them a folder that leads to each file, for as long as the block runs."""
    from cetgraph.graph.rdf_files import data_files

    if len(paths) == 1:
        yield paths[0]
        return
    with tempfile.TemporaryDirectory(prefix="cetgraph-") as folder:
        for number, file in enumerate(data_files(paths)):
            (Path(folder) / f"{number:04}-{file.name}{_as_trig(file)}").symlink_to(file.resolve())
        yield Path(folder)


def _as_trig(file: Path) -> str:
    """What a file's name needs, so that it counts beside files with named graphs: Turtle is a part of TriG."""
    return ".trig" if file.suffix.lower() in {".ttl", ".nt"} else ""
