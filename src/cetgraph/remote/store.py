"""What pages look up in a remote graph: kept for a while, and fetched for many things at once."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from cetgraph.graph.sparql import check_query
from cetgraph.graph.sparql_values import to_sparql, write_values
from cetgraph.graph.store import AT_ONCE, Answer, Store
from cetgraph.graph.terms import QUERY_PREFIXES, BlankNode, Iri, Literal, Term, Triple
from cetgraph.remote.server import RemoteServer

MOST_KEPT: Final = 250_000
"""Triples that are kept, some 160 MB; what was not asked for longest goes first."""

_NOT_IN_IRIS: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\\x7f]")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Pattern: TypeAlias = tuple[Iri | None, Iri | None, Term | None]


class RemoteStore(Store):
    """The graph that the server holds now, to be read; for a later one there is another store."""

    def __init__(self, server: RemoteServer) -> None:
        self._server = server
        self._dataset = server.holdings.dataset
        self._kept = _KeptTriples(MOST_KEPT)

    def query(self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, source: str = "query") -> Answer:
        """The answer to a SELECT or ASK; see `Store.query`. The values are written into the query."""
        check_query(sparql, prefixes=QUERY_PREFIXES, source=source)
        text = write_values(sparql, substitutions or {}, source=source)
        return self._server.answer(text, dataset=self._dataset)

    def match(
        self, subject: Term | None = None, predicate: Iri | None = None, value: Term | None = None
    ) -> Iterable[Triple]:
        """The triples, each once, that have these parts; None fits any. In no order."""
        if not (_can_be_asked(subject) and _can_be_asked(predicate) and _can_be_asked(value)):
            return ()
        match subject, value:
            case Iri(), _:
                found: Iterable[Triple] = self._of_subjects([subject])[subject]
            case None, None if predicate is None:
                return self._all()
            case None, None:
                found = self._look_up((None, predicate, None))
            case None, _:
                found = self._kept.find((None, None, value)) or self._look_up((None, predicate, value))
            case _:
                return ()
        return [
            triple
            for triple in found
            if predicate in {None, triple.predicate} and (value is None or triple.object == value)
        ]

    def warm(self, things: Iterable[Iri], *ways: Iri | None) -> None:
        """Have what is said of the things at hand, in one round trip for each few hundred; see `Store.warm`."""
        here = [thing for thing in dict.fromkeys(things) if _can_be_asked(thing)]
        found = self._of_subjects(here)
        for way in ways:
            triples = [triple for thing in here for triple in found[thing] if way in {None, triple.predicate}]
            here = [
                value
                for value in dict.fromkeys(triple.object for triple in triples)
                if isinstance(value, Iri) and _can_be_asked(value)
            ]
            found = self._of_subjects(here)

    def _of_subjects(self, things: Sequence[Iri]) -> Mapping[Iri, tuple[Triple, ...]]:
        """What is said of each of the things."""
        known = {thing: found for thing in things if (found := self._kept.find((thing, None, None))) is not None}
        missing = [thing for thing in things if thing not in known]
        for start in range(0, len(missing), AT_ONCE):
            for thing, triples in self._fetch(missing[start : start + AT_ONCE]).items():
                known[thing] = triples
                self._kept.keep((thing, None, None), triples)
        return known

    def _fetch(self, things: Sequence[Iri]) -> dict[Iri, tuple[Triple, ...]]:
        found: defaultdict[Iri, list[Triple]] = defaultdict(list)
        named = " ".join(to_sparql(thing) for thing in things)
        query = f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?s {{ {named} }} ?s ?p ?o }} ORDER BY ?s ?p ?o"
        for triple in self._triples(query, (None, None, None)):
            if isinstance(triple.subject, Iri):
                found[triple.subject].append(triple)
        return {thing: tuple(found[thing]) for thing in things}

    def _look_up(self, pattern: Pattern) -> tuple[Triple, ...]:
        found = self._kept.find(pattern)
        if found is None:
            found = tuple(self._triples(_write(pattern), pattern))
            self._kept.keep(pattern, found)
        return found

    def _all(self) -> Iterator[Triple]:
        return self._triples(_write((None, None, None)), (None, None, None))

    def _triples(self, query: str, pattern: Pattern) -> Iterator[Triple]:
        """The triples whose parts are those of the pattern, or in the order of the columns."""
        for page in self._server.pages(query, dataset=self._dataset):
            for row in page.rows:
                values = iter(row)
                subject, predicate, value = (part or next(values) for part in pattern)
                if isinstance(subject, Iri | BlankNode) and isinstance(predicate, Iri) and value is not None:
                    yield Triple(subject, predicate, value)


def _write(pattern: Pattern) -> str:
    """The query for the parts of the triples that the pattern leaves open.

    >>> _write((None, Iri("urn:p"), None))
    'SELECT DISTINCT ?s ?o { ?s <urn:p> ?o } ORDER BY ?s ?o'
    """
    open_parts = " ".join(name for name, part in zip(("?s", "?p", "?o"), pattern, strict=True) if part is None)
    written = " ".join(
        name if part is None else to_sparql(part) for name, part in zip(("?s", "?p", "?o"), pattern, strict=True)
    )
    return f"SELECT DISTINCT {open_parts} {{ {written} }} ORDER BY {open_parts}"


def _can_be_asked(term: Term | None) -> bool:
    """Whether a query can spell the term: no blank node, whose label means nothing to the server, and no broken IRI."""
    match term:
        case Iri(value):
            return not _NOT_IN_IRIS.search(value) and _ABSOLUTE.match(value) is not None
        case Literal(_, datatype, _):
            return not _NOT_IN_IRIS.search(datatype)
        case BlankNode():
            return False
        case None:
            return True


class _KeptTriples:
    """Triples by the pattern that they answer, up to a number of them in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[Pattern, tuple[Triple, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, pattern: Pattern) -> tuple[Triple, ...] | None:
        """The triples, or None where they are not kept."""
        with self._lock:
            found = self._answers.get(pattern)
            if found is not None:
                self._answers.move_to_end(pattern)
            return found

    def keep(self, pattern: Pattern, triples: tuple[Triple, ...]) -> None:
        """Keep the triples, unless they alone would push out much of the rest."""
        if len(triples) > self._most // 4:
            return
        with self._lock:
            if pattern in self._answers:
                return
            self._answers[pattern] = triples
            self._size += 1 + len(triples)
            while self._size > self._most:
                _, dropped = self._answers.popitem(last=False)
                self._size -= 1 + len(dropped)
