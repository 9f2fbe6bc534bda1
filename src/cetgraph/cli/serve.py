"""`cetgraph serve`: the site, on this machine."""

from __future__ import annotations

from pathlib import Path

import click

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
    type=click.Path(path_type=Path),
    help="Folder of Turtle and TriG files to serve; without it, the graph that cetgraph brings along.",
)
def serve(host: str, port: int, data: Path | None) -> None:
    """Serve the graph as web pages and a SPARQL endpoint.

    Prints the address once requests are answered there; Ctrl-C ends it.
    """
    from cetgraph.config import resource
    from cetgraph.web import create_app
    from cetgraph.web.server import open_server

    server = open_server(create_app(data or resource("data") / "graph"), host=host, port=port)
    click.echo(f"cetgraph: serving at {server.address} (Ctrl-C ends)", err=True)
    server.run()
