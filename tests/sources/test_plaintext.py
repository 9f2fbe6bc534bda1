"""The plain text that offsets count in, and the way back to the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.loading import Case, each_case
from tests.cases.properties import BOUNDED

from cetgraph.errors import SourceError
from cetgraph.passages import SourceText
from cetgraph.sources.plaintext import INVISIBLE
from cetgraph.sources.read import read_bytes


def _read(text: str, suffix: str = ".md") -> SourceText:
    return read_bytes(text.encode(), place="statement", suffix=suffix)


@each_case("plain-text")
def test_plain_text(case: Case) -> None:
    """White space folds to one space, characters that print nothing vanish, the rest stays as it is."""
    assert _read(case.text).text.split("\n") == case.lines(), case.why


def test_the_text_is_its_blocks() -> None:
    """Blocks stand one a line; their spans leave out nothing but the line ends."""
    source = _read("# Space\n\nWe will fly.\n\n- One\n- Two")
    assert "\n".join(source.text[block.span.start : block.span.end] for block in source.blocks) == source.text


def test_the_way_back() -> None:
    """Each character of the plain text leads to itself in the raw text, through marks, entities and wraps."""
    raw = "---\ntitle: A\n---\n**AI:** R&D  and\n  [labs](https://example.org) \\# 1.\n\n> - quoted item\n> goes on\n"
    source = _read(raw)
    assert source.text == "AI: R&D and labs # 1.\nquoted item goes on"
    for offset, character in enumerate(source.text):
        if not character.isspace():
            assert raw[source.offsets.to_raw(offset)] == character


MARKS = ("Space R&D ** # [labs](x) “AI” 1. é𝐀".split(), ["- ", "\n", "\n\n", " ", "\u00a0", "\u200b", "> ", "  \n"])
WORDS = st.sampled_from([mark for marks in MARKS for mark in marks])


@given(st.lists(WORDS, min_size=1, max_size=25))
@BOUNDED
def test_the_way_back_from_any_text(words: list[str]) -> None:
    """Inked characters lead to themselves in the raw text, in order; invisible ones and double spaces are gone."""
    raw = "a" + "".join(words)
    source = _read(raw)
    places = [source.offsets.to_raw(at) for at, character in enumerate(source.text) if not character.isspace()]
    assert [raw[place] for place in places] == [character for character in source.text if not character.isspace()]
    assert places == sorted(set(places))
    assert not INVISIBLE & set(source.text)
    assert "  " not in source.text


def test_no_words_at_all() -> None:
    """A document of marks alone is refused."""
    with pytest.raises(SourceError, match="holds no words"):
        _read("***\n\n- \n\n> \n\n<!-- words -->")
