"""What the graph holds, for the first page: counts, documents, and every commitment with its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

Row = Mapping[str, str]
"""One answer to a query: by variable the text of its value; what is unbound is absent."""

Select = Callable[[str], Sequence[Row]]
"""Answers a SPARQL SELECT query over the union of all named graphs."""

PROGRESS: Final = ("exploring", "announced", "under-way", "completed")
"""The notations of the scheme of progress, from the first step to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many there are of something. `share` is in per cent of the largest tally beside it."""

    label: str
    count: int
    notation: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A commitment as a reader sees it: words, not IRIs. What the document leaves open is empty."""

    quote: str
    progress: str
    progress_notation: str
    basis: str
    stance: str
    parties: str
    bodies: str
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that has been read, with its commitments in its order. `issued` is empty where it is undated."""

    title: str
    kind: str
    issued: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the first page shows: the latest document first, and at most 200 of the commitments that are counted."""

    counts: tuple[Tally, ...]
    progress: tuple[Tally, ...]
    documents: tuple[Document, ...]

    @property
    def shown(self) -> int:
        """How many commitments the documents carry here."""
        return sum(len(document.statements) for document in self.documents)

    @property
    def total(self) -> int:
        """How many commitments there are, shown or not."""
        return sum(tally.count for tally in self.progress)


def make_overview(select: Select) -> Overview:
    """The overview of the graph that `select` answers from."""
    (counted,) = select(_query("counts"))
    return Overview(
        counts=tuple(
            Tally(label=label if counted[variable] != "1" else singular, count=int(counted[variable]))
            for variable, singular, label in (
                ("documents", "document", "documents"),
                ("meetings", "meeting", "meetings"),
                ("people", "person", "people"),
                ("organisations", "organisation", "organisations"),
                ("commitments", "commitment", "commitments"),
            )
        ),
        progress=_tallies(select(_query("progress"))),
        documents=_documents(select(_query("documents")), select(_query("commitments"))),
    )


def _documents(documents: Sequence[Row], commitments: Sequence[Row]) -> tuple[Document, ...]:
    statements: defaultdict[str, list[Statement]] = defaultdict(list)
    for row in commitments:
        statements[row["document"]].append(_statement(row))
    return tuple(
        Document(
            title=row["title"],
            kind=_words(row["kind"]),
            issued=row.get("issued", ""),
            statements=tuple(statements[row["document"]]),
        )
        for row in documents
    )


def _statement(row: Row) -> Statement:
    return Statement(
        quote=row["quote"],
        progress=_words(row["progress"]),
        progress_notation=_notation(row["progress"]),
        basis=_words(row["basis"]),
        stance=_words(row["stance"]),
        parties=row["parties"],
        bodies=row.get("bodies", ""),
        heading=row.get("heading", ""),
    )


def _tallies(rows: Sequence[Row]) -> tuple[Tally, ...]:
    counts = Counter({_notation(row["progress"]): int(row["commitments"]) for row in rows})
    most = max(counts.values(), default=1)
    return tuple(
        Tally(label=_words(notation), count=counts[notation], notation=notation, share=100 * counts[notation] / most)
        for notation in PROGRESS
    )


def _notation(concept: str) -> str:
    """The notation at the end of a concept's IRI.

    >>> _notation("https://w3id.org/cetgraph/scheme/progress/under-way")
    'under-way'
    """
    return concept.rpartition("/")[2]


def _words(concept: str) -> str:
    """The notation as words.

    >>> _words("https://w3id.org/cetgraph/scheme/document-kind/joint-fact-sheet")
    'joint fact sheet'
    """
    return _notation(concept).replace("-", " ")


def _query(name: str) -> str:
    return (files("cetgraph.web") / "queries" / f"{name}.rq").read_text(encoding="utf-8")
