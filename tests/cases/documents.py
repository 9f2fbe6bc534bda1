"""Small documents for cases that need a whole one: a title, a day of issue, and the case's own words."""

from __future__ import annotations

import functools

from tests.cases.loading import Case

from cetgraph.config import resource
from cetgraph.extract.reader import Knowledge
from cetgraph.model import Reading
from cetgraph.pipeline import Reader

TITLE = "Joint Fact Sheet: The United States and Singapore Deepen Cooperation"
DATE = "2024-07-31"
HEADING = "Critical Technologies"


@functools.cache
def whole_reader() -> Reader:
    """A reader with the shipped gazetteer; read once for all tests, as it never changes."""
    return Reader.load(resource("data") / "gazetteer")


def knowledge() -> Knowledge:
    """What the shipped gazetteer tells the reader."""
    return whole_reader().knowledge


def document_of(case: Case, *, setting: str = "item") -> str:
    """A Markdown document that holds the case's words where the case, or else `setting`, puts them."""
    title, date = case.words("title", TITLE), case.words("date", DATE)
    header = f"---\ntitle: {title!r}\n" + (f"date: {date}\n" if date else "") + "---\n"
    match case.words("setting", setting):
        case "item":
            return f"{header}**{HEADING}**\n\n- {case.text}\n- Launching a joint fund for quantum research.\n"
        case "section":
            return f"{header}**{HEADING}**\n\n{case.text}\n"
        case "prose" | "whole":
            return f"{header}{case.text}\n"
        case other:
            raise ValueError(f"{case.name}: unknown setting {other!r}")


def read_case(case: Case, *, setting: str = "item") -> Reading:
    """What the reader finds in the case's document."""
    return whole_reader().read_bytes(document_of(case, setting=setting).encode(), place=case.name, suffix=".md")


def words_of_case(case: Case, reading: Reading) -> tuple[int, int]:
    """Where the case's words stand in the reading's text; a list that follows them in the document is none of it."""
    added = reading.text.rfind("\nLaunching a joint fund for quantum research.")
    return 0, added if added >= 0 else len(reading.text)
