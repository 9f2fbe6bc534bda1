"""`cetgraph build`: from documents to a checked graph."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cetgraph.cli.documents import allow_private_addresses, documents_of
from cetgraph.errors import CetgraphError, NonConformance, SourceError

if TYPE_CHECKING:
    from cetgraph.corpus import Document, Outcome, Work
    from cetgraph.fetch import Address
    from cetgraph.graph.report import Result
    from cetgraph.model import Reading
    from cetgraph.reading_cache import ReadingCache

EXAMPLE = """\b
Examples:
  cetgraph build
  cetgraph build statement.html speeches/ --out graph --report
"""

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
@click.option("--strict", is_flag=True, help="Stop at the first document at fault, and write nothing.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Read in at most so many processes; without it as many as pay."
)
@click.option(
    "--cache",
    envvar="CETGRAPH_CACHE",
    type=click.Path(path_type=Path),
    help="Folder that keeps readings of unchanged documents; without it the user's own. Safe to delete.",
)
@click.option("--no-cache", is_flag=True, help="Read every document anew, and keep nothing.")
@allow_private_addresses
def build(
    sources: Sequence[str],
    out: Path | None,
    *,
    report: bool,
    strict: bool,
    jobs: int | None,
    cache: Path | None,
    no_cache: bool,
    allow_private_addresses: bool,
) -> int:
    """Turn documents into a checked graph.

    Each SOURCE is a document, the http or https address of one, or a folder of documents; without any, the documents
    that cetgraph brings along are taken. Prints the files written: a Turtle file for each document, and cetgraph.trig
    with all of them. A document that cannot be read or breaks the shapes is told and left out, and the exit code is 1.
    One that has not changed since it was last read is not read again.
    """
    from cetgraph.config import resource
    from cetgraph.corpus import Work
    from cetgraph.corpus_graph import check_readings, graph_files
    from cetgraph.graph.report import Report
    from cetgraph.publish import publish

    gazetteer = resource("data") / "gazetteer"
    named = documents_of(sources, allow_private_addresses=allow_private_addresses)
    documents = find_documents(named or [resource("data") / "sources"])
    found = read_documents(
        documents,
        Work(
            gazetteer=gazetteer,
            cache=None if no_cache else _open_cache(cache, gazetteer=gazetteer),
            jobs=jobs,
        ),
        strict=strict,
    )
    if sys.stderr.isatty():
        click.echo("Checking the graph", err=True)
    with _without_collection():
        checked = check_readings(
            [reading for _, reading in found.readings.values()],
            shapes=resource("shapes"),
            ontology=resource("ontology"),
        )
        files = graph_files(checked)
    for name, results in checked.left_out.items():
        if strict:
            raise NonConformance(
                f"the graph breaks the shapes, so nothing was written\n{Report(results=results).as_text()}"
            )
        _warn_of(results, place=str(found.readings[name][0]))
    _warn_of(checked.report.warnings)
    written = publish(files, out or _default_folder())
    if report:
        from cetgraph.cli.build_report import report_lines

        readings = {name: (str(place), reading) for name, (place, reading) in found.readings.items()}
        click.echo("\n".join(report_lines(checked, readings)))
    else:
        click.echo("\n".join(map(str, written)))
    faults = found.faults + len(checked.left_out)
    if faults:
        _tell(f"{len(checked.parts)} of {len(documents)} documents are in the graph; {faults} had faults, told above")
    return 1 if faults else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Each document with its reading, by the local name that the graph gives it, and how many could not be read."""

    readings: Mapping[str, tuple[Document, Reading]]
    faults: int


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


def read_documents(documents: Sequence[Document], work: Work, *, strict: bool) -> Found:
    """The readings of the documents.

    A document that cannot be read is told and left out, as is a copy of another; of two that would have one name the
    second counts as unreadable. Where `strict` holds or there is one document alone, its error is raised, and where
    none is left, SourceError.
    """
    from cetgraph.corpus import read_corpus
    from cetgraph.graph.identifiers import document_name

    readings: dict[str, tuple[Document, Reading]] = {}
    faults = 0
    for document, outcome in _with_progress(read_corpus(documents, work), len(documents)):
        try:
            if isinstance(outcome, CetgraphError):
                raise outcome
            reading = _with_manifest(outcome, document)
            name = document_name(reading.document)
            first, before = readings.setdefault(name, (document, reading))
            if first is not document and reading.raw_sha256 == before.raw_sha256:
                _warn(f"{document}: a copy of {first}, left out")
            elif first is not document:
                raise SourceError(
                    f"has the title and date of {first}", place=str(document), remedy="give one of them another title"
                )
        except CetgraphError as error:
            if strict or len(documents) == 1:
                raise
            faults += 1
            _tell(f"{error}; left out")
    if not readings:
        raise SourceError(f"none of the {len(documents)} documents can be read")
    return Found(readings=readings, faults=faults)


def _with_manifest(reading: Reading, document: Document) -> Reading:
    """The reading, held to the manifest beside its document if there is one; a date it lacks is the manifest's."""
    from cetgraph.sources.manifest import check_bytes, check_floors, load_manifest, manifest_for

    path = manifest_for(document) if isinstance(document, Path) else None
    if path is None or not isinstance(document, Path):
        return reading
    manifest = load_manifest(path)
    check_bytes(manifest, document.read_bytes())
    check_floors(manifest, reading)
    return replace(reading, document=replace(reading.document, date=reading.document.date or manifest.date))


def _open_cache(folder: Path | None, *, gazetteer: Path) -> ReadingCache | None:
    """The cache in that folder, or in the user's own; None, with a warning, where it cannot be written."""
    from cetgraph.reading_cache import ReadingCache, user_cache_folder

    place = folder or user_cache_folder()
    if place is None:
        return None
    try:
        return ReadingCache.open(place, gazetteer=gazetteer)
    except OSError as error:
        _warn(f"{place}: readings cannot be kept: {error.strerror or error}")
        return None


def _with_progress(outcomes: Iterator[tuple[Document, Outcome]], length: int) -> Iterator[tuple[Document, Outcome]]:
    is_hidden = length < 2 or not sys.stderr.isatty()
    with click.progressbar(outcomes, label="Reading", length=length, file=sys.stderr, hidden=is_hidden) as progress:
        yield from progress


@contextmanager
def _without_collection() -> Iterator[None]:
    """While it lasts, Python looks for no garbage: a graph is millions of small values that are all needed."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _warn_of(results: Sequence[Result], *, place: str | None = None) -> None:
    """Tell some results of the check; those of a document that was left out for them with its place."""
    before = f"{place}: left out: " if place else "warning: "
    for result in results[:_SHOWN]:
        _tell(f"{before}{result.label or result.focus}: {result.message}")
    if len(results) > _SHOWN:
        _tell(f"{before}{len(results) - _SHOWN} more{'' if place else '; `cetgraph check` lists all'}")


def _warn(message: str) -> None:
    _tell(f"warning: {message}")


def _tell(message: str) -> None:
    click.echo(f"cetgraph: {message}", err=True)


def _default_folder() -> Path:
    """data/graph of a checkout; what is installed is left as it is, and the files go below the current folder."""
    from cetgraph.config import resource

    data = resource("data")
    return Path("cetgraph-graph") if data.parent.name == "_resources" else data / "graph"
