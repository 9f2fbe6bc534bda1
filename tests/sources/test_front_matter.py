"""The header block of a saved document is taken as said, or refused with one clear line."""

from __future__ import annotations

import pytest
from tests.cases.loading import Case, each_case

from cetgraph.errors import SourceError
from cetgraph.sources.front_matter import read_front_matter


def _found(raw: str) -> list[str]:
    try:
        front_matter, start = read_front_matter(raw, "statement.md")
    except SourceError as error:
        return [f"refused: {error}"]
    values = {
        "title": front_matter.title,
        "date": front_matter.date,
        "source_url": front_matter.source_url,
        "language": front_matter.language,
        "body": raw[start:].replace("\n", "|"),
    }
    return [f"{key} {value}" for key, value in values.items() if value]


@each_case("front-matter")
def test_front_matter(case: Case) -> None:
    """What the block says, and where the document's own words begin; a broken block is refused."""
    found, expected = _found(case.text), case.lines()
    if expected[0].startswith("refused: "):
        wanted = expected[0].removeprefix("refused: ")
        assert found[0].startswith("refused: "), case.why
        assert wanted in found[0], case.why
        assert "statement.md" in found[0], "a refusal names the document"
        assert "\n" not in found[0], "a refusal is one line"
    else:
        assert found == expected, case.why


def test_the_line_of_a_fault_is_named() -> None:
    """The place tells the line of the whole file, so that an editor can go there."""
    with pytest.raises(SourceError, match=r"statement\.md, line 4"):
        read_front_matter("---\ntitle: A\ndate: 2024-07-31\n: [\n---\nToday", "statement.md")
