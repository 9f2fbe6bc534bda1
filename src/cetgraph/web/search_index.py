"""What the graph names and what its documents say, searched by words: SQLite's full-text index, in memory."""

from __future__ import annotations

import difflib
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from cetgraph.web.search_words import Wanted, is_beginning, mark_words, read_search

NAMED: Final[Mapping[str, str]] = {
    "country": "Countries",
    "group": "Groups of countries",
    "agency": "Agencies",
    "organisation": "Other organisations",
    "person": "People",
    "dialogue": "Dialogues",
    "area": "Areas",
    "instrument": "Instruments",
    "document": "Documents",
    "meeting": "Meetings",
    "post": "Posts",
    "initiative": "Initiatives",
    "heading": "Headings of documents",
}
"""The kinds of things that are found by name, those first that are asked for most; and how many of each are headed."""

MOST_SUGGESTED: Final = 8
"""Names that are suggested while somebody types."""

MOST_SENTENCES_SUGGESTED: Final = 4

MOST_WRONG: Final = 2
"""Letters by which a word may be too long or too short for another that is meant."""

MOST_COMPARED: Final = 2_000
"""Words that are compared letter by letter with one that no name has, which takes some 20 microseconds each."""

_NAMED_SO: Final = """
SELECT name, kind, label, about, rank, min(class) AS class, length(words) AS long FROM (
    SELECT thing, 0 AS class, words FROM spelling WHERE words = :whole
    UNION ALL
    SELECT thing, 1 AS class, words FROM spelling WHERE words > :whole || ' ' AND words < :whole || '!'
    UNION ALL
    SELECT thing, 2 AS class, words FROM spelling WHERE words > :whole AND words < :beyond
    UNION ALL
    SELECT spelling.thing, 3 AS class, spelling.words FROM spelt JOIN spelling ON spelling.id = spelt.rowid
    WHERE :match != '' AND spelt MATCH :match
) JOIN thing ON thing.id = thing
WHERE :kind IN ('', kind)
GROUP BY thing.id
"""
"""Classes: the whole name, its first words, its beginning, the beginnings of words anywhere in it."""

_BEST: Final = f"SELECT * FROM ({_NAMED_SO}) ORDER BY class, rank, long, label, name LIMIT :most"  # noqa: S608  # of our own words

_BY_KIND: Final = f"""
SELECT * FROM (
    SELECT *, count(*) OVER (PARTITION BY kind) AS total,
        row_number() OVER (PARTITION BY kind ORDER BY class, long, label, name) AS place
    FROM ({_NAMED_SO})
) WHERE place <= :most ORDER BY rank, place
"""  # noqa: S608  # all that comes from outside is bound

_SAID_SO: Final = """
SELECT sentence.words, sentence.start, sentence.finding, sentence.progress, document.name, document.title,
    document.issued
FROM (SELECT rowid FROM said WHERE said MATCH :match ORDER BY rowid LIMIT :most OFFSET :after) AS hit
JOIN sentence ON sentence.id = hit.rowid JOIN document ON document.id = sentence.document
ORDER BY sentence.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A thing that a search found. `name` is that of its addresses, `about` what tells it from others of its name."""

    name: str
    kind: str
    label: str
    about: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/doc/{quote(self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """The things of one kind that were found. `total` counts also those that are not among the hits."""

    kind: str
    hits: tuple[Hit, ...]
    total: int

    @property
    def name(self) -> str:
        """What many of the kind are called."""
        return NAMED[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence that a search found, in pieces with whether each was asked for.

    `finding` is the commitment that rests on it, by the name of its addresses, or empty; `room` leads to the sentence.
    """

    pieces: tuple[tuple[str, bool], ...]
    finding: str
    progress: str
    title: str
    issued: str
    room: str

    @property
    def words(self) -> str:
        """The sentence as it stands."""
        return "".join(words for words, _ in self.pieces)


class SearchIndex:
    """Names and sentences, searched by words; `search_fill` makes one."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._lock = threading.Lock()

    def find_things(self, wanted: Wanted, *, most: int) -> tuple[Hit, ...]:
        """The things so called: those of exactly that name or acronym first, then those that begin so."""
        return tuple(_hit(row) for row in self._named(_BEST, wanted, kind="", most=most))

    def find_kinds(self, wanted: Wanted, *, kind: str = "", most: int) -> tuple[HitGroup, ...]:
        """The things so called by kind, or those of one kind, at most so many of each."""
        groups: dict[str, HitGroup] = {}
        for row in self._named(_BY_KIND, wanted, kind=kind, most=most):
            before = groups[row["kind"]].hits if row["kind"] in groups else ()
            groups[row["kind"]] = HitGroup(kind=row["kind"], hits=(*before, _hit(row)), total=row["total"])
        return tuple(groups.values())

    def find_sentences(self, wanted: Wanted, *, most: int, after: int = 0) -> tuple[Said, ...]:
        """The sentences that hold all the words, those of the latest documents first; `after` leaves out so many."""
        if not wanted:
            return ()
        rows = self._rows(_SAID_SO, {"match": _match_sentences(wanted), "most": most, "after": after})
        return tuple(
            Said(
                pieces=mark_words(words, wanted),
                finding=finding,
                progress=progress,
                title=title,
                issued=issued,
                room=f"/document/{quote(document.removeprefix('document/'))}" + (f"#c{start}" if start >= 0 else ""),
            )
            for words, start, finding, progress, document, title, issued in rows
        )

    def count_sentences(self, wanted: Wanted) -> int:
        """How many sentences hold all the words."""
        if not wanted:
            return 0
        rows = self._rows("SELECT count(*) FROM said WHERE said MATCH :match", {"match": _match_sentences(wanted)})
        return int(rows[0][0])

    def find_like(self, wanted: Wanted) -> str:
        """The words as they may have been meant: those that no name has, spelt as in the names; or nothing."""
        words = wanted.spelling.split()
        meant = [self._spell(word) for word in words]
        return " ".join(meant) if meant != words and all(meant) else ""

    def _spell(self, word: str) -> str:
        """The word itself if names hold it, or else the one most like it of the same first letter, or nothing."""
        first = word[:1]
        rows = self._rows(
            "SELECT term FROM known WHERE term >= :first AND term < :beyond AND length(term) BETWEEN :short AND :long "
            "ORDER BY doc DESC LIMIT :most",
            {
                "first": first,
                "beyond": first + "\U0010ffff",
                "short": len(word) - MOST_WRONG,
                "long": len(word) + MOST_WRONG,
                "most": MOST_COMPARED,
            },
        )
        known = [str(row["term"]) for row in rows]
        return word if word in known else next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.75)), "")

    def suggest(self, text: str) -> tuple[tuple[Hit, ...], tuple[Said, ...]]:
        """What is offered to somebody who has typed this much: names, and a few sentences."""
        wanted = read_search(text)
        things: dict[tuple[str, str], Hit] = {}
        for hit in self.find_things(wanted, most=2 * MOST_SUGGESTED):
            name = hit.label if hit.kind in {"instrument", "initiative"} else hit.name
            things.setdefault((name, hit.about), hit)  # an initiative and the instrument that it is called by are one
        return tuple(things.values())[:MOST_SUGGESTED], self.find_sentences(wanted, most=MOST_SENTENCES_SUGGESTED)

    def _named(self, query: str, wanted: Wanted, *, kind: str, most: int) -> list[sqlite3.Row]:
        if not wanted:
            return []
        fields: dict[str, str | int] = {
            "whole": wanted.spelling,
            "beyond": wanted.spelling + "\U0010ffff",
            "match": _match_names(wanted),
            "kind": kind,
            "most": most,
        }
        return self._rows(query, fields)

    def _rows(self, query: str, fields: Mapping[str, str | int]) -> list[sqlite3.Row]:
        with self._lock:
            return self._base.execute(query, fields).fetchall()


def _hit(row: sqlite3.Row) -> Hit:
    return Hit(name=row["name"], kind=row["kind"], label=row["label"], about=row["about"])


def _match_names(wanted: Wanted) -> str:
    """The search as FTS5 reads it: each word begins a word of the name. Single letters begin too much."""
    words = [word for word in wanted.words if len(word) > 1]
    return " ".join([*(_phrase(phrase) for phrase in wanted.phrases), *(f"{_phrase([word])} *" for word in words)])


def _match_sentences(wanted: Wanted) -> str:
    words = [f"{_phrase([word])} *" if is_beginning(word) else _phrase([word]) for word in wanted.words]
    return " ".join([*(_phrase(phrase) for phrase in wanted.phrases), *words])


def _phrase(words: Iterable[str]) -> str:
    """Words in FTS5's quotation marks, within which nothing has a meaning but these marks themselves."""
    return '"' + " ".join(words).replace('"', '""') + '"'
