"""`cetgraph export`: the graph in another format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cetgraph.cli.data import data_option, find_data, run_interruptibly
from cetgraph.cli.output import STDOUT, write_file, write_folder

EXAMPLE = """\b
Examples:
  cetgraph export --format jsonld --document 2024-07-31
  cetgraph export --format graphml --out cooperation.graphml
  cetgraph export --format csv --out tables/
  cetgraph export --format html --out picture.html
"""

FORMATS = ("turtle", "trig", "ntriples", "jsonld", "rdfxml", "graphml", "gexf", "csv", "html")


@click.command(epilog=EXAMPLE)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    default="turtle",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=STDOUT,
    show_default="standard output",
    help="File to write; for csv also a folder, which takes one file for each table.",
)
@click.option("--document", metavar="DOC", help="Only what this document states: its local name, or the start of it.")
@data_option
def export(output_format: str, out: Path, document: str | None, data: Sequence[Path]) -> None:
    """Write the graph in another format.

    The RDF formats hold everything; TriG alone keeps the documents apart. GraphML, GEXF and the picture (html) hold
    things and links without the evidence. CSV holds tables of commitments, people, organisations, instruments and
    meetings, or to standard output and a file that ends in .csv the commitments alone. Cells of a table are as the
    documents have them: let a spreadsheet import them as text.
    """
    from cetgraph.graph.export import ExportFormat, export_quads, export_tables, list_graphs, select_document
    from cetgraph.graph.store import read_quads

    chosen = ExportFormat(output_format)

    def work() -> dict[str, bytes]:
        quads = read_quads(find_data(data))
        if document is not None:
            quads = select_document(quads, document)
        if chosen is ExportFormat.CSV and _is_folder(out):
            return export_tables(quads)
        documents = list_graphs(quads)
        about = documents[0] if len(documents) == 1 else f"{len(documents)} documents"
        return {"": export_quads(quads, chosen, title=f"Technology cooperation: {about}")}

    files = run_interruptibly(work)
    if "" in files:
        write_file(files[""], out)
    else:
        write_folder(files, out)


def _is_folder(out: Path) -> bool:
    return out != STDOUT and (out.is_dir() or out.suffix.lower() != ".csv")
