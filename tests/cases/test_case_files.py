"""The case files keep their form, and none of them shrinks unnoticed."""

from __future__ import annotations

import json
from collections import Counter

import jsonschema
import pytest
from tests.cases.loading import FOLDER, known_failures, load_cases, load_file, stages

FLOORS = {
    "acronyms": 10,
    "acting-parties": 24,
    "amounts": 42,
    "bodies": 53,
    "dates": 64,
    "documents": 21,
    "front-matter": 19,
    "governing": 26,
    "inline": 30,
    "instruments": 44,
    "layouts": 39,
    "line-dates": 16,
    "markdown": 31,
    "meetings": 15,
    "people": 40,
    "plain-text": 20,
    "progress": 70,
    "sentences": 34,
    "taking-part": 21,
    "units": 50,
}
"""The least number of cases of each stage; a lower one is a deliberate act."""


def test_every_file_has_a_floor() -> None:
    """A new stage brings its floor with it."""
    assert stages() == sorted(FLOORS)


@pytest.mark.parametrize("stage", stages())
def test_form(stage: str) -> None:
    """A file fits the schema: each case tells what is expected and why, and each known failure its reason."""
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(load_file(stage), schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("stage", stages())
def test_floor(stage: str) -> None:
    """A stage keeps at least as many cases as it once had."""
    assert len(load_cases(stage)) >= FLOORS[stage]


@pytest.mark.parametrize("stage", stages())
def test_names(stage: str) -> None:
    """Each case has a name and a text of its own, and a known failure names a case."""
    cases = load_cases(stage)
    assert [name for name, count in Counter(case.name for case in cases).items() if count > 1] == []
    texts = Counter((case.text, *sorted(map(str, case.given.items()))) for case in cases)
    assert [text for text, count in texts.items() if count > 1] == []
    assert set(known_failures(stage)) <= {case.name for case in cases}
