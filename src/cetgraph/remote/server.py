"""What the store's server says when it is asked: answers, which graphs are ours, and whether they have changed.

`cetgraph load` leaves a directory on the server, a small graph that names the graphs which it wrote, the one that holds
their union, and their version. Where there is none, all of the server's graphs are ours, as its default graph has them.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from cetgraph.engine.link import Settings
from cetgraph.engine.messages import Trouble, Unanswered
from cetgraph.errors import CetgraphError, QueryError
from cetgraph.graph.sparql import explain_error
from cetgraph.graph.sparql_tokens import read_tokens
from cetgraph.graph.store import Rows, Truth
from cetgraph.graph.terms import BlankNode, Iri, Triple
from cetgraph.remote.address import PASSWORD, PREFIX, TOKEN, USER
from cetgraph.remote.answers import ASKED_TRIPLES, TABLE, read_answer
from cetgraph.remote.client import Client, Reply, Request, stays
from cetgraph.remote.dataset import Dataset, Fields, ReadyQuery, dataset_fields, graph_alone, limit_of, make_ready

DIRECTORY: Final = "urn:cetgraph:directory"
UNION: Final = "urn:cetgraph:union"
HAS_PART: Final = "http://purl.org/dc/terms/hasPart"
VERSION: Final = "http://purl.org/dc/terms/identifier"
MODIFIED: Final = "http://purl.org/dc/terms/modified"

WITHOUT_NAME: Final = "urn:cetgraph:default"
"""The graph that takes the statements of files which keep no graphs apart."""

FORM: Final = "application/x-www-form-urlencoded"

PAGE: Final = 10_000
"""Rows that are asked for at once. Virtuoso allows as many in its usual settings; a server that gives fewer is found
out at the start."""

_OF_THE_SERVER: Final = ("http://www.openlinksw.com/", "http://www.w3.org/2002/07/owl#", "urn:cetgraph:")
"""How graphs are named that Virtuoso brings along, and those that `load` keeps beside ours."""

MOST_RAW: Final = 4
"""How many times as large as our answer the server's may be, which is in JSON or N-Triples and spells IRIs in full."""

SHORT: Final = 5.0
"""Seconds within which a server that works says that it does."""

_OVERDUE: Final = ("S1T00", "S1TAT", "exceeds the limit", "timed out", "timeout")
"""Words of servers that stopped a query after their own time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the server holds of ours. `modified` is the day on which it last changed, empty where nobody says."""

    dataset: Dataset
    version: str
    triples: int
    modified: str


class RemoteServer:
    """The server of a store, and what it holds as we last looked.

    `most_rows` are those that it gives of an answer, None where it has shown no such limit; `cuts_silently` tells that
    it makes graphs of the first solutions only, beyond it. Raises CetgraphError where the server cannot be used.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self.client = client
        self.settings = settings
        self.most_rows: int | None = None
        self.cuts_silently = False
        self._numbers = itertools.count()
        self._is_closed = threading.Event()
        try:
            self._greet()
            self.holdings = self._read()
            self._measure()
            self._mark = self._look()
        except QueryError as error:
            raise CetgraphError(error.message, place=f"{PREFIX}{client.address}", remedy=error.remedy) from error

    def watch(self, seconds: float, on_change: Callable[[], None]) -> None:
        """Look every so many seconds whether the graph has changed, and call `on_change` when it has."""
        threading.Thread(target=self._watch, args=(seconds, on_change), daemon=True).start()

    def close(self) -> None:
        """Watch no more, and let go of the connections."""
        self._is_closed.set()
        self.client.close()

    @property
    def page(self) -> int:
        """Rows that are asked for at once."""
        return min(PAGE, self.most_rows or PAGE)

    def answer(self, query: str, *, dataset: Dataset | None = None) -> Rows | Truth:
        """The answer to a query of our own about all that we hold there, a SELECT whole however long it is, or an ASK.

        Raises Unanswered. One that may have more rows than a page has an order.
        """
        if make_ready(query).form == "ASK":
            return self._ask(query, dataset)
        pages = list(self.pages(query, dataset=dataset))
        return Rows(pages[0].variables, tuple(row for page in pages for row in page.rows))

    def pages(self, query: str, *, dataset: Dataset | None = None) -> Iterator[Rows]:
        """The rows of such a SELECT, page by page: a server gives no more at once. There is always a first one."""
        ready = make_ready(query)
        start = next((token.start for token in read_tokens(query) if token.keyword == ready.form), 0)
        prologue, body = query[:start], query[start:]
        page = self.page
        found = self._table(query if limit_of(query) is not None else f"{query} LIMIT {page}", dataset)
        yield found
        for offset in itertools.count(page, page):
            if len(found.rows) < page:
                return
            # The order stands within: Virtuoso sorts no more than 10,000 rows for an OFFSET beside it.
            found = self._table(f"{prologue}SELECT * {{ {{ {body} }} }} LIMIT {page} OFFSET {offset}", dataset)
            yield found

    def read_graph(self, graph: str) -> Iterator[Triple]:
        """The triples of one of the server's graphs, in their order there."""
        for page in self.pages("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o", dataset=graph_alone(graph)):
            for subject, predicate, value in page.rows:
                if isinstance(subject, Iri | BlankNode) and isinstance(predicate, Iri) and value is not None:
                    yield Triple(subject, predicate, value)

    def send(self, ready: ReadyQuery, fields: Fields, *, is_gone: Callable[[], bool] = stays) -> Reply:
        """The reply to a query. Raises Unanswered for every reply that is no whole answer."""
        return self._send(ready, fields, is_gone=is_gone, seconds=self.settings.seconds)

    def is_healthy(self) -> bool:
        """Whether the server answers the smallest query."""
        try:
            ready = make_ready("ASK {}")
            self._send(ready, (), is_gone=stays, seconds=min(SHORT, self.settings.seconds)).body.close()
        except Unanswered:
            return False
        return True

    def _send(self, ready: ReadyQuery, fields: Fields, *, is_gone: Callable[[], bool], seconds: float) -> Reply:
        request = Request(
            method="POST",
            target=self.client.address.target,
            body=urlencode([("query", ready.text), *fields]).encode(),
            media_type=FORM,
            accept=TABLE if ready.is_table else ASKED_TRIPLES,
        )
        reply = self.client.send(request, seconds=seconds, most=MOST_RAW * self.settings.octets, is_gone=is_gone)
        if reply.status != 200 or "x-sql-state" in reply.headers:
            with reply.body:
                raise _complaint(reply, ready.words)
        if reply.headers.get("server", "").startswith("Virtuoso"):
            self.cuts_silently = True
        most = reply.headers.get("x-sparql-maxrows", "")  # Virtuoso's word that there may have been more rows
        if most.isdecimal() and int(most):
            self.most_rows = int(most)
        return reply

    def _ask(self, query: str, dataset: Dataset | None) -> Rows | Truth:
        ready = make_ready(query)
        reply = self.send(ready, dataset_fields(ready, dataset or self.holdings.dataset))
        return read_answer(reply, is_ask=ready.form == "ASK", page=next(self._numbers))

    def _table(self, query: str, dataset: Dataset | None) -> Rows:
        found = self._ask(query, dataset)
        if not isinstance(found, Rows):
            raise QueryError("only SELECT gives rows")
        return found

    def _greet(self) -> None:
        """Raise Unanswered where there is no SPARQL server, or not for us."""
        try:
            self._ask("SELECT (1 AS ?one) {}", SERVERS_OWN)
        except Unanswered as error:
            if error.trouble is Trouble.UPSTREAM and error.remedy is None:
                raise Unanswered(
                    error.trouble, error.message, remedy="is this the address of a SPARQL endpoint?"
                ) from error
            raise

    def _measure(self) -> None:
        """Find out whether the server gives fewer rows than a page, which it does not always tell."""
        found = self._table(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {PAGE + 1}", None)
        if 0 < len(found.rows) < min(PAGE + 1, self.holdings.triples):
            self.most_rows = len(found.rows)

    def _look(self) -> str:
        """What changes with the data: the directory's words on itself, and how many triples there are."""
        told = sorted(str(row) for row in self._rows(_ABOUT).rows)
        return _digest([*told, str(self._count())])

    def _read(self) -> Holdings:
        about = {row[0].value: row[1].value for row in self._rows(_ABOUT).rows if row[0] and row[1]}
        parts = self._rows(_PARTS) if about else self._rows(_GRAPHS)
        graphs = sorted(row[0].value for row in parts.rows if isinstance(row[0], Iri))
        if not about:
            graphs = [graph for graph in graphs if not graph.startswith(_OF_THE_SERVER)]
        dataset = Dataset(union=about.get(UNION), graphs=tuple(graphs), is_open=True)
        if dataset.union is not None:
            reached = self._ask("ASK { GRAPH ?graph { ?s ?p ?o } }", dataset)
            dataset = Dataset(union=dataset.union, graphs=dataset.graphs, is_open=reached == Truth(value=True))
        self.holdings = Holdings(dataset=dataset, version="", triples=0, modified=about.get(MODIFIED, "")[:10])
        triples = self._count()
        told = [f"{name} {value}" for name, value in sorted(about.items()) if name != UNION]
        version = _digest([*told, *graphs, str(triples)])
        return Holdings(dataset=dataset, version=version, triples=triples, modified=self.holdings.modified)

    def _rows(self, query: str) -> Rows:
        """The answer to a SELECT about the server's own dataset."""
        found = self.answer(query, dataset=SERVERS_OWN)
        return found if isinstance(found, Rows) else Rows((), ())

    def _count(self) -> int:
        """How many triples the default graph has."""
        found = self._table("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", None)
        count = found.rows[0][0] if found.rows else None
        if count is None or not count.value.isdecimal():
            raise Unanswered(Trouble.UPSTREAM, "the server that keeps the graph cannot count its triples")
        return int(count.value)

    def _watch(self, seconds: float, on_change: Callable[[], None]) -> None:
        while not self._is_closed.wait(seconds):
            try:
                self._renew(on_change)
            except CetgraphError:
                continue  # the server does not answer now: what it last said holds, and /healthz tells

    def _renew(self, on_change: Callable[[], None]) -> None:
        mark = self._look()
        if mark != self._mark:
            self.holdings = self._read()
            on_change()
            self._mark = self._look()


SERVERS_OWN: Final = Dataset(union=None, graphs=(), is_open=True)
"""The server's own dataset, whatever that is."""

_ABOUT: Final = (
    f"SELECT ?name ?value {{ GRAPH <{DIRECTORY}> {{ <{DIRECTORY}> ?name ?value FILTER(?name != <{HAS_PART}>) }} }}"
)
_PARTS: Final = f"SELECT ?graph {{ GRAPH <{DIRECTORY}> {{ <{DIRECTORY}> <{HAS_PART}> ?graph }} }} ORDER BY ?graph"
_GRAPHS: Final = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"


def _complaint(reply: Reply, query: str) -> Unanswered:
    """Why the reply is no answer. The server's own words are shown where they speak of the query."""
    words, status = reply.words(), reply.status
    if (
        "x-sql-state" in reply.headers
        or status in {408, 504}
        or (status >= 500 and any(sign in words for sign in _OVERDUE))
    ):
        return Unanswered(
            Trouble.TIME,
            "the server that keeps the graph stopped the query after its own time",
            remedy="ask for less, or download the graph and ask it on your own machine",
        )
    if status in {401, 403}:
        return Unanswered(
            Trouble.UPSTREAM,
            f"the server that keeps the graph refuses this site ({status})",
            remedy=f"whoever runs this site sets {USER} and {PASSWORD}, or {TOKEN}",
        )
    if status in {429, 503}:
        return Unanswered(Trouble.BUSY, "the server that keeps the graph is busy", remedy="try again in a while")
    if status == 400:
        explained = explain_error(query, f"the server that keeps the graph says: {words}")
        return Unanswered(Trouble.SYNTAX, explained.message, place=explained.place)
    if words.startswith("Virtuoso "):
        return Unanswered(Trouble.UPSTREAM, f"the server that keeps the graph cannot answer this query: {words}")
    return Unanswered(Trouble.UPSTREAM, f"the server that keeps the graph answers {status} and no result")


def _digest(words: list[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
