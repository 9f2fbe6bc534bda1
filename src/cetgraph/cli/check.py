"""`cetgraph check`: validate graphs against the shapes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

EXAMPLE = """\b
Examples:
  cetgraph check graph.ttl
  cetgraph check statement.ttl others.trig --format json
  cetgraph check - < graph.trig
"""


@click.command(epilog=EXAMPLE)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "report_format",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="How the report is written; turtle is a SHACL validation report.",
)
def check(files: Sequence[Path], report_format: str) -> int:
    """Validate graphs against the shapes.

    The FILEs are checked together, as one graph: Turtle (.ttl), TriG (.trig), N-Triples (.nt), N-Quads (.nq), JSON-LD
    (.jsonld) or RDF/XML (.rdf), or - for Turtle or TriG on standard input.

    Exit code 0: the graph conforms, though there may be warnings and notes. 1: there are violations. 2: the graph could
    not be checked.
    """
    from cetgraph.config import resource
    from cetgraph.graph.load import load_dataset
    from cetgraph.graph.validate import validate

    dataset = load_dataset(files)
    if sys.stderr.isatty():
        click.echo(f"Checking {len(dataset):,} statements …", err=True)
    report = validate(dataset, shapes=resource("shapes"), ontology=resource("ontology"))
    writers = {"text": report.as_text, "json": report.as_json, "turtle": report.as_turtle}
    click.echo(writers[report_format](), nl=False)
    return 0 if report.conforms else 1
