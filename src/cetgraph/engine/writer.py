"""The process that writes: it reads the stored graph, changes it, and puts the result in its place, whole or not.

A program of its own for each change, so that one that runs away can be ended without harm: what is stored is touched
only by the last step, which the system does at once.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final, TypedDict

import pyoxigraph as engine

from cetgraph.engine.confinement import leave_network, taken_memory, widen_stack
from cetgraph.engine.evaluate import trouble_of
from cetgraph.engine.messages import Trouble, Unanswered
from cetgraph.errors import CetgraphError, QueryError
from cetgraph.graph.sparql import check_update, explain_error
from cetgraph.graph.terms import QUERY_PREFIXES

STORED: Final = "graph.nq"
"""The file that holds the graph, in the folder of the store."""

_MARK: Final = b"# The graph that cetgraph serves and writes.\n"

_FORMATS: Final = {
    "text/turtle": engine.RdfFormat.TURTLE,
    "application/n-triples": engine.RdfFormat.N_TRIPLES,
    "application/rdf+xml": engine.RdfFormat.RDF_XML,
    "application/ld+json": engine.RdfFormat.JSON_LD,
}


class Change(TypedDict):
    """What is to be done in the store's folder.

    `verb` is "update", "put", "post" or "delete"; `graph` is the graph of the last three, empty for the default one;
    `text` is the update, or RDF of that media type. `memory` is in bytes.
    """

    folder: str
    verb: str
    graph: str
    text: str
    media_type: str
    is_validated: bool
    memory: int


class Outcome(TypedDict):
    """What came of it; `existed` says whether the graph had statements before. `trouble` is empty if it was done."""

    existed: bool
    trouble: str
    message: str


def keep_first(folder: Path, files: tuple[Path, ...]) -> Path:
    """The stored file; where there is none yet, one with the statements of these files is made."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / STORED
    if not stored.exists():
        store = engine.Store()
        for file in files:
            store.load(path=file)
        _write(store, stored)
    return stored


def change_store(change: Change) -> bool:
    """Whether the graph had statements before the change, which is now done. Raises QueryError where it is not."""
    stored = Path(change["folder"]) / STORED
    store = engine.Store()
    store.load(path=stored, format=engine.RdfFormat.N_QUADS)
    graph = engine.NamedNode(change["graph"]) if change["graph"] else engine.DefaultGraph()
    existed = any(True for _ in store.quads_for_pattern(None, None, None, graph))
    if change["verb"] == "update":
        _update(store, change["text"])
    else:
        if change["verb"] != "post":
            store.clear_graph(graph)
        if change["verb"] != "delete":
            _load(store, change, graph)
    fresh = stored.with_suffix(".new.nq")
    try:
        _write(store, fresh)
        if change["is_validated"]:
            _validate(fresh)
        fresh.replace(stored)
    finally:
        fresh.unlink(missing_ok=True)
    _sync(stored.parent)
    return existed


def _update(store: engine.Store, text: str) -> None:
    check_update(text, prefixes=QUERY_PREFIXES)
    try:
        store.update(text, prefixes=dict(QUERY_PREFIXES))
    except SyntaxError as error:
        raise Unanswered(Trouble.SYNTAX, _reason(text, error)) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise Unanswered(Trouble.SYNTAX, f"the update cannot be done: {' '.join(str(error).split())}") from error


def _reason(text: str, error: SyntaxError) -> str:
    if re.match(r"error at \d+:\d+", error.msg):
        return " ".join(error.msg.split())
    return explain_error(text, error.msg, source="update").message


def _load(store: engine.Store, change: Change, graph: engine.NamedNode | engine.DefaultGraph) -> None:
    rdf_format = _FORMATS[change["media_type"]]
    base = change["graph"] or None
    try:
        store.load(input=change["text"], format=rdf_format, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        raise Unanswered(Trouble.SYNTAX, f"the body is no {change['media_type']}: {error.msg}") from error


def _write(store: engine.Store, file: Path) -> None:
    with file.open("wb") as stream:
        stream.write(_MARK)
        store.dump(stream, format=engine.RdfFormat.N_QUADS)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Have the disk know the new name as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _validate(file: Path) -> None:
    """Raise Unanswered where the graph would break the shapes."""
    command = [sys.executable, "-P", "-c", "from cetgraph.cli import run; run()", "check", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    if checked.returncode:
        told = (checked.stdout + checked.stderr).replace(str(file), "the graph").strip()
        raise Unanswered(Trouble.CONFLICT, f"the graph would break the shapes, and nothing was changed: {told}")


def main() -> None:
    """Do the change that comes in, and say what came of it."""
    change: Change = json.load(sys.stdin)
    leave_network()
    widen_stack()
    if not change["is_validated"]:
        most = taken_memory() + change["memory"]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    outcome = Outcome(existed=False, trouble="", message="")
    try:
        outcome["existed"] = change_store(change)
    except QueryError as error:
        outcome["trouble"], outcome["message"] = str(trouble_of(error).trouble), str(error)
    except (CetgraphError, OSError) as error:
        outcome["trouble"], outcome["message"] = str(Trouble.BUSY), str(error)
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
