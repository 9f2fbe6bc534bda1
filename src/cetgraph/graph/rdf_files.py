"""Files of RDF: which there are in a folder, in which format, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as engine

from cetgraph.errors import GraphSyntaxError, SourceError
from cetgraph.graph.on_disk import CURRENT, is_kept

FORMATS: Final[Mapping[str, engine.RdfFormat]] = {
    ".ttl": engine.RdfFormat.TURTLE,
    ".trig": engine.RdfFormat.TRIG,
    ".nt": engine.RdfFormat.N_TRIPLES,
    ".nq": engine.RdfFormat.N_QUADS,
}
"""The format of a file by its suffix."""

WITH_GRAPHS: Final = (".trig", ".nq")
"""Formats that keep named graphs apart; of a folder that holds both sorts, these alone are loaded."""


def data_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files, and in the place of a folder those in it: TriG and N-Quads, or where it has neither the others. Of a
    store on disk the one file that changes whenever its data do.

    Raises SourceError for a folder without RDF files.
    """
    return tuple(file for path in paths for file in _files(path))


def find_format(path: Path) -> engine.RdfFormat:
    """The format of the file by its suffix. Raises SourceError for one that is not known."""
    rdf_format = FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        known = " ".join(FORMATS)
        raise SourceError(
            f"no RDF format has the suffix {path.suffix!r}", place=str(path), remedy=f"rename it to one of {known}"
        )
    return rdf_format


def read_file(path: Path) -> tuple[bytes, engine.RdfFormat]:
    """The bytes of a file that can be RDF, and their format. Raises SourceError for any other."""
    rdf_format = find_format(path)
    name = str(path)
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", place=name) from error
    check_text(octets, name)
    return octets.removeprefix(b"\xef\xbb\xbf"), rdf_format


class SyntaxComplaints:
    """Turns the parser's exceptions into ours, with file and line."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SyntaxError):
            reason = error.msg.partition(": ")[2] or error.msg
            place = f"{self._name}, line {error.lineno}" if error.lineno else self._name
            raise GraphSyntaxError(f"syntax error: {reason}", place=place) from error


def _files(path: Path) -> tuple[Path, ...]:
    if not path.is_dir():
        return (path,)
    if is_kept(path):
        return (path / CURRENT,)
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in FORMATS and file.is_file())
    if not files:
        endings = " ".join(FORMATS)
        raise SourceError("the folder holds no RDF files", place=str(path), remedy=f"known are {endings}")
    return tuple(file for file in files if file.suffix.lower() in WITH_GRAPHS) or tuple(files)


def check_text(octets: bytes, name: str) -> None:
    """Raise SourceError for a file without words, or with bytes that no text has; `name` is its place in errors."""
    if not octets.strip():
        raise SourceError("the file is empty", place=name)
    if b"\x00" in octets:
        raise SourceError("this is no text: it holds zero bytes", place=name, remedy="save it as UTF-8 text")
