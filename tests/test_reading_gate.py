"""The gate: how well the reader does on the gold readings, layer by layer, pinned with the digest of their folder.

The floors are what the reader once reached, rounded down to 0.005. Raising one after the reader has got better is
welcome; lowering one is a deliberate act, told in the commit that does it. CONTRIBUTING says how.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest
from tests.cases.documents import whole_reader

from cetgraph.reading_json import reading_to_value

GOLD_DIGEST = "db05586c4d6e4af83a25936c02252e6f627e90e9edb39938366659cf4f280d35"
"""The sha256 of the gold readings: of each file in order, its name, a zero byte, its bytes and a zero byte."""

FLOORS = {
    "document": 1.000,
    "parties": 1.000,
    "meeting": 1.000,
    "people": 1.000,
    "people: post, country, capacity": 1.000,
    "organisations": 0.985,
    "organisations: country": 0.970,
    "areas": 1.000,
    "instruments": 0.940,
    "instruments: kind": 0.925,
    "commitments": 1.000,
    "commitments: area": 1.000,
    "commitments: status": 0.990,
    "commitments: organisations": 1.000,
    "commitments: countries": 1.000,
    "commitments: dates": 1.000,
    "commitments: amounts": 1.000,
    "all slots": 0.990,
}
"""The least F1 of each layer over all gold documents."""

JULY_FLOOR = 1.000
"""The least F1 over all slots of the July 2024 fact sheet."""

WORST_DOCUMENT = 0.970
"""The least F1 over all slots of the document that is read worst."""

JULY_2024 = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"

DEMANDED = {
    "all slots": 0.93,
    "organisations": 0.90,
    "people": 0.95,
    "areas": 0.97,
    "instruments": 0.85,
    "commitments": 0.95,
    "commitments: status": 0.92,
    "commitments: dates": 0.93,
}
"""What the project promises of its reader, whatever the floors are."""


class Tally(Protocol):
    """What the scorer counts of one layer."""

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""


class Scores(Protocol):
    """What the scorer gives for one document, or for several added up."""

    tallies: Mapping[str, Tally]

    def add(self, other: Scores) -> None:
        """Count another document's slots in."""

    def total(self) -> Tally:
        """All slots of all layers."""


def digest_of(folder: Path) -> str:
    """The digest of a folder's gold readings, over names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    """The scorer that the gold readings come with, loaded from where it lies."""
    path = shared / "extraction" / "score.py"
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look for their module there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def by_document(shared: Path, scorer: ModuleType) -> dict[str, Scores]:
    """The scores of each gold document."""
    scores: dict[str, Scores] = {}
    for gold in sorted((shared / "extraction" / "gold").glob("*.json")):
        (document,) = (path for path in (shared / "corpus").glob(f"{gold.stem}.*"))
        found = reading_to_value(whole_reader().read(document))
        scores[gold.stem] = scorer.compare(json.loads(gold.read_text(encoding="utf-8")), found)
    return scores


@pytest.fixture(scope="module")
def overall(scorer: ModuleType, by_document: dict[str, Scores]) -> dict[str, float]:
    """The F1 of each layer, and of all slots, over all gold documents."""
    together: Scores = scorer.Scores()
    for scores in by_document.values():
        together.add(scores)
    return {layer: tally.f1 for layer, tally in together.tallies.items()} | {"all slots": together.total().f1}


def test_the_gold_readings_are_those_of_the_floors(shared: Path) -> None:
    """Floors hold for the readings that they were taken on; when those change, both are set anew, deliberately."""
    found = digest_of(shared / "extraction" / "gold")
    assert found == GOLD_DIGEST, (
        f"the gold readings have changed: their digest is now {found}. The floors in this file were taken on other "
        "readings. Look at what changed, run the gate, and set digest and floors together in a commit of their own "
        "that gives the old and the new figures; a floor that goes down needs its reason there (CONTRIBUTING, "
        "'The gate')."
    )


@pytest.mark.parametrize("layer", FLOORS)
def test_floor(overall: dict[str, float], layer: str) -> None:
    """No layer falls below what the reader once reached."""
    assert overall[layer] >= FLOORS[layer], (
        f"{layer} has fallen to {overall[layer]:.4f}, below its floor of {FLOORS[layer]}. Mend the reader; lowering "
        "a floor is a deliberate act that needs its reason in the commit (CONTRIBUTING, 'The gate')."
    )


def test_every_layer_has_a_floor(overall: dict[str, float]) -> None:
    """A layer that the scorer knows is held, and none is held that it does not know."""
    assert set(FLOORS) == set(overall)


@pytest.mark.parametrize("layer", DEMANDED)
def test_demanded(overall: dict[str, float], layer: str) -> None:
    """What the project promises stands, even where a floor was lowered."""
    assert overall[layer] >= DEMANDED[layer]


def test_july_2024(by_document: dict[str, Scores]) -> None:
    """The fact sheet that cetgraph ships is read nearly as a careful person reads it."""
    assert by_document[JULY_2024].total().f1 >= 0.97
    assert by_document[JULY_2024].total().f1 >= JULY_FLOOR


def test_no_document_is_left_behind(by_document: dict[str, Scores]) -> None:
    """A mean hides a bad document: each one stands on its own above what was once reached."""
    worst = min(by_document, key=lambda name: by_document[name].total().f1)
    assert by_document[worst].total().f1 >= WORST_DOCUMENT, worst


def test_the_digest_sees_names_and_bytes(tmp_path: Path) -> None:
    """A reading renamed, changed, added or taken away changes the digest."""
    (tmp_path / "a.json").write_text("1", encoding="utf-8")
    (tmp_path / "b.json").write_text("2", encoding="utf-8")
    seen = {digest_of(tmp_path)}
    (tmp_path / "b.json").rename(tmp_path / "c.json")
    seen.add(digest_of(tmp_path))
    (tmp_path / "c.json").write_text("3", encoding="utf-8")
    seen.add(digest_of(tmp_path))
    (tmp_path / "c.json").unlink()
    seen.add(digest_of(tmp_path))
    assert len(seen) == 4
