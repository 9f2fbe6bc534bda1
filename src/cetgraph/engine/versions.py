"""The versions of a store on disk, for whoever may change it: made beside the current one, then put in its place.

Until the very last step, a change of name that the system does at once, nothing that is read has been touched: a
process that ends before it, however that happens, leaves a folder that nobody reads and the next change removes.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyoxigraph as engine

from cetgraph.errors import CetgraphError, SourceError
from cetgraph.graph.on_disk import CURRENT, LAYOUT, VERSION_NAME, Current, Version, is_kept, read_current
from cetgraph.graph.rdf_files import SyntaxComplaints, find_format

LOCK: Final = "lock"

PATIENCE: Final = 5.0
"""Seconds that the lock is waited for: a server that was killed may have a writer, which ends a moment later."""

_FORMER: Final = "graph.nq"
"""The file in which the first cetgraph with a store kept the graph."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def lock_store(folder: Path) -> int:
    """A descriptor that holds the store: as long as it or a copy is open, no other process may change the store.

    The folder is made where it is absent. Raises CetgraphError where another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CetgraphError(f"the store cannot be written: {error.strerror}", place=str(folder)) from error
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < until:
                time.sleep(0.05)
                continue
            os.close(descriptor)
            raise CetgraphError(
                "another server may change this store",
                place=str(folder),
                remedy="end that one, or start this one without --write-token-file, only to read",
            ) from None
        return descriptor


def keep_first(folder: Path, files: Sequence[Path]) -> None:
    """Make a store of the files' statements, where the folder holds none yet. Whoever calls holds the store.

    Raises SourceError for a folder with something else in it and for what cannot be read, GraphSyntaxError for what
    does not parse.
    """
    if is_kept(folder):
        return
    if (folder / _FORMER).exists():
        raise SourceError(
            f"the folder holds the store of an earlier cetgraph, the file {_FORMER}",
            place=str(folder),
            remedy=f"name a new folder, and --data {folder / _FORMER} to fill it",
        )
    others = sorted(
        path.name for path in folder.iterdir() if path.name != LOCK and not VERSION_NAME.fullmatch(path.stem)
    )
    if others:
        raise SourceError(
            f"the folder holds no store but {others[0]}", place=str(folder), remedy="name an empty folder or a new one"
        )
    try:
        with draft_version(folder, number=1) as draft:
            asserted = engine.Store(str(draft.asserted))
            for file in files:
                _load_file(asserted, file)
            asserted.flush()
            triples = unite(asserted, draft.united)
            del asserted
            publish(Version(draft.folder, triples))
    except OSError as error:
        raise CetgraphError(f"the store cannot be written: {error}", place=str(folder)) from error


@contextmanager
def draft_version(folder: Path, *, number: int) -> Iterator[Version]:
    """The folder of a version to be made, which is removed after the block unless it was published.

    What earlier attempts and versions left behind is removed first, unless somebody still reads it.
    """
    remove_unused(folder)
    draft = Version(folder / f"{number:06}-{secrets.token_hex(4)}", triples=0)
    draft.folder.mkdir()
    try:
        yield draft
    finally:
        if not is_kept(folder) or read_current(folder).folder != draft.folder:
            shutil.rmtree(draft.folder, ignore_errors=True)


def next_number(version: Version) -> int:
    """The number of the version that follows."""
    return int(version.name.partition("-")[0]) + 1


def publish(version: Version) -> None:
    """Make the version the current one. Its stores are flushed and closed."""
    folder = version.folder.parent
    current = Current(layout=LAYOUT, version=version.name, triples=version.triples)
    fresh = folder / f"{version.name}.json"
    _sync(version.folder)
    _sync(folder)
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(current, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / CURRENT)
    _sync(folder)


def remove_unused(folder: Path) -> None:
    """Remove what is neither current nor read by anybody."""
    kept = read_current(folder).folder if is_kept(folder) else None
    for path in folder.iterdir():
        if VERSION_NAME.fullmatch(path.stem) and path != kept:
            if path.is_dir():
                _remove(path)
            else:
                path.unlink()  # a `current.json` that was not yet in its place


def unite(asserted: engine.Store, folder: Path) -> int:
    """Make the store that is read in that folder. How many different triples it has."""
    asserted.backup(folder)
    united = engine.Store(str(folder))
    united.bulk_extend(
        engine.Quad(quad.subject, quad.predicate, quad.object)
        for quad in asserted.quads_for_pattern(None, None, None, None)
        if quad.graph_name != _DEFAULT
    )
    united.flush()
    return sum(int(row[0].value) for row in _rows(united, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))


_DEFAULT: Final = engine.DefaultGraph()


def _rows(store: engine.Store, query: str) -> Iterable[engine.QuerySolution]:
    found = store.query(query)
    return found if isinstance(found, engine.QuerySolutions) else ()


def _load_file(store: engine.Store, file: Path) -> None:
    """Add the file's statements, of which it need not hold all in memory."""
    rdf_format = find_format(file)
    try:
        with file.open("rb") as stream, SyntaxComplaints(str(file)):
            if stream.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
                stream.seek(0)
            store.bulk_load(input=stream, format=rdf_format)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", place=str(file)) from error


def _remove(folder: Path) -> None:
    """Remove the folder, unless somebody reads the version in it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Have the disk know the names in the folder as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
