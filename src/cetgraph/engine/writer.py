"""The process that writes: it makes the version that follows the current one, and puts it in its place, whole or not.

A program of its own for each change, so that one that runs away can be ended without harm. The new version shares the
files of the current one, so that a change costs what it touches, whatever the size of the store; see `versions.py`.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final, TypedDict

import pyoxigraph as engine

from cetgraph.engine.confinement import end_with_parent, leave_network, taken_memory, widen_stack
from cetgraph.engine.difference import GraphName, compare, find_touched, follow
from cetgraph.engine.evaluate import trouble_of
from cetgraph.engine.messages import Trouble, Unanswered
from cetgraph.engine.versions import draft_version, next_number, publish, unite
from cetgraph.errors import CetgraphError, QueryError
from cetgraph.graph.on_disk import Version, read_current
from cetgraph.graph.sparql import check_update, explain_error
from cetgraph.graph.terms import QUERY_PREFIXES

_PREFIXES: Final = dict(QUERY_PREFIXES)

_FORMATS: Final = {
    "text/turtle": engine.RdfFormat.TURTLE,
    "application/n-triples": engine.RdfFormat.N_TRIPLES,
    "application/rdf+xml": engine.RdfFormat.RDF_XML,
    "application/ld+json": engine.RdfFormat.JSON_LD,
}

ENGINE_MEMORY: Final = 512 * 2**20
"""Bytes that the engine may take for its buffers, beside what the change takes: 64 MB for each sort of file in use."""


class Change(TypedDict):
    """What is to be done in the store's folder, which whoever asks has locked.

    `verb` is "update", "put", "post" or "delete"; `graph` is the graph of the last three, empty for the default one;
    `text` is the update, or RDF of that media type. `memory` is in bytes. `parent` is the process that asks: the change
    ends with it.
    """

    folder: str
    verb: str
    graph: str
    text: str
    media_type: str
    is_validated: bool
    memory: int
    parent: int


class Outcome(TypedDict):
    """What came of it; `existed` says whether the graph had statements before, `changed` whether the store has a new
    version. `trouble` is empty if it was done.
    """

    existed: bool
    changed: bool
    trouble: str
    message: str


def change_store(change: Change) -> tuple[bool, bool]:
    """Whether the graph had statements before the change, and whether it changed anything; it is now done.

    Raises QueryError where it is not.
    """
    folder = Path(change["folder"])
    graph = engine.NamedNode(change["graph"]) if change["graph"] else engine.DefaultGraph()
    current = read_current(folder)
    with draft_version(folder, number=next_number(current)) as draft:
        before = engine.Store.read_only(str(current.asserted))
        existed = any(True for _ in before.quads_for_pattern(None, None, None, graph))
        before.backup(str(draft.asserted))
        after = engine.Store(str(draft.asserted))
        touched = _change(after, change, graph)
        if change["is_validated"]:
            _validate(after, draft.folder / "graph.nq")
        difference = compare(before, after, touched, draft.folder)
        is_same = set(before.named_graphs()) == set(after.named_graphs())
        if not difference.added and not difference.removed and is_same:
            return existed, False
        after.flush()
        if len(difference.added) + len(difference.removed) > current.triples // 4 + MANY_CHANGES:
            triples = unite(after, draft.united)
        else:
            engine.Store.read_only(str(current.united)).backup(str(draft.united))
            united = engine.Store(str(draft.united))
            triples = current.triples + follow(united, after, difference)
            united.flush()
            del united
        del before, after
        publish(Version(draft.folder, triples))
    return existed, True


MANY_CHANGES: Final = 10_000
"""Changed statements beyond which, with a quarter of all, the union is made anew: that is faster than to follow."""


def _change(store: engine.Store, change: Change, graph: GraphName) -> tuple[GraphName, ...] | None:
    """Do it. The graphs beside which none was touched, None where it can have been any."""
    if change["verb"] == "update":
        _update(store, change["text"])
        return find_touched(change["text"], QUERY_PREFIXES)
    if change["verb"] != "post":
        store.clear_graph(graph)
    if change["verb"] == "delete" and isinstance(graph, engine.NamedNode):
        store.remove_graph(graph)
    if change["verb"] != "delete":
        _load(store, change, graph)
    return (graph,)


def _update(store: engine.Store, text: str) -> None:
    check_update(text, prefixes=QUERY_PREFIXES)
    try:
        store.update(text, prefixes=_PREFIXES)
    except SyntaxError as error:
        raise Unanswered(Trouble.SYNTAX, _reason(text, error)) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise Unanswered(Trouble.SYNTAX, f"the update cannot be done: {' '.join(str(error).split())}") from error


def _reason(text: str, error: SyntaxError) -> str:
    if re.match(r"error at \d+:\d+", error.msg):
        return " ".join(error.msg.split())
    return explain_error(text, error.msg, source="update").message


def _load(store: engine.Store, change: Change, graph: GraphName) -> None:
    rdf_format = _FORMATS[change["media_type"]]
    base = change["graph"] or None
    try:
        store.load(input=change["text"], format=rdf_format, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        raise Unanswered(Trouble.SYNTAX, f"the body is no {change['media_type']}: {error.msg}") from error


def _validate(store: engine.Store, file: Path) -> None:
    """Raise Unanswered where the graph would break the shapes."""
    store.dump(str(file), format=engine.RdfFormat.N_QUADS)
    command = [sys.executable, "-P", "-c", "from cetgraph.cli import run; run()", "check", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    file.unlink()
    if checked.returncode:
        told = (checked.stdout + checked.stderr).replace(str(file), "the graph").strip()
        raise Unanswered(Trouble.CONFLICT, f"the graph would break the shapes, and nothing was changed: {told}")


def main() -> None:
    """Do the change that comes in, and say what came of it."""
    change: Change = json.load(sys.stdin)
    end_with_parent(change["parent"])
    leave_network()
    widen_stack()
    if not change["is_validated"]:
        most = taken_memory() + ENGINE_MEMORY + change["memory"]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    outcome = Outcome(existed=False, changed=False, trouble="", message="")
    try:
        outcome["existed"], outcome["changed"] = change_store(change)
    except QueryError as error:
        outcome["trouble"], outcome["message"] = str(trouble_of(error).trouble), str(error)
    except (CetgraphError, OSError) as error:
        outcome["trouble"], outcome["message"] = str(Trouble.BUSY), str(error)
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
