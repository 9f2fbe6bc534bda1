"""What stands between a document's bytes and what is found in it: its plain text, blocks and passages.

Like `model`, these values are frozen and know no file. Offsets are code points into `SourceText.text`, half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from cetgraph.model import Span


class BlockKind(StrEnum):
    """How a block is laid out in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading or list item.

    `level` is a heading's rank (1 is highest) or an item's nesting depth (0 is outermost), 0 for a paragraph.
    `bold` are the stretches set in bold or underlined; `links` pairs a stretch with its address. `continues` tells
    that the block goes on inside the list item before it.
    """

    kind: BlockKind
    level: int
    span: Span
    bold: tuple[Span, ...] = ()
    links: tuple[tuple[Span, str], ...] = ()
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What a document's header block says of it; None where it is silent. `date` is ISO 8601."""

    title: str | None = None
    date: str | None = None
    source_url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """The way back from the plain text to the raw text: runs that advance in step, each (plain start, raw start)."""

    plain: tuple[int, ...]
    raw: tuple[int, ...]

    def to_raw(self, offset: int) -> int:
        """The raw text's code point offset of the character at this plain offset.

        >>> OffsetMap((0, 5), (10, 30)).to_raw(6)
        31
        """
        index = bisect_right(self.plain, offset) - 1
        if index < 0:
            raise IndexError(f"offset {offset} lies before the text")
        return self.raw[index] + offset - self.plain[index]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A document as plain text in blocks. `raw_sha256` is the hex digest of the bytes that were read."""

    text: str
    blocks: tuple[Block, ...]
    front_matter: FrontMatter
    offsets: OffsetMap
    raw_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading under which cooperation is grouped; `span` leaves out a closing colon."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence, or a list item's stretch without a full sentence, with where it stands.

    `block` indexes `SourceText.blocks`; `heading` indexes `Outline.headings`, None outside any. `item_level` is the
    nesting depth of the list item that it stands in, None in prose. `opens_block` tells that it comes first in its
    block. `lead_in` indexes the passage that ends in a colon and that this one completes, None without one;
    `leads_in` tells that items complete this passage.
    """

    span: Span
    block: int
    heading: int | None
    item_level: int | None
    opens_block: bool
    lead_in: int | None = None
    leads_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A document's structure: its title, the headings that name fields of cooperation, and its passages in order.

    `title_span` is where the text itself prints the title, None where only the header block has it.
    """

    title: str
    title_span: Span | None
    date: str | None
    headings: tuple[Heading, ...]
    passages: tuple[Passage, ...]
