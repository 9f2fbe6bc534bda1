"""A graph of made-up documents of successive meetings, read as any document is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cetgraph.config import resource
from cetgraph.corpus_graph import check_readings, graph_files
from cetgraph.graph.store import Store, read_store
from cetgraph.pipeline import Reader

FOLDER = Path(__file__).parent / "meetings"
"""Three meetings of one dialogue, the third told by each side in a text of its own, and one meeting of another."""


@cache
def meetings_trig() -> str:
    """The checked graph of the documents in TriG."""
    reader = Reader.load(resource("data") / "gazetteer")
    readings = [reader.read(document) for document in sorted(FOLDER.glob("*.md"))]
    checked = check_readings(readings, shapes=resource("shapes"), ontology=resource("ontology"))
    assert not checked.left_out
    return graph_files(checked)["cetgraph.trig"]


def meetings_store() -> Store:
    """A store with the graph."""
    return read_store(meetings_trig())
