"""How far "between two meetings" knows again what goes on, against ties that were judged by hand from both documents.

The judgements lie in the shared folder beside the checkout (`extraction/ties`, told in `extraction/TIES.md`).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.gold_reading import SHARED

from cetgraph.config import resource
from cetgraph.corpus_graph import check_readings, graph_files
from cetgraph.graph.questions import find_question, make_substitutions, read_questions
from cetgraph.graph.store import Store, read_store
from cetgraph.pipeline import Reader

TIES = SHARED / "extraction" / "ties"

PAIRS = {
    "icet-2023-2024": ("2023-01-31-fact-sheet-united-states-and-india", "2024-06-17-joint-fact-sheet", 14, 2, 5),
    "us-singapore-cet-2023-2024": ("2023-10-12-u-s-singapore", "2024-07-31-second-us-singapore", 4, 2, 3),
}
"""For each pair how its documents' names begin, how many ties there are, how many of these are found, at least, and how
many are told, at most."""

KNOWN_AGAIN = ("concluded", "continued", "same-bodies")


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader with the gazetteer that cetgraph brings along."""
    if not TIES.is_dir():
        pytest.skip("needs the shared documents beside the checkout (shared/ is absent)")
    return Reader.load(resource("data") / "gazetteer")


def _graph(reader: Reader, *starts: str) -> Store:
    documents = [next((SHARED / "corpus").glob(f"{start}*")) for start in starts]
    checked = check_readings(
        [reader.read(document) for document in documents], shapes=resource("shapes"), ontology=resource("ontology")
    )
    return read_store(graph_files(checked)["cetgraph.trig"])


def _begins(quote: str, unit: str) -> bool:
    return " ".join(quote.split()).startswith(" ".join(unit.split()))


@pytest.mark.parametrize("name", PAIRS)
def test_ties_that_are_found(reader: Reader, name: str) -> None:
    """Few, as what has no name is known by its bodies alone: of eighteen four are found, among eight that are told."""
    earlier, later, many, found, most = PAIRS[name]
    ties = [(tie["earlier"], tie["later"]) for tie in json.loads((TIES / f"{name}.json").read_text("utf-8"))["ties"]]
    assert len(ties) == many
    store = _graph(reader, earlier, later)
    question = find_question("between-two-meetings", read_questions(Path(resource("queries"))))
    rows = store.select(question.sparql, substitutions=make_substitutions(question, {}, store))
    told = {(row["earlierQuote"], row["laterQuote"]) for row in rows if row["change"] in KNOWN_AGAIN}
    right = {pair for pair in told if any(_begins(pair[0], one) and _begins(pair[1], other) for one, other in ties)}
    assert len(right) >= found, f"{len(right)} of {many} found, {len(told)} told"
    assert len(told) <= most, f"{len(told)} told, of which wrong: {told - right}"
