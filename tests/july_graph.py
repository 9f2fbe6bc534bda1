"""The graph of the July 2024 fact sheet for tests: the one that is committed, or one from the gold reading."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.gold_reading import JULY_2024, SHARED, read_gold

from cetgraph.graph.serialise import to_trig
from cetgraph.graph.triples import reading_to_dataset

COMMITTED = Path(__file__).resolve().parents[1] / "data" / "graph" / "cetgraph.trig"

DOCUMENT = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"
"""The document's local name."""


@cache
def july_trig() -> str:
    """The graph in TriG; the test is skipped where there is neither a committed one nor the shared folder."""
    if COMMITTED.is_file() and DOCUMENT in (text := COMMITTED.read_text(encoding="utf-8")):
        return text
    if not (SHARED / "extraction" / "gold" / f"{JULY_2024}.json").is_file():
        pytest.skip("neither a committed graph nor shared documents beside the checkout (shared/ is absent)")
    return to_trig(reading_to_dataset(read_gold()))
