"""What the graph names and what its documents say, made ready to be searched: SQLite's full-text index, in memory."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import quote

from cetgraph.errors import CetgraphError
from cetgraph.graph.party_names import SPELLINGS
from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES
from cetgraph.web.room_text import find_sentences
from cetgraph.web.search_words import Wanted, fold, is_beginning, mark_words, read_search

_ID: Final = QUERY_PREFIXES["id"]
_BASE: Final = _ID.removesuffix("id/")
_ONTOLOGY: Final = QUERY_PREFIXES["cet"]

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

_TYPES: Final = """\
VALUES (?type ?kind) {
    (cet:Country "country") (cet:CountryGroup "group") (cet:Agency "agency") (cet:Organisation "organisation")
    (foaf:Person "person") (cet:Dialogue "dialogue") (cet:Area "area") (cet:Instrument "instrument")
    (cet:SourceDocument "document") (cet:Meeting "meeting") (org:Post "post") (cet:Initiative "initiative")
    (cet:AreaHeading "heading")
  }"""

_NAMES: Final = f"""\
SELECT ?thing ?kind ?by ?name WHERE {{
  {_TYPES}
  VALUES ?by {{ rdfs:label skos:prefLabel skos:altLabel dcterms:title dcterms:identifier }}
  ?thing a ?type ; ?by ?name .
}}
"""

_AREAS_USED: Final = (
    "SELECT DISTINCT ?area WHERE { ?thing cet:area|skos:broadMatch|skos:exactMatch|skos:closeMatch ?area }"
)

_ABOUT: Final = """\
SELECT ?thing ?about ?code WHERE {
  { ?thing cet:belongsTo ?home . ?home rdfs:label ?about . OPTIONAL { ?home dcterms:identifier ?code } }
  UNION { ?thing cet:heldOn ?about }
  UNION { ?thing dcterms:issued ?about }
  UNION { ?thing a cet:AreaHeading ; cet:statedIn/dcterms:title ?about }
}
"""

_DOCUMENTS: Final = """\
SELECT ?document ?title ?issued ?text WHERE {
  ?document a cet:SourceDocument ; dcterms:title ?title .
  OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?document cet:snapshot/cet:text ?text }
}
"""

_EVIDENCE: Final = """\
SELECT ?document ?finding ?type ?quote ?start ?progress WHERE {
  VALUES ?type { cet:Commitment cet:Mention cet:Appearance }
  ?finding a ?type ; cet:statedIn ?document ; cet:evidence ?evidence .
  ?evidence oa:hasSelector/oa:exact ?quote .
  OPTIONAL { ?evidence oa:hasSelector/oa:start ?start }
  OPTIONAL { ?finding cet:progress ?progress }
}
"""

_IN_BRACKETS: Final = re.compile(r"\(([A-Z][\w&.-]{1,11})\)")
"""An acronym as labels carry it: "North American … Competitiveness (NAMCEC)"."""

_SCHEMA: Final = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, rank INTEGER, label TEXT, about TEXT);
CREATE TABLE spelling (id INTEGER PRIMARY KEY, thing INTEGER, words TEXT);
CREATE INDEX spelling_words ON spelling (words);
CREATE VIRTUAL TABLE spelt USING fts5 (words, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT, title TEXT, issued TEXT);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY, document INTEGER, start INTEGER, words TEXT, finding TEXT, progress TEXT
);
CREATE VIRTUAL TABLE said USING fts5 (words, tokenize = "unicode61 remove_diacritics 2", prefix = '4 5 6');
"""

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

_BEST: Final = f"SELECT * FROM ({_NAMED_SO}) ORDER BY class, rank, long, label, name LIMIT :most"  # noqa: S608

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
    """Names and sentences, searched by words; `make_search_index` makes one."""

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


def make_search_index(store: Store, ontology: Store) -> SearchIndex:
    """The index over the data of the store, with the names that the ontology gives to areas.

    Raises CetgraphError where SQLite was built without its full-text index.
    """
    base = sqlite3.connect(":memory:", check_same_thread=False)
    base.row_factory = sqlite3.Row
    try:
        base.executescript(_SCHEMA)
    except sqlite3.OperationalError as error:
        raise CetgraphError(
            f"SQLite, as this Python has it, cannot search texts: {error}", remedy="use a Python whose SQLite has FTS5"
        ) from error
    _add_things(base, store, ontology)
    _add_sentences(base, store)
    base.commit()
    return SearchIndex(base)


def _add_things(base: sqlite3.Connection, store: Store, ontology: Store) -> None:
    used = {row["area"] for row in store.select(_AREAS_USED)}
    rows = [*store.select(_NAMES), *(row for row in ontology.select(_NAMES) if row["thing"] in used)]
    about: dict[str, str] = {}
    homes: dict[str, str] = {}
    for row in sorted(store.select(_ABOUT), key=lambda row: (row["thing"], row["about"])):
        about.setdefault(row["thing"], row["about"])
        if "code" in row:
            homes.setdefault(row["thing"], f"{row['about']} {row['code']}")
    order = list(NAMED)
    kinds: dict[str, str] = {}
    labels: dict[str, str] = {}
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        thing, kind = row["thing"], row["kind"]
        kinds[thing] = min(kind, kinds.get(thing, kind), key=order.index)
        if row["by"].rpartition("#")[2] in {"label", "prefLabel"} or thing not in labels:
            labels[thing] = row["name"]
        spellings[thing].update([row["name"], *_IN_BRACKETS.findall(row["name"])])
        if row["by"] == QUERY_PREFIXES["dcterms"] + "identifier":
            spellings[thing].update(SPELLINGS.get(row["name"], "").split("|"))
    for number, thing in enumerate(sorted(kinds), 1):
        base.execute(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)",
            (number, _local(thing), kinds[thing], order.index(kinds[thing]), labels[thing], about.get(thing, "")),
        )
        if thing in homes:  # "US Department of State", whose name has no country in it
            spellings[thing].add(f"{labels[thing]} {homes[thing]}")
        for words in sorted({fold(name) for name in spellings[thing]} - {""}):
            place = base.execute("INSERT INTO spelling (thing, words) VALUES (?, ?)", (number, words)).lastrowid
            base.execute("INSERT INTO spelt (rowid, words) VALUES (?, ?)", (place, words))


@dataclass(frozen=True, slots=True)
class _Quote:
    """Words that a finding rests on; `start` is -1 where the graph does not tell."""

    finding: str
    start: int
    end: int
    words: str
    progress: str
    is_commitment: bool


def _add_sentences(base: sqlite3.Connection, store: Store) -> None:
    quotes: defaultdict[str, list[_Quote]] = defaultdict(list)
    for row in store.select(_EVIDENCE):
        start = int(row.get("start", -1))
        quotes[row["document"]].append(
            _Quote(
                _local(row["finding"]),
                start,
                start + len(row["quote"]),
                row["quote"],
                row.get("progress", "").rpartition("/")[2],
                row["type"] == f"{_ONTOLOGY}Commitment",
            )
        )
    documents = {row["document"]: row for row in store.select(_DOCUMENTS)}
    latest = sorted(documents, key=lambda document: (documents[document].get("issued", ""), document), reverse=True)
    for number, document in enumerate(latest, 1):
        row = documents[document]
        base.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?)",
            (number, _local(document), row["title"], row.get("issued", "")),
        )
        for start, words, made in _cut(row.get("text", ""), quotes[document]):
            place = base.execute(
                "INSERT INTO sentence (document, start, words, finding, progress) VALUES (?, ?, ?, ?, ?)",
                (number, start, words, made.finding if made else "", made.progress if made else ""),
            ).lastrowid
            base.execute("INSERT INTO said (rowid, words) VALUES (?, ?)", (place, fold(words)))


def _cut(text: str, quotes: Sequence[_Quote]) -> Iterator[tuple[int, str, _Quote | None]]:
    """The sentences of a document, each with a commitment that rests on it, if any does.

    They begin where those of the reading room do. A graph without the text has still the words of commitments.
    """
    commitments = sorted((quote for quote in quotes if quote.is_commitment), key=lambda quote: (quote.start, quote.end))
    if not text:
        yield from ((quote.start, quote.words, quote) for quote in commitments)
        return
    within = {offset for quote in quotes if not quote.is_commitment for offset in range(quote.start + 1, quote.end)}
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line)
        if line.strip():
            starts = [start for start in find_sentences(text, begin, end) if start not in within]
            for start, after in pairwise([*starts, end]):
                here = [quote for quote in commitments if quote.start < after and start < quote.end]
                yield start, text[start:after].strip(), here[0] if here else None
        begin = end + 1


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


def _local(iri: str) -> str:
    """The name of a thing in our addresses."""
    return iri.removeprefix(_ID).removeprefix(_BASE)
