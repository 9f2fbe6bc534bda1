"""`cetgraph build`: from documents to a checked graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cetgraph.cli.documents import allow_private_addresses, documents_of
from cetgraph.errors import NonConformance, SourceError

if TYPE_CHECKING:
    from cetgraph.fetch import Address
    from cetgraph.graph.report import Result
    from cetgraph.model import Reading

EXAMPLE = """\b
Examples:
  cetgraph build
  cetgraph build statement.html speeches/ --out graph --report
"""

WHOLE = "cetgraph.trig"
"""The file that holds every document's graphs, beside one Turtle file for each document."""

_SHOWN = 10
"""So many warnings of the check are told one by one."""


@click.command(epilog=EXAMPLE)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the files; made if absent. Without it data/graph of the checkout, or ./cetgraph-graph.",
)
@click.option("--report", is_flag=True, help="Print what was found, what is new, and what was left open and why.")
@allow_private_addresses
def build(sources: Sequence[str], out: Path | None, *, report: bool, allow_private_addresses: bool) -> None:
    """Turn documents into a checked graph.

    Each SOURCE is a document, the http or https address of one, or a folder of documents; without any, the documents
    that cetgraph brings along are taken. Prints the files written: a Turtle file for each document, and cetgraph.trig
    with all of them. A graph that breaks the shapes is not written.
    """
    from cetgraph.config import resource
    from cetgraph.publish import publish

    named = documents_of(sources, allow_private_addresses=allow_private_addresses)
    paths = find_documents(named or [resource("data") / "sources"])
    readings = _read(paths, gazetteer=resource("data") / "gazetteer")
    files, warnings = graph_files(list(readings.values()), shapes=resource("shapes"), ontology=resource("ontology"))
    for warning in warnings[:_SHOWN]:
        _warn(f"{warning.label or warning.focus}: {warning.message}")
    if len(warnings) > _SHOWN:
        _warn(f"{len(warnings) - _SHOWN} more; `cetgraph check` lists all")
    written = publish(files, out or _default_folder())
    if report:
        from cetgraph.cli.build_report import report_lines

        for path, reading in readings.items():
            click.echo("\n".join([str(path), *report_lines(reading), ""]))
    else:
        click.echo("\n".join(map(str, written)))


def find_documents(sources: Sequence[Path | Address]) -> list[Path | Address]:
    """The documents among the sources and in folders among them, each once, those of a folder by name.

    In a folder, files of other kinds and hidden ones are left alone; a file or address that is named is always taken.
    Raises SourceError for a source that does not exist or a folder without documents.
    """
    from cetgraph.sources.read import SUFFIXES

    documents: list[Path | Address] = []
    for source in sources:
        if not isinstance(source, Path):
            documents.append(source)
        elif source.is_dir():
            found = sorted(
                path
                for path in source.rglob("*")
                if path.suffix.lower() in SUFFIXES and path.is_file() and not _is_hidden(path.relative_to(source))
            )
            if not found:
                endings = ", ".join(sorted(SUFFIXES))
                raise SourceError("the folder holds no documents", place=str(source), remedy=f"known are {endings}")
            documents.extend(found)
        elif source.exists():
            documents.append(source)
        else:
            raise SourceError("no such file or folder", place=str(source))
    first: dict[Path | Address, Path | Address] = {}
    for document in documents:
        first.setdefault(document.resolve() if isinstance(document, Path) else document, document)
    return list(first.values())


def graph_files(
    readings: Sequence[Reading], *, shapes: Path, ontology: Path
) -> tuple[dict[str, str], tuple[Result, ...]]:
    """The files of the readings' graph, by name, and the warnings of its check.

    Raises NonConformance where the graph breaks the shapes.
    """
    from cetgraph.graph.identifiers import document_name
    from cetgraph.graph.serialise import to_trig, to_turtle
    from cetgraph.graph.triples import merge, reading_to_dataset, union
    from cetgraph.graph.validate import validate

    datasets = {document_name(reading.document): reading_to_dataset(reading) for reading in readings}
    whole = merge(datasets.values())
    report = validate(whole, shapes=shapes, ontology=ontology)
    if not report.conforms:
        raise NonConformance(f"the graph breaks the shapes, so nothing was written\n{report.as_text()}")
    files = {f"{name}.ttl": to_turtle(union(dataset)) for name, dataset in datasets.items()}
    return {**files, WHOLE: to_trig(whole)}, report.warnings


def _read(paths: Sequence[Path | Address], *, gazetteer: Path) -> Mapping[Path | Address, Reading]:
    """The readings by their documents' paths; a copy of a document that was read already is left out."""
    from cetgraph.graph.identifiers import document_name
    from cetgraph.pipeline import Reader

    reader = Reader.load(gazetteer)
    readings: dict[Path | Address, Reading] = {}
    places: dict[str, Path | Address] = {}
    for path in _with_progress(paths):
        reading = reader.read(path)
        if isinstance(path, Path):
            reading = _with_manifest(reading, path)
        first = places.setdefault(document_name(reading.document), path)
        if first is path:
            readings[path] = reading
        elif reading.raw_sha256 == readings[first].raw_sha256:
            _warn(f"{path}: a copy of {first}, left out")
        else:
            raise SourceError(
                f"has the title and date of {first}", place=str(path), remedy="give one of them another title"
            )
    return readings


def _with_manifest(reading: Reading, document: Path) -> Reading:
    """The reading, held to the manifest beside its document if there is one; a date it lacks is the manifest's."""
    from cetgraph.sources.manifest import check_bytes, check_floors, load_manifest, manifest_for

    path = manifest_for(document)
    if path is None:
        return reading
    manifest = load_manifest(path)
    check_bytes(manifest, document.read_bytes())
    check_floors(manifest, reading)
    return replace(reading, document=replace(reading.document, date=reading.document.date or manifest.date))


def _with_progress(paths: Sequence[Path | Address]) -> Iterator[Path | Address]:
    is_hidden = len(paths) < 2 or not sys.stderr.isatty()
    with click.progressbar(paths, label="Reading", file=sys.stderr, hidden=is_hidden) as progress:
        yield from progress


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _warn(message: str) -> None:
    click.echo(f"cetgraph: warning: {message}", err=True)


def _default_folder() -> Path:
    """data/graph of a checkout; what is installed is left as it is, and the files go below the current folder."""
    from cetgraph.config import resource

    data = resource("data")
    return Path("cetgraph-graph") if data.parent.name == "_resources" else data / "graph"
