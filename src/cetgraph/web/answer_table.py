"""The rows of an answer as a page shows them: cells in words, with where they lead, in groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from cetgraph.graph.namespaces import DEFAULT_BASE
from cetgraph.graph.questions import Question
from cetgraph.graph.store import Rows
from cetgraph.graph.terms import LANG_STRING, Iri, Literal, Term
from cetgraph.web.view import Reference, View, room_of
from cetgraph.web.wording import term

MOST_ROWS: Final = 300
"""Rows that a page shows; the CSV has all."""

MOST_NAMES: Final = 6
"""Parties or fields of one row that are named; of more, it tells how many."""

HEADINGS: Final[Mapping[str, str]] = {
    "quote": "In its words",
    "earlierQuote": "The earlier words",
    "laterQuote": "The later words",
    "beforeQuote": "The words before",
    "afterQuote": "The words since",
    "reportQuote": "The words that report it",
    "title": "Source",
    "reportTitle": "Reported in",
    "otherTitle": "Not in",
    "issued": "Date",
    "documentsInAll": "Documents in all",
    "documentsWith": "Documents with it",
    "documentsSilent": "Silent documents",
    "names": "Date named",
    "known": "Known again",
    "sameBodiesOn": "Its bodies act again",
    "soughtName": "Looked for",
    "parties": "Parties",
    "partners": "Foreign partners",
    "partnerCodes": "Who they are",
    "areas": "Fields",
    "area": "Field",
    "basis": "Basis",
    "how": "How",
    "months": "After months",
    "otherParty": "Of",
    "counterpartParty": "Of",
    "through": "Through",
    "name": "What",
    "ordinal": "Meeting number",
    "meetings": "Meetings in all",
}
"""Headings of columns whose names do not make one."""

PROGRESS: Final = frozenset({"progress", "standsNow", "earlierProgress", "laterProgress", "otherProgress"})
CODES: Final = frozenset({"parties", "partnerCodes", "party", "partner", "counterpartParty", "otherParty"})
AREAS: Final = frozenset({"areas"})
DOCUMENTS: Final = frozenset({"documentsSearched", "documentsSilent"})
TITLES: Final = frozenset({"title", "otherTitle", "reportTitle"})
WORDS: Final = frozenset(
    {"basis", "change", "event", "firmness", "how", "kind", "known", "outcome", "role", "stance", "state"}
)
"""Columns by what they hold: a progress, codes of parties, notations of areas, documents, a title, a word of ours."""

BEHIND: Final = frozenset(
    {
        "claim",
        "commitment",
        "document",
        "otherDocument",
        "meeting",
        "claimName",
        "end",
        "start",
        "earlier",
        "later",
        "documents",
    }
)
"""Columns that no reader needs to see: a quote or title leads to what they name."""

ASIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "quote": (
        "title", "stance", "basis", "verb", "bodies", "amounts", "dates", "parties", "areas", "initiativeName",
    ),
    "reportQuote": ("reportTitle",),
}  # fmt: skip
"""Columns that a quote has beneath it, in this order, so that a table fits on a page."""

TALLY: Final = "Commitments"
"""How the name of a column ends whose counts by progress stand in columns of their own beside it."""

TALLIED: Final = ("Exploring", "Announced", "UnderWay", "Completed")

_NAME: Final = "Name"
_QUOTE: Final = "Quote"
_SCHEMES: Final = f"{DEFAULT_BASE}scheme/"
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")
_DOCUMENT: Final = term("cet:SourceDocument")
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell: words, a date, a quote, a progress, a number, a source or a tally, as `kind` says.

    `date` stands beside a source. `asides` stand beneath a quote or a tally, each with its heading.
    """

    kind: str
    references: tuple[Reference, ...] = ()
    date: str = ""
    asides: tuple[tuple[str, Cell], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that belong together; `heading` is empty where nothing is grouped."""

    heading: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """An answer as shown. `total` counts rows not shown too.

    `sources` are the documents that the rows come from, the latest first, with their dates. `searched` are the lists
    of documents that rows say were searched; a cell leads to the list at `#searched-1` and so on.
    """

    headings: tuple[str, ...]
    groups: tuple[Group, ...]
    total: int
    shown: int
    sources: tuple[tuple[Reference, str], ...]
    searched: tuple[tuple[Cell, ...], ...]


def make_table(view: View, question: Question, answer: Rows, *, given: Iterable[str]) -> AnswerTable:
    """The answer as a page shows it: without the parameters that are given, and without columns that are empty."""
    return _Maker(view, question, answer, frozenset(given)).make()


def words_of(name: str) -> str:
    """The words that a name in code is made of.

    >>> words_of("documentsSearched")
    'Documents searched'
    """
    return _CAPITAL.sub(" ", name).capitalize()


class _Maker:
    """One answer while it is laid out."""

    def __init__(self, view: View, question: Question, answer: Rows, given: frozenset[str]) -> None:
        self._view = view
        self._answer = answer
        self._places = {name: place for place, name in enumerate(answer.variables)}
        known = given | {f"{name}{_NAME}" for name in given}
        self._grouped = tuple(name for name in question.group if name in self._places.keys() - known)
        hidden = known | BEHIND | {self._companion(name) for name in answer.variables}
        if "title" in self._places:
            hidden |= {"issued", "source"}
        filled = {name for row in answer.rows for name, value in zip(answer.variables, row, strict=True) if value}
        shown = filled - hidden - set(self._grouped)
        self._asides = {
            quote: tuple(name for name in names if name in shown) for quote, names in ASIDES.items() if quote in shown
        }
        tallied = {side + end for side in self._tallies for end in TALLIED}
        shown -= tallied.union(*self._asides.values())
        self._columns = tuple(name for name in answer.variables if name in shown)
        self._searched: dict[str, int] = {}

    def make(self) -> AnswerTable:
        shown = self._answer.rows[:MOST_ROWS]
        self._view.warm(value for row in shown for value in row if isinstance(value, Iri))
        groups = tuple(
            Group(heading=heading, rows=tuple(tuple(self._cells(self._columns, row)) for row in rows))
            for heading, rows in groupby(shown, key=lambda row: tuple(self._cells(self._heads, row)))
        )
        return AnswerTable(
            headings=tuple(self._heading(name) for name in self._columns),
            groups=groups,
            total=len(self._answer.rows),
            shown=len(shown),
            sources=tuple(self._sources()),
            searched=tuple(tuple(self._documents(names)) for names in self._searched),
        )

    @cached_property
    def _heads(self) -> tuple[str, ...]:
        """The columns of a group's heading: a title brings its date with it."""
        return tuple(name for name in self._grouped if not (name == "issued" and "title" in self._grouped))

    @cached_property
    def _tallies(self) -> tuple[str, ...]:
        """What the names begin with of columns that have counts by progress beside them."""
        sides = [name.removesuffix(TALLY) for name in self._places if name.endswith(TALLY)]
        return tuple(side for side in sides if all(side + end in self._places for end in TALLIED))

    @cached_property
    def _parties(self) -> Mapping[str, Reference]:
        """Countries and groups by their codes."""
        found = self._view.store.match(None, term("dcterms:identifier"), None)
        self._view.store.warm(one.subject for one in found if isinstance(one.subject, Iri))
        return {one.object.value: self._view.refer(one.subject) for one in found if isinstance(one.subject, Iri)}

    def _heading(self, name: str) -> str:
        side = name.removesuffix(TALLY)
        if side in self._tallies and self._answer.rows:
            party = self._value(side, self._answer.rows[0])
            return f"With {self._party(party.value).words}" if party else words_of(side)
        return HEADINGS.get(name) or words_of(name.removesuffix(_NAME))

    def _companion(self, name: str) -> str:
        """The column with the thing that a column names; empty where there is none."""
        if name == "name":
            return "thing"
        base = name.removesuffix(_NAME)
        if name != base and base in self._places:
            return base
        return self._quoted(name) if self._is_quote(name) else ""

    @staticmethod
    def _is_quote(name: str) -> bool:
        return name == "quote" or name.endswith(_QUOTE)

    def _quoted(self, name: str) -> str:
        """The column with the finding that a quote belongs to."""
        candidates: tuple[str, ...]
        if name == "quote":
            candidates = ("commitment", "claim", "through")
        else:
            side = name.removesuffix(_QUOTE)
            candidates = (f"{side}Commitment", f"{side}Claim", side)
        return next((found for found in candidates if found in self._places), "")

    def _value(self, name: str, row: Sequence[Term | None]) -> Term | None:
        place = self._places.get(name)
        return None if place is None else row[place]

    def _cells(self, names: Iterable[str], row: Sequence[Term | None]) -> Iterator[Cell]:
        for name in names:
            value = self._value(name, row)
            yield Cell(kind="words") if value is None else self._cell(name, value, row)

    def _cell(self, name: str, value: Term, row: Sequence[Term | None]) -> Cell:
        words = value.value
        if name in TITLES:
            return self._source(name, value, row)
        if self._is_quote(name):
            sentence = self._sentence(self._value(self._quoted(name), row))
            asides = tuple(self._beside(name, row))
            return Cell(kind="quote", references=(Reference(words, sentence),), asides=asides)
        if name in PROGRESS:
            return Cell(kind="progress", references=(Reference(words),))
        if name.removesuffix(TALLY) in self._tallies:
            return self._tally(name.removesuffix(TALLY), value, row)
        return Cell(kind=_kind_of(value), references=self._references(name, value, row))

    def _tally(self, side: str, total: Term, row: Sequence[Term | None]) -> Cell:
        counts = ((end, self._value(side + end, row)) for end in TALLIED)
        parts = tuple(
            (_CAPITAL.sub("-", end).lower(), Cell(kind="number", references=(Reference(count.value),)))
            for end, count in counts
            if count is not None and count.value != "0"
        )
        return Cell(kind="tally", references=(Reference(total.value),), asides=parts)

    def _beside(self, quote: str, row: Sequence[Term | None]) -> Iterator[tuple[str, Cell]]:
        for name in self._asides.get(quote, ()):
            if (value := self._value(name, row)) is not None:
                yield self._heading(name), self._cell(name, value, row)

    def _references(self, name: str, value: Term, row: Sequence[Term | None]) -> tuple[Reference, ...]:
        words = value.value
        if name in DOCUMENTS:
            return (self._list_of(words),)
        if name in CODES:
            return _some([self._party(code) for code in words.split()], "parties")
        if name in AREAS:
            return _some([self._view.refer(term(f"area:{notation}")) for notation in words.split()], "fields")
        if name in WORDS:
            return (Reference(words.replace("-", " ")),)
        thing = self._value(self._companion(name), row)
        if not isinstance(thing, Iri):
            return (self._view.refer(value),)
        shown = self._view.refer(thing)
        # A concept's name in a row is its notation; other things are called what the row calls them.
        return (shown if thing.value.startswith(_SCHEMES) else Reference(words, shown.path),)

    def _party(self, code: str) -> Reference:
        return self._parties.get(code, Reference(code))

    def _sentence(self, finding: Term | None) -> str:
        """Where the finding's words stand in the reading room, or else its own page."""
        if not isinstance(finding, Iri):
            return ""
        passages = self._view.passages(finding)
        return next((passage.path for passage in passages if passage.path), self._view.refer(finding).path)

    def _source(self, name: str, title: Term, row: Sequence[Term | None]) -> Cell:
        date = self._value("issued", row) if name == "title" else None
        document = self._document(title)
        path = room_of(document) if document else ""
        return Cell(kind="source", references=(Reference(title.value, path),), date=date.value if date else "")

    def _document(self, title: Term) -> Iri | None:
        """The document of that title, as the graph spells it, in whatever language."""
        for spelt in (title, Literal(title.value, LANG_STRING, "en")) if isinstance(title, Literal) else ():
            for subject in self._view.store.subjects(term("dcterms:title"), spelt):
                if isinstance(subject, Iri):
                    return subject
        return None

    def _list_of(self, names: str) -> Reference:
        number = self._searched.setdefault(names, len(self._searched) + 1)
        count = len(names.split(" | "))
        return Reference(f"{count} {'document' if count == 1 else 'documents'}", f"#searched-{number}")

    def _documents(self, names: str) -> Iterator[Cell]:
        for name in names.split(" | "):
            date, _, title = name.partition(": ")
            document = self._document(Literal(title))
            yield Cell(kind="source", references=(Reference(title, room_of(document) if document else ""),), date=date)

    def _sources(self) -> Iterator[tuple[Reference, str]]:
        """The documents that things of the rows are stated in, and those whose titles the rows give."""
        named = {value for row in self._answer.rows for value in row if isinstance(value, Iri)}
        documents = {document for thing in named for document in self._view.things(thing, term("cet:statedIn"))}
        documents |= {thing for thing in named if _DOCUMENT in self._view.store.objects(thing, term("rdf:type"))}
        if not documents and "title" in self._places:
            titles = {value for row in self._answer.rows if (value := self._value("title", row)) is not None}
            documents = {document for title in titles if (document := self._document(title)) is not None}
        dated = [(self._view.text(document, term("dcterms:issued")), document) for document in sorted(documents)]
        for issued, document in sorted(dated, key=lambda pair: pair[0], reverse=True):
            yield Reference(self._view.label(document), room_of(document)), issued


def _kind_of(value: Term) -> str:
    """How a value is set: numbers to the right, dates on one line."""
    if not isinstance(value, Literal):
        return "words"
    if value.datatype == _INTEGER:
        return "number"
    return "date" if _DATE.fullmatch(value.value) else "words"


def _some(references: Sequence[Reference], noun: str) -> tuple[Reference, ...]:
    """The references; of too many the first and how many there are besides."""
    if len(references) <= MOST_NAMES:
        return tuple(references)
    rest = len(references) - MOST_NAMES + 1
    return (*references[: MOST_NAMES - 1], Reference(f"and {rest} other {noun}"))
