"""The statements that the kept questions are about, brought here, so that our own engine answers them.

A question is a page of SPARQL that servers of other makes read differently: Virtuoso 7.2 cannot compile some of ours,
and gives wrong rows for others without a word. What a query of a user's own gives is the server's business; what our
questions give is ours. Of a graph that is too large to be brought here, the server is asked all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

from cetgraph.engine.messages import Trouble, Unanswered
from cetgraph.graph.sparql_tokens import TokenKind, read_tokens
from cetgraph.graph.store import Rows, write_ntriples
from cetgraph.graph.terms import QUERY_PREFIXES, Iri
from cetgraph.remote.server import RemoteServer
from cetgraph.remote.store import RemoteStore

MOST_COPIED: Final = 1_000_000
"""Statements that are brought here; they take some 340 MB."""

_PIECE: Final = 10_000

_TYPE: Final = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def named_in(queries: Iterable[str]) -> tuple[Iri, ...]:
    """All that the queries name by IRI, sorted: their predicates among them.

    >>> [iri.value.rpartition("/")[2] for iri in named_in(["SELECT ?x { ?x a cet:Meeting }"])]
    ['22-rdf-syntax-ns#type', 'ontology#Meeting']
    """
    found = {_TYPE}
    for query in queries:
        prefixes = dict(QUERY_PREFIXES)
        before = ["", ""]
        for token in read_tokens(query):
            if token.kind is TokenKind.IRI:
                if before[0] == "PREFIX":
                    prefixes[before[1].removesuffix(":")] = token.text[1:-1]
                else:
                    found.add(Iri(token.text[1:-1]))
            elif token.kind is TokenKind.NAME and before[1] != "PREFIX":
                prefix, _, local = token.text.partition(":")
                found.add(Iri(prefixes[prefix] + local))
            before = [before[1], token.keyword or token.text]
    return tuple(sorted(found))


def count_statements_of(server: RemoteServer, predicates: Iterable[Iri]) -> int:
    """How many statements have these predicates."""
    named = ", ".join(f"<{predicate.value}>" for predicate in predicates)
    found = server.answer(f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?p IN ({named})) }}")
    count = found.rows[0][0] if isinstance(found, Rows) and found.rows else None
    if count is None or not count.value.isdecimal():
        raise Unanswered(Trouble.UPSTREAM, "the server that keeps the graph cannot count its triples")
    return int(count.value)


def copy_statements(server: RemoteServer, predicates: Iterable[Iri], file: Path) -> None:
    """Write the statements with these predicates to the file, in N-Triples. What it held before stays until then."""
    store = RemoteStore(server)
    unfinished = file.with_suffix(".new")
    with unfinished.open("wb") as stream:
        stream.write(b"# The statements that questions are about.\n")
        for predicate in predicates:
            triples = iter(store.match(None, predicate))
            while piece := tuple(islice(triples, _PIECE)):
                stream.write(write_ntriples(piece))
    unfinished.replace(file)
