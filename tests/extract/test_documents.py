"""What sort of paper a document is, and who cooperates in it."""

from __future__ import annotations

from tests.cases.documents import read_case
from tests.cases.loading import Case, each_case


def found_in(case: Case) -> str:
    """The document's kind and parties on one line."""
    reading = read_case(case, setting="prose")
    return f"{reading.document.kind.value}; {', '.join(reading.parties)}"


@each_case("documents")
def test_documents(case: Case) -> None:
    """The title tells the kind; title and opening tell the parties."""
    assert found_in(case) == case.expected, case.why
