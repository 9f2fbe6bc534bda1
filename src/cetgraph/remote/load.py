"""Graphs written to the store's server by the Graph Store HTTP Protocol, one named graph at a time, in pieces.

Each graph is replaced whole, so that the same once more changes nothing. Then the union of all is written into a graph
of its own, which is not the one that a running site asks; the directory, written last, leads to it. So sites see all
of a load at once, and a load that ends early is not seen; the next one does it again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final
from urllib.parse import urlencode

from cetgraph.errors import CetgraphError
from cetgraph.graph.store import Rows, write_ntriples
from cetgraph.graph.terms import BlankNode, Iri, Literal, Quad, Triple
from cetgraph.remote.answers import TRIPLES
from cetgraph.remote.client import Client, Request
from cetgraph.remote.dataset import graph_alone
from cetgraph.remote.server import (
    DIRECTORY,
    HAS_PART,
    MODIFIED,
    SERVERS_OWN,
    UNION,
    VERSION,
    WITHOUT_NAME,
    RemoteServer,
)

PIECE: Final = 5_000
"""Triples that are sent at once: a megabyte or two."""

MOST_WITH_BLANK_NODES: Final = 50_000
"""Triples of a graph with blank nodes, which is sent at once."""

SECONDS: Final = 300.0
"""What the server may take for one piece."""

LONGEST_REPLY: Final = 2**20

_DATE: Final = "http://www.w3.org/2001/XMLSchema#date"


@dataclass(frozen=True, slots=True)
class Stored:
    """A graph that was stored: how many triples it has on the server, of how many that were sent."""

    graph: str
    triples: int
    sent: int


class Loading:
    """What is to be done to have the server hold the quads; with `replace` nothing else that was loaded before.

    `graphs` is the client for the address at which graphs are written. Raises CetgraphError where the server does not
    do as it is asked. `pieces` are the steps that there will be, as far as is known.
    """

    def __init__(self, server: RemoteServer, graphs: Client, quads: Iterable[Quad], *, replace: bool) -> None:
        self._server = server
        self._client = graphs
        self._fresh: defaultdict[str, list[Triple]] = defaultdict(list)
        for triple, graph in quads:
            self._fresh[graph.value if graph else WITHOUT_NAME].append(triple)
        known = _read_directory(server)
        self._stale = sorted(set(known) - set(self._fresh)) if replace else []
        self._others = {} if replace else {graph: known[graph] for graph in sorted(set(known) - set(self._fresh))}
        self.pieces = 1 + sum(1 + 2 * -(-len(triples) // PIECE) for triples in self._fresh.values())

    def steps(self) -> Iterator[Stored | None]:
        """Do it, piece by piece, and tell of each graph that is whole."""
        for graph, triples in sorted(self._fresh.items()):
            yield from self._write(graph, _pieces_of_graph(graph, triples))
            yield Stored(graph, self._count(graph), len(triples))
        union = self._next_union()
        others = (_pieces(self._server.read_graph(graph)) for graph in self._others)
        ours = (_pieces_of_graph(graph, triples) for graph, triples in sorted(self._fresh.items()))
        yield from self._write(union, chain.from_iterable(chain(ours, others)))
        there = self._count(union)
        distinct = len(frozenset(chain.from_iterable(self._fresh.values())))
        yield Stored(union, there, max(there, distinct) if self._others else distinct)
        for _ in self._write(DIRECTORY, [self._directory(union)]):
            pass
        for graph in self._stale:
            self._send("DELETE", graph, b"")

    def _write(self, graph: str, pieces: Iterable[Sequence[Triple]]) -> Iterator[Stored | None]:
        method = "PUT"
        for piece in pieces:
            self._send(method, graph, write_ntriples(piece))
            method = "POST"
            yield None

    def _send(self, method: str, graph: str, body: bytes) -> None:
        target = self._client.address.with_fields(urlencode({"graph": graph}))
        request = Request(method=method, target=target, body=body, media_type=TRIPLES if body else "")
        reply = self._client.send(request, seconds=SECONDS, most=LONGEST_REPLY)
        with reply.body:
            if reply.status in {200, 201, 202, 204} or (method == "DELETE" and reply.status == 404):
                return
            remedy = None
            if reply.status in {401, 403}:
                remedy = "set CETGRAPH_STORE_USER and CETGRAPH_STORE_PASSWORD, or CETGRAPH_STORE_TOKEN"
            elif reply.status in {404, 405, 501}:
                remedy = "name where it takes graphs by the Graph Store Protocol with --graph-store"
            raise CetgraphError(
                f"the server does not take the graph {graph}: {reply.status} {reply.words()}".rstrip(),
                place=str(self._client.address),
                remedy=remedy,
            )

    def _count(self, graph: str) -> int:
        found = self._server.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", dataset=graph_alone(graph))
        count = found.rows[0][0] if isinstance(found, Rows) and found.rows else None
        if count is None or not count.value.isdecimal():
            raise CetgraphError("the server cannot count its triples", place=str(self._server.client.address))
        return int(count.value)

    def _next_union(self) -> str:
        now = self._server.holdings.dataset.union
        return f"{UNION}:{2 if now == f'{UNION}:1' else 1}"

    def _directory(self, union: str) -> list[Triple]:
        digests = self._others | {graph: _digest(triples) for graph, triples in self._fresh.items()}
        version = hashlib.sha256("\n".join(f"{graph} {digests[graph]}" for graph in sorted(digests)).encode())
        here = Iri(DIRECTORY)
        return [
            Triple(here, Iri(VERSION), Literal(version.hexdigest()[:16])),
            Triple(here, Iri(MODIFIED), Literal(datetime.now(UTC).date().isoformat(), _DATE)),
            Triple(here, Iri(UNION), Iri(union)),
            *(Triple(here, Iri(HAS_PART), Iri(graph)) for graph in sorted(digests)),
            *(Triple(Iri(graph), Iri(VERSION), Literal(digest)) for graph, digest in sorted(digests.items())),
        ]


def _read_directory(server: RemoteServer) -> dict[str, str]:
    """The graphs that were loaded before, each with the digest of its triples."""
    query = (
        f"SELECT ?graph ?digest {{ GRAPH <{DIRECTORY}> {{ <{DIRECTORY}> <{HAS_PART}> ?graph . "
        f"?graph <{VERSION}> ?digest }} }} ORDER BY ?graph"
    )
    found = server.answer(query, dataset=SERVERS_OWN)
    rows = found.rows if isinstance(found, Rows) else ()
    return {graph.value: digest.value for graph, digest in rows if graph is not None and digest is not None}


def _pieces(triples: Iterable[Triple]) -> Iterator[Sequence[Triple]]:
    """The triples in pieces."""
    rest = iter(triples)
    while piece := tuple(islice(rest, PIECE)):
        yield piece


def _pieces_of_graph(graph: str, triples: Sequence[Triple]) -> Iterator[Sequence[Triple]]:
    """The triples of a graph in pieces; one with blank nodes in one piece, as their labels hold within one alone."""
    if not any(isinstance(term, BlankNode) for triple in triples for term in triple):
        yield from _pieces(triples)
    elif len(triples) <= MOST_WITH_BLANK_NODES:
        yield triples
    else:
        raise CetgraphError(
            f"the graph {graph} has blank nodes and more than {MOST_WITH_BLANK_NODES:,} triples",
            remedy="give its nodes IRIs, or divide it into several graphs",
        )


def _digest(triples: Sequence[Triple]) -> str:
    return hashlib.sha256(write_ntriples(triples)).hexdigest()[:16]
