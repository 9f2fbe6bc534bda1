"""Markdown as saved from governments' pages falls into headings, paragraphs and items."""

from __future__ import annotations

from tests.cases.loading import Case, each_case

from cetgraph.passages import Block, BlockKind
from cetgraph.sources.read import read_bytes


def _described(block: Block, text: str) -> str:
    kinds = {BlockKind.HEADING: f"h{block.level}", BlockKind.ITEM: f"i{block.level}", BlockKind.PARAGRAPH: "p"}
    return f"{kinds[block.kind]}{'+' if block.continues else ''} {text[block.span.start : block.span.end]}"


@each_case("markdown")
def test_blocks(case: Case) -> None:
    """Each block has its kind, its depth and its words."""
    source = read_bytes(case.text.encode(), place=case.name, suffix=".md")
    assert [_described(block, source.text) for block in source.blocks] == case.lines(), case.why


def test_links_keep_their_addresses() -> None:
    """A block tells which of its words lead where."""
    source = read_bytes(b"See [the roadmap](https://example.org/a).", place="statement", suffix=".md")
    ((span, address),) = source.blocks[0].links
    assert source.text[span.start : span.end] == "the roadmap"
    assert address == "https://example.org/a"
