"""Builds the plain text that offsets count in, with the way back to the raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cetgraph.model import Span
from cetgraph.passages import Block, BlockKind, OffsetMap

# Characters that print nothing and would split a word: zero-width space, joiners, soft hyphen, byte-order mark.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u00ad\ufeff")
_INK = f"[^\\s{''.join(sorted(INVISIBLE))}]"
# Words with single spaces between them advance in step with the raw text, and are taken in one stretch.
_INKED = re.compile(f"{_INK}+(?: {_INK}+)*")
CLOSES_A_LINE = frozenset('.:;!?)”"’')


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one look; `raw_start` is its offset in the raw text, where it stands unbroken."""

    characters: str
    raw_start: int
    bold: bool = False
    link: str | None = None
    hard_break: bool = False


@dataclass(slots=True)
class PlainTextBuilder:
    """Collects blocks one after another; white space folds to one space, invisible characters vanish."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    plain_starts: list[int] = field(default_factory=list)
    raw_starts: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def add_block(self, pieces: list[Piece], *, kind: BlockKind, level: int = 0, continues: bool = False) -> None:
        """Appends a block, or several where a forced line break sets its lines apart; nothing if it has no words."""
        for number, line in enumerate(_lines(pieces)):
            self._add_line(line, kind=kind, level=level, continues=continues or (number > 0 and kind is BlockKind.ITEM))

    def text(self) -> str:
        """The plain text so far."""
        return "".join(self.parts)

    def offsets(self) -> OffsetMap:
        """The map of the plain text so far to the raw text."""
        return OffsetMap(tuple(self.plain_starts), tuple(self.raw_starts))

    def _add_line(self, pieces: list[Piece], *, kind: BlockKind, level: int, continues: bool) -> None:
        start = self.length + (1 if self.blocks else 0)
        out: list[str] = []
        runs: list[tuple[int, int]] = []
        bold: list[tuple[int, int]] = []
        links: list[tuple[int, int, str]] = []
        position = start
        space_due = False
        for piece in pieces:
            ended = 0
            for stretch in _INKED.finditer(piece.characters):
                space_due = space_due or _has_space(piece.characters, ended, stretch.start())
                ended = stretch.end()
                raw = piece.raw_start + stretch.start()
                if space_due and out:
                    out.append(" ")
                    runs.append((position, raw - 1))
                    position += 1
                space_due = False
                runs.append((position, raw))
                out.append(stretch[0])
                end = position + len(stretch[0])
                if piece.bold:
                    if bold and position - bold[-1][1] <= 1:
                        bold[-1] = (bold[-1][0], end)
                    else:
                        bold.append((position, end))
                if piece.link:
                    if links and links[-1][2] == piece.link and position - links[-1][1] <= 1:
                        links[-1] = (links[-1][0], end, piece.link)
                    else:
                        links.append((position, end, piece.link))
                position = end
            space_due = space_due or _has_space(piece.characters, ended, len(piece.characters))
        line = "".join(out)
        if not any(character.isalnum() for character in line):
            return
        if self.blocks:
            self.parts.append("\n")
            self.length += 1
        self.parts.append(line)
        self.length += len(line)
        for plain, raw in runs:
            self.plain_starts.append(plain)
            self.raw_starts.append(raw)
        self.blocks.append(
            Block(
                kind=kind,
                level=level,
                span=Span(start, self.length),
                bold=tuple(Span(*stretch) for stretch in bold),
                links=tuple((Span(first, last), address) for first, last, address in links),
                continues=continues,
            )
        )


def _has_space(characters: str, start: int, end: int) -> bool:
    gap = characters[start:end]
    return gap.isspace() or any(character.isspace() for character in gap)


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """The block's lines: a forced break sets a line apart if that line is a title or ends a sentence."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.hard_break:
            if _stands_alone(lines[-1]):
                lines.append([])
            else:
                lines[-1].append(Piece(" ", piece.raw_start))
        else:
            lines[-1].append(piece)
    return lines


def _stands_alone(line: list[Piece]) -> bool:
    inked = [piece for piece in line if piece.characters.strip()]
    if not inked:
        return False
    return all(piece.bold for piece in inked) or inked[-1].characters.rstrip()[-1] in CLOSES_A_LINE
