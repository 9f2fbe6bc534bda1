"""Inline marks are taken off, and every character keeps where it stood."""

from __future__ import annotations

import itertools

from tests.cases.loading import Case, each_case

from cetgraph.sources.inline import read_inline


def _rewritten(raw: str) -> str:
    """The pieces in one plain way of writing: * around bold words, [words](address) for links, ⏎ for a break."""
    parts = []
    looks = itertools.groupby(read_inline(raw, 0), key=lambda piece: (piece.bold, piece.link, piece.hard_break))
    for (bold, link, hard_break), pieces in looks:
        words = "⏎" if hard_break else "".join(piece.characters for piece in pieces)
        words = f"[{words}]({link})" if link is not None else words
        parts.append(f"*{words}*" if bold and not hard_break else words)
    return "".join(parts)


@each_case("inline")
def test_inline(case: Case) -> None:
    """Emphasis, links, tags and entities are taken off, and their words are kept with their look."""
    assert _rewritten(case.text) == case.expected, case.why


def test_pieces_keep_their_places() -> None:
    """Each piece stands unbroken at its offset, counted from where the paragraph stands in the raw text."""
    raw = "- **Space:** to [the Moon](https://example.org) \\& on"
    for piece in read_inline(raw[2:], 2):
        assert raw[piece.raw_start : piece.raw_start + len(piece.characters)] == piece.characters
