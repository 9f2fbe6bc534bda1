"""Makes the search index of a graph: the names of its things, and the sentences of its documents."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cetgraph.errors import CetgraphError
from cetgraph.graph.party_names import SPELLINGS
from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES
from cetgraph.web.room_text import find_sentences
from cetgraph.web.search_index import NAMED, SearchIndex
from cetgraph.web.search_words import fold
from cetgraph.web.view import read_number

_ID: Final = QUERY_PREFIXES["id"]
_BASE: Final = _ID.removesuffix("id/")
_ONTOLOGY: Final = QUERY_PREFIXES["cet"]

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
CREATE VIRTUAL TABLE known USING fts5vocab (spelt, row);
CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT, title TEXT, issued TEXT);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY, document INTEGER, start INTEGER, words TEXT, finding TEXT, progress TEXT
);
CREATE VIRTUAL TABLE said USING fts5 (words, tokenize = "unicode61 remove_diacritics 2", prefix = '4 5 6');
"""


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
    titles: dict[str, str] = {}
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for row in sorted(rows, key=lambda row: (row["thing"], row["by"], row["name"])):
        thing, kind = row["thing"], row["kind"]
        kinds[thing] = min(kind, kinds.get(thing, kind), key=order.index)
        named = labels if row["by"].rpartition("#")[2] in {"label", "prefLabel"} else titles
        named.setdefault(thing, row["name"])
        spellings[thing].update([row["name"], *_IN_BRACKETS.findall(row["name"])])
        if row["by"] == QUERY_PREFIXES["dcterms"] + "identifier":
            spellings[thing].update(SPELLINGS.get(row["name"], "").split("|"))
    labels = titles | labels
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
        start = read_number(row.get("start"))
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
    commitments = [quote for quote in commitments if quote.start >= 0]
    within = {offset for quote in quotes if not quote.is_commitment for offset in range(quote.start + 1, quote.end)}
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line)
        if line.strip():
            starts = [start for start in find_sentences(text, begin, end) if start not in within]
            for start, after in pairwise([*starts, end]):
                commitments = [quote for quote in commitments if quote.end > start]
                here = commitments[0] if commitments and commitments[0].start < after else None
                yield start, text[start:after].strip(), here
        begin = end + 1


def _local(iri: str) -> str:
    """The name of a thing in our addresses."""
    return iri.removeprefix(_ID).removeprefix(_BASE)
