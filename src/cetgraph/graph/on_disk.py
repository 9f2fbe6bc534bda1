"""A store on disk: a folder with versions of the graph, one of which is current. This module reads, `engine/` writes.

    store/
      current.json           which version is current
      lock                   held by the server that may change the store
      000012-5f3a9c1e/       a version: what is current is never changed, but followed by another one
        asserted/            the statements as they were made, in the files of the embedded engine
        united/              the same, and in the default graph the union of all: what is read

Files that two versions share lie on the disk once. Whoever reads a version holds a shared lock on its folder, which
ends with the process at the latest; only what nobody holds is removed.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

import pyoxigraph as engine

from cetgraph.errors import SourceError
from cetgraph.graph.terms import QUERY_PREFIXES

CURRENT: Final = "current.json"
LAYOUT: Final = 1
"""What `current.json` says of the form of the folder; another number means that another cetgraph made it."""

VERSION_NAME: Final = re.compile(r"\d{6,}-[0-9a-f]{8}")


class Current(TypedDict):
    """What `current.json` holds: the version's name, and how many different triples there are."""

    layout: int
    version: str
    triples: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the graph. No other one, in this store or another, has its name."""

    folder: Path
    triples: int

    @property
    def name(self) -> str:
        """Changes with the data."""
        return self.folder.name

    @property
    def asserted(self) -> Path:
        """The statements as they were made."""
        return self.folder / "asserted"

    @property
    def united(self) -> Path:
        """The statements as they are read."""
        return self.folder / "united"


class Held:
    """A version that stays for as long as this value lives."""

    def __init__(self, version: Version, descriptor: int) -> None:
        self.version = version
        weakref.finalize(self, os.close, descriptor)

    def open(self) -> engine.Store:
        """The statements as they are read, each triple once in the default graph. Use no fork after it."""
        return engine.Store.read_only(str(self.version.united))

    def open_asserted(self) -> engine.Store:
        """The statements as they were made."""
        return engine.Store.read_only(str(self.version.asserted))

    def dump(self, file: Path) -> None:
        """Write the statements to the file in the format of its suffix: in TriG as they were made, else the union."""
        rdf_format, prefixes = engine.RdfFormat.from_extension(file.suffix[1:]), dict(QUERY_PREFIXES)
        if rdf_format is None:
            raise ValueError(f"no RDF format has the suffix {file.suffix}")
        if rdf_format == engine.RdfFormat.TRIG:
            self.open_asserted().dump(str(file), format=rdf_format, prefixes=prefixes)
        else:
            self.open().dump(str(file), format=rdf_format, from_graph=engine.DefaultGraph(), prefixes=prefixes)


def is_kept(path: Path) -> bool:
    """Whether the path is the folder of a store on disk."""
    return (path / CURRENT).is_file()


def read_current(folder: Path) -> Version:
    """The current version. Raises SourceError where the folder has none that this cetgraph can read."""
    place = folder / CURRENT
    try:
        current: Mapping[str, object] = json.loads(place.read_text(encoding="utf-8"))
        layout, name, triples = current["layout"], current["version"], current["triples"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError("this is no store, or a damaged one", place=str(place)) from error
    if layout != LAYOUT:
        raise SourceError(
            "the store has a form that this version of cetgraph does not know",
            place=str(folder),
            remedy="use the cetgraph that made it, or make another store from the documents",
        )
    if not isinstance(name, str) or not VERSION_NAME.fullmatch(name) or not isinstance(triples, int):
        raise SourceError("what is said of the current version cannot be", place=str(place))
    return Version(folder / name, triples)


def hold_current(folder: Path) -> Held:
    """The current version, which stays meanwhile. Raises SourceError as `read_current` does."""
    while True:
        version = read_current(folder)
        try:
            descriptor = os.open(version.folder, os.O_RDONLY)
        except FileNotFoundError as error:
            if read_current(folder) == version:
                raise SourceError("the store lacks its current version", place=str(version.folder)) from error
            continue
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if version.folder.exists():
            return Held(version, descriptor)
        os.close(descriptor)  # it was removed while we waited for the lock


def hold_kept(paths: Sequence[Path]) -> Held | None:
    """The current version of the store that the one path is; None for files, and folders of them.

    Raises SourceError for a store among other paths.
    """
    kept = [path for path in paths if is_kept(path)]
    if not kept:
        return None
    if len(paths) > 1:
        raise SourceError("a store is read alone", place=str(kept[0]), remedy="leave the other files out")
    return hold_current(kept[0])


def read_asserted(held: Held, graphs: Sequence[str] | None = None) -> Iterator[engine.Quad]:
    """The statements as they were made, of the graphs named or of all."""
    store = held.open_asserted()
    if graphs is None:
        yield from store.quads_for_pattern(None, None, None, None)
        return
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, engine.NamedNode(graph))


def list_kept_graphs(held: Held) -> tuple[str, ...]:
    """The IRIs of the named graphs, sorted."""
    names = held.open_asserted().named_graphs()
    return tuple(sorted(name.value for name in names if isinstance(name, engine.NamedNode)))
