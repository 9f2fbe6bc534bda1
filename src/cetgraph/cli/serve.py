"""`cetgraph serve`: the site, on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from cetgraph.cli.data import find_data

EXAMPLE = """\b
Example:
  cetgraph serve --port 8080
"""


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
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of Turtle and TriG files to serve; without it, the graph that cetgraph brings along.",
)
def serve(host: str, port: int, data: Path | None) -> None:
    """Serve the graph as web pages and a SPARQL endpoint.

    Prints the address once requests are answered there; Ctrl-C ends it.
    """
    from cetgraph.web import create_app
    from cetgraph.web.server import open_server

    (folder,) = find_data([data] if data else [])
    server = open_server(create_app(folder), host=host, port=port)
    click.echo(f"cetgraph: serving at {server.address} (Ctrl-C ends)", err=True)
    server.run()
