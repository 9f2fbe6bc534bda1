"""Loads the case files of this folder: texts in the style of the genre, with what a careful person expects of each.

A file holds the cases of one stage, in the form that `schema.json` gives:

    about: the rule or the section of the reading guidelines that the cases hold the stage to
    cases:
    - {name: a possessive parent, text: ..., expected: ..., why: ...}
    known_failures:
    - {name: a possessive parent, reason: the reader takes the parent for ...}

A known failure is a case that the reader gets wrong. Its test is expected to fail, and fails the run when it passes:
then the entry is to be taken out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Case:
    """One text and what is expected of it. `given` holds what else the case sets, such as the day of issue."""

    name: str
    text: str
    expected: object
    why: str
    given: Mapping[str, object]

    def words(self, key: str, default: str) -> str:
        """What the case sets for `key`, or the default where it sets nothing."""
        value = self.given.get(key, default)
        assert isinstance(value, str), f"{self.name}: {key} should be words"
        return value

    def lines(self) -> list[str]:
        """What is expected, as a list of lines."""
        assert isinstance(self.expected, list), f"{self.name}: expected should be a list"
        return [str(line) for line in self.expected]


def stages() -> list[str]:
    """The stages that have a case file."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_file(stage: str) -> object:
    """The content of one case file, as YAML gives it."""
    return yaml.safe_load((FOLDER / f"{stage}.yaml").read_text(encoding="utf-8"))


def load_cases(stage: str) -> list[Case]:
    """The cases of one stage, in the file's order."""
    return [
        Case(
            name=str(item["name"]),
            text=str(item["text"]),
            expected=item["expected"],
            why=str(item["why"]),
            given={key: value for key, value in item.items() if key not in ("name", "text", "expected", "why")},
        )
        for item in _entries(stage, "cases")
    ]


def known_failures(stage: str) -> dict[str, str]:
    """The names of the cases that the reader gets wrong, each with the reason."""
    return {str(item["name"]): str(item["reason"]) for item in _entries(stage, "known_failures")}


def each_case(stage: str) -> pytest.MarkDecorator:
    """Runs a test once for each case of a stage, named after it."""
    failing = known_failures(stage)
    return pytest.mark.parametrize("case", [_parameter(case, failing) for case in load_cases(stage)])


def _parameter(case: Case, failing: Mapping[str, str]) -> object:
    if case.name not in failing:
        return pytest.param(case, id=case.name)
    mark = pytest.mark.xfail(reason=failing[case.name], raises=AssertionError, strict=True)
    return pytest.param(case, id=case.name, marks=mark)


def _entries(stage: str, key: str) -> Sequence[Mapping[str, object]]:
    content = load_file(stage)
    assert isinstance(content, dict), f"{stage}.yaml is no mapping"
    entries: Sequence[Mapping[str, object]] = content.get(key) or []
    return entries
