"""`cetgraph read`: what documents state, as JSON or as marked text."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cetgraph.cli.documents import allow_private_addresses, documents_of

EXAMPLE = """\b
Examples:
  cetgraph read fact-sheet.html
  cetgraph read statements/*.md --format json > readings.jsonl
"""


@click.command(epilog=EXAMPLE)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Marked text to look at, or JSON: one object, or one a line for several documents.",
)
@allow_private_addresses
def read(documents: Sequence[str], *, form: str, allow_private_addresses: bool) -> None:
    """Print what documents state, with the words each finding rests on.

    Each DOCUMENT is an HTML, Markdown, plain-text, PDF or DOCX file, or the http or https address of one.
    """
    from cetgraph.cli.marked_text import marked_text
    from cetgraph.config import resource
    from cetgraph.pipeline import Reader
    from cetgraph.reading_json import reading_to_json

    reader = Reader.load(resource("data") / "gazetteer")
    for document in documents_of(documents, allow_private_addresses=allow_private_addresses):
        reading = reader.read(document)
        if not reading.commitments:
            click.echo(f"cetgraph: warning: {document}: no commitment was found in this document", err=True)
        if form == "json":
            click.echo(reading_to_json(reading, indent=1 if len(documents) == 1 else None))
        else:
            click.echo("\n".join(marked_text(reading)))
