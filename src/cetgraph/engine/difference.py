"""What a change did to a store, and the same done to the store that is read.

The engine does not tell what an update changed. So the graphs that it can have touched are written out before and
after, which costs what they hold, and their lines are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

import pyoxigraph as engine

from cetgraph.graph.sparql_tokens import Token, TokenKind, read_tokens

GraphName: TypeAlias = engine.NamedNode | engine.BlankNode | engine.DefaultGraph

_DEFAULT: Final = engine.DefaultGraph()

MANY: Final = 10_000
"""Statements from which on they are written to the disk in bulk, and not held in one transaction."""

_ANY_GRAPH: Final = frozenset({"ALL", "NAMED", "BASE"})
"""Words after which an update may change graphs that its text does not name in full."""


_NAMING: Final = frozenset({TokenKind.IRI, TokenKind.NAME})


@dataclass(frozen=True, slots=True)
class Difference:
    """Statements that are there only after the change, and those that were only before."""

    added: tuple[engine.Quad, ...]
    removed: tuple[engine.Quad, ...]


def find_touched(update: str, prefixes: Mapping[str, str]) -> tuple[GraphName, ...] | None:
    """The default graph, and all IRIs in the update: it can have changed no other graph. None where it can have.

    `prefixes` are those that it need not declare.

    >>> [str(graph) for graph in find_touched("INSERT DATA { GRAPH x:g { <urn:s> a 1 } }", {"x": "urn:x:"}) or ()]
    ['DEFAULT', '<urn:x:g>', '<urn:s>']
    >>> find_touched("DELETE WHERE { GRAPH ?g { <urn:s> ?p ?o } }", {}) is None
    True
    """
    known = dict(prefixes)
    iris: dict[str, None] = {}
    before: list[Token] = []
    for token in read_tokens(update, source="update"):
        previous = before[-1] if before else None
        if token.keyword in _ANY_GRAPH or (token.kind in _NAMING and "\\" in token.text):
            return None
        if token.kind is TokenKind.VARIABLE and previous is not None and previous.keyword == "GRAPH":
            return None
        if token.kind is TokenKind.IRI:
            iri = token.text[1:-1]
            if len(before) > 1 and before[-2].keyword == "PREFIX":
                known[before[-1].text.removesuffix(":")] = iri
            iris[iri] = None
        elif token.kind is TokenKind.NAME and not token.text.startswith("_:"):
            prefix, _, local = token.text.partition(":")
            iris[known.get(prefix, "") + local] = None
        before = [*before[-1:], token]
    return (_DEFAULT, *_names(iris))


def _names(iris: Iterable[str]) -> Iterator[engine.NamedNode]:
    """Those that are IRIs: in `?a<?b&&?c>?d` what looks like one is none."""
    for iri in iris:
        with suppress(ValueError):
            yield engine.NamedNode(iri)


def compare(before: engine.Store, after: engine.Store, graphs: Sequence[GraphName] | None, work: Path) -> Difference:
    """How the graphs, or all, differ. `work` is a folder for files that are needed meanwhile."""
    named = {_DEFAULT, *before.named_graphs(), *after.named_graphs()}
    added: list[engine.Quad] = []
    removed: list[engine.Quad] = []
    for graph in (None,) if graphs is None else [graph for graph in graphs if graph in named]:
        old, new = work / "before", work / "after"
        _write(before, old, graph)
        _write(after, new, graph)
        with old.open("rb") as old_lines, new.open("rb") as new_lines:
            gone, come = only_in(old_lines, new_lines)
        removed += _read(gone, graph)
        added += _read(come, graph)
        old.unlink()
        new.unlink()
    return Difference(tuple(added), tuple(removed))


def follow(united: engine.Store, asserted: engine.Store, difference: Difference) -> int:
    """Bring the store that is read to what has been asserted since. How many different triples it has more."""
    grown = 0
    for quad in difference.removed:
        if quad.graph_name != _DEFAULT:
            united.remove(quad)
    for triple in dict.fromkeys(quad.triple for quad in difference.removed):
        if not any(True for _ in asserted.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)):
            united.remove(_in_default(triple))
            grown -= 1
    fresh = dict.fromkeys(_in_default(quad.triple) for quad in difference.added)
    fresh = dict.fromkeys(quad for quad in fresh if quad not in united)
    grown += len(fresh)
    quads = [*(quad for quad in difference.added if quad.graph_name != _DEFAULT), *fresh]
    if len(quads) < MANY:
        united.extend(quads)
    else:
        united.bulk_extend(quads)
    _name_graphs(united, asserted)
    return grown


def only_in(first: BinaryIO, second: BinaryIO) -> tuple[list[bytes], list[bytes]]:
    r"""The lines that only one of the two has, each line being there once.

    Held in memory are those only, as both have their lines in nearly the same order.

    >>> from io import BytesIO
    >>> only_in(BytesIO(b"a\nb\nc\n"), BytesIO(b"a\nc\nd\ne\n"))
    ([b'b\n'], [b'd\n', b'e\n'])
    """
    left: dict[bytes, None] = {}
    right: dict[bytes, None] = {}
    for ours, theirs in zip_longest(first, second, fillvalue=b""):
        if ours == theirs:
            continue
        for line, same, other in ((ours, left, right), (theirs, right, left)):
            if line in other:
                del other[line]
            elif line:
                same[line] = None
    return list(left), list(right)


def _write(store: engine.Store, file: Path, graph: GraphName | None) -> None:
    if graph is None:
        store.dump(str(file), format=engine.RdfFormat.N_QUADS)
    else:
        store.dump(str(file), format=engine.RdfFormat.N_TRIPLES, from_graph=graph)


def _read(lines: Sequence[bytes], graph: GraphName | None) -> list[engine.Quad]:
    found = engine.parse(input=b"".join(lines), format=engine.RdfFormat.N_QUADS)
    quads = [quad for quad in found if isinstance(quad, engine.Quad)]
    return quads if graph is None else [engine.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def _in_default(triple: engine.Triple) -> engine.Quad:
    return engine.Quad(triple.subject, triple.predicate, triple.object)


def _name_graphs(united: engine.Store, asserted: engine.Store) -> None:
    """Let the one have the named graphs of the other, those without a statement included."""
    wanted, there = set(asserted.named_graphs()), set(united.named_graphs())
    for graph in wanted - there:
        united.add_graph(graph)
    for graph in there - wanted:
        united.remove_graph(graph)
