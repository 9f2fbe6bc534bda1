"""`cetgraph load`: graph files into the server of a remote store."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cetgraph.cli.data import data_option, find_data
from cetgraph.errors import NonConformance

EXAMPLE = """\b
Examples:
  cetgraph load --data graph --store sparql+http://127.0.0.1:8890/sparql \\
      --graph-store http://127.0.0.1:8890/sparql-graph-crud-auth
"""


@click.command(epilog=EXAMPLE)
@data_option
@click.option("--store", required=True, metavar="URL", help="Where the server answers queries, as sparql+http://…")
@click.option(
    "--graph-store",
    required=True,
    metavar="URL",
    help="Where it takes graphs by the SPARQL 1.1 Graph Store HTTP Protocol, as http://…",
)
@click.option(
    "--replace", is_flag=True, help="Remove the graphs that were loaded before and are not in these files any more."
)
def load(*, data: tuple[Path, ...], store: str, graph_store: str, replace: bool) -> None:
    """Write graph files to a SPARQL server, for serve --store.

    Each named graph takes the place of the one of its name; the same files again change nothing. Beside them the server
    keeps the union of all graphs, and a directory that leads a site to it once all is there.

    The server's name and password are taken from CETGRAPH_STORE_USER and CETGRAPH_STORE_PASSWORD, or a token from
    CETGRAPH_STORE_TOKEN.
    """
    from cetgraph.engine.link import Settings
    from cetgraph.graph.store import read_quads
    from cetgraph.remote.address import read_address, read_credentials
    from cetgraph.remote.client import Client
    from cetgraph.remote.load import SECONDS, Loading
    from cetgraph.remote.server import RemoteServer

    credentials = read_credentials(os.environ)
    server = RemoteServer(Client(read_address(store), credentials, places=1), Settings(seconds=SECONDS))
    graphs = Client(read_address(graph_store), credentials, places=1)
    loading = Loading(server, graphs, read_quads(find_data(data)), replace=replace)
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(
        loading.steps(), label="Loading", length=loading.pieces, file=sys.stderr, hidden=is_hidden
    ) as steps:
        stored = [step for step in steps if step is not None]
    for graph in stored:
        click.echo(f"{graph.triples:>12,}  {graph.graph}")
    lost = [graph for graph in stored if graph.triples != graph.sent]
    if lost:
        raise NonConformance(
            f"{lost[0].triples:,} of {lost[0].sent:,} triples are on the server",
            place=lost[0].graph,
            remedy="it may take two spellings of a number for one, or refuse some values: see its log",
        )
