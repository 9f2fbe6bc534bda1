"""A document's structure: title, day of issue, headings of fields, and passages under them."""

from __future__ import annotations

import itertools

from tests.cases.loading import Case, each_case

from cetgraph.passages import Outline, SourceText
from cetgraph.sources.read import read_bytes
from cetgraph.sources.segment import outline


def _outlined(case: Case) -> tuple[SourceText, Outline]:
    title = case.words("title", "A Title That the Text Does Not Print")
    header = f"---\ntitle: {title!r}\n---\n" if title else ""
    source = read_bytes((header + case.text).encode(), place=case.name, suffix=".md")
    return source, outline(source)


@each_case("layouts")
def test_layouts(case: Case) -> None:
    """Headings group what follows; each sentence or item stands under its own."""
    source, structure = _outlined(case)
    text = source.text
    headings = [text[heading.span.start : heading.span.end] for heading in structure.headings]
    found: dict[str, object] = {
        "title": structure.title,
        "date": structure.date,
        "headings": headings,
        "passages": [
            f"{'-' if passage.heading is None else headings[passage.heading]} | "
            f"{'> ' if passage.lead_in is not None else ''}{text[passage.span.start : passage.span.end]}"
            for passage in structure.passages
        ],
    }
    assert isinstance(case.expected, dict)
    assert {key: found[key] for key in case.expected} == case.expected, case.why


def test_lead_ins_point_back() -> None:
    """A passage that completes a lead-in points to it, and the lead-in tells that it does."""
    source = read_bytes(b"# Space\n\nWe will:\n\n- fly;\n- land.\n\nWe met.", place="statement", suffix=".md")
    first, *items, last = outline(source).passages
    assert first.leads_in
    assert [item.lead_in for item in items] == [0, 0]
    assert (last.lead_in, last.leads_in) == (None, False)


def test_passages_come_in_order() -> None:
    """Passages neither overlap nor leave out words, headings apart."""
    source = read_bytes(b"# Space\n\nWe met. We agreed.\n\n- One.\n- Two. Three.", place="statement", suffix=".md")
    structure = outline(source)
    ends = [passage.span for passage in structure.passages]
    assert all(one.end <= other.start for one, other in itertools.pairwise(ends))
    assert [source.text[span.start : span.end] for span in ends] == ["We met.", "We agreed.", "One.", "Two.", "Three."]
