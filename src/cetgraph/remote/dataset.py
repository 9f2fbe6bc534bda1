"""A query made ready for a server: our prefixes, and the dataset that it is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cetgraph.graph.sparql_tokens import Token, TokenKind, read_tokens
from cetgraph.graph.terms import QUERY_PREFIXES

_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

Fields = Sequence[tuple[str, str]]
"""The names and values of a request's form, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What queries are asked about that name nothing themselves.

    `union` is the graph that holds all others; None where the server's own default graph has to do. `graphs` are the
    named ones. `is_open` says that the server lets a query reach these without their being listed.
    """

    union: str | None
    graphs: tuple[str, ...]
    is_open: bool


def graph_alone(graph: str) -> Dataset:
    """The dataset whose default graph is that one."""
    return Dataset(union=graph, graphs=(), is_open=True)


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A query as it is asked (`words`) and as it is sent (`text`), its form in capitals, and what it says of graphs."""

    words: str
    text: str
    form: str
    has_from: bool
    has_graph: bool

    @property
    def is_table(self) -> bool:
        """Whether its answer is a table or a truth, and no graph."""
        return self.form in {"SELECT", "ASK"}


def make_ready(query: str) -> ReadyQuery:
    """The query with those of our prefixes that it uses and does not declare, on its first line.

    >>> make_ready("ASK { ?x a cet:Meeting }").text
    'PREFIX cet: <https://w3id.org/cetgraph/ontology#> ASK { ?x a cet:Meeting }'
    """
    tokens = list(read_tokens(query))
    keywords = [token.keyword for token in tokens]
    declared = {token.text.removesuffix(":") for token in _after(tokens, "PREFIX")}
    used = {token.text.partition(":")[0] for token in tokens if token.kind is TokenKind.NAME}
    missing = sorted(name for name in used - declared if name in QUERY_PREFIXES)
    return ReadyQuery(
        words=query,
        text="".join(f"PREFIX {name}: <{QUERY_PREFIXES[name]}> " for name in missing) + query,
        form=next((keyword for keyword in keywords if keyword in _FORMS), ""),
        has_from="FROM" in keywords,
        has_graph="GRAPH" in keywords,
    )


def dataset_fields(
    ready: ReadyQuery,
    dataset: Dataset,
    *,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> Fields:
    """The fields that name the dataset: that of the request, or else of the query's FROM, or else all that there is."""
    if default_graphs is not None or named_graphs is not None:
        named = [("default-graph-uri", iri) for iri in default_graphs or ()]
        return [*named, *(("named-graph-uri", iri) for iri in named_graphs or ())]
    if dataset.union is None or ready.has_from:
        return []
    listed = dataset.graphs if ready.has_graph and not dataset.is_open else ()
    return [("default-graph-uri", dataset.union), *(("named-graph-uri", iri) for iri in listed)]


def list_solutions(ready: ReadyQuery) -> str:
    """The query that has a row for each solution that a CONSTRUCT makes its triples from.

    >>> list_solutions(make_ready("CONSTRUCT { ?s a ?o } FROM <urn:g> WHERE { ?s ?p ?o } LIMIT 9"))
    'SELECT (1 AS ?one) FROM <urn:g> WHERE { { SELECT * WHERE { ?s ?p ?o } LIMIT 9 } }'
    """
    text = ready.text
    tokens = list(read_tokens(text))
    start = next(number for number, token in enumerate(tokens) if token.keyword == "CONSTRUCT")
    after = start + 1
    if tokens[after].text == "{":
        after = _closing(tokens, after) + 1
    rest = after
    while rest < len(tokens) and tokens[rest].keyword in {"FROM", "NAMED"} | ({""} if rest > after else set()):
        if tokens[rest].text == "{":
            break
        rest += 1
    prologue = text[: tokens[start].start]
    named = text[tokens[after].start : tokens[rest].start] if rest > after else ""
    return f"{prologue}SELECT (1 AS ?one) {named}WHERE {{ {{ SELECT * {text[tokens[rest].start :]} }} }}"


def limit_of(query: str) -> int | None:
    """The number behind the query's own LIMIT; None where it has none.

    >>> limit_of("SELECT * { { SELECT ?x { ?x ?y ?z } LIMIT 3 } }"), limit_of("SELECT * { ?x ?y ?z } LIMIT 3")
    (None, 3)
    """
    depth = 0
    found: int | None = None
    previous = ""
    for token in read_tokens(query):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if not depth and previous == "LIMIT" and token.kind is TokenKind.NUMBER and token.text.isdigit():
            found = int(token.text)
        previous = token.keyword
    return found


def _after(tokens: Sequence[Token], keyword: str) -> Iterator[Token]:
    return (token for before, token in pairwise(tokens) if before.keyword == keyword)


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Where the bracket that opens there is closed; the last token where it never is."""
    depth = 0
    for number in range(opening, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[number].text, 0)
        if not depth:
            return number
    return len(tokens) - 1
