"""Puts a PDF's runs of text together to lines, less what its pages repeat: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cetgraph.sources.plaintext import Piece

_OUTER = 0.12
"""The share of a page's height, at top and bottom, in which headers and footers stand."""
_MARGIN = 0.065
"""The share of a page's height that text leaves free."""
_FAR = 3.0
"""Ems between words of different cells; justified lines have gaps of less than two."""
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
# What browsers print around a page: date and time, address.
_BROWSER = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d{2}(?:\s?[AP]M)?|(?:https?|file|about):\S+", re.IGNORECASE
)
# Ligatures as letters; and codes that WinAnsiEncoding leaves open draw a bullet (ISO 32000-1, D.2, note 3).
_LETTERS = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
) | dict.fromkeys((0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D), "•")
_NARROW = frozenset("ijlftrI.,;:'’‘|!()[]-/ ")
_WIDE = frozenset("mwMW@%—")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one font; x and y are where their baseline begins, in points from the left and the bottom.

    `breadth` is how many times broader than in common fonts the letters are.
    """

    words: str
    x: float
    y: float
    size: float
    bold: bool
    breadth: float = 1.0

    @property
    def width(self) -> float:
        """About how wide the words are."""
        return self.breadth * width_of(self.words.rstrip(), self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A small shape that may be a bullet; y is its middle."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page as drawn, upright. `has_picture` tells that it draws a picture or a form."""

    number: int
    top: float
    bottom: float
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]
    has_picture: bool


@dataclass(slots=True, kw_only=True)
class Line:
    """A line of one column.

    `end` is where it ends, estimated; `drawn_at` is where its last run was said to begin; `inner` is where its second
    run begins, which after a bullet is where its words do; `mark` is where a drawn bullet stands. None without.
    """

    page: int
    x: float
    y: float
    size: float
    end: float
    drawn_at: float
    pieces: list[Piece] = field(default_factory=list)
    mark: float | None = None
    inner: float | None = None

    @property
    def words(self) -> str:
        """What the line prints."""
        return "".join(piece.characters for piece in self.pieces)

    @property
    def is_bold(self) -> bool:
        """Whether all its letters are bold."""
        return all(piece.bold for piece in self.pieces if any(map(str.isalnum, piece.characters)))

    @property
    def opens_bold(self) -> bool:
        """Whether its first letters are bold."""
        return next((piece.bold for piece in self.pieces if any(map(str.isalnum, piece.characters))), False)


def width_of(words: str, size: float) -> float:
    """About how wide the words are in a common font of that size; within a tenth for a line of text."""
    ems = 0.0
    for character in words:
        if character in _NARROW:
            ems += 0.29
        elif character in _WIDE:
            ems += 0.83
        elif character.isupper():
            ems += 0.68
        else:
            ems += 0.5
    return ems * size


def lines_of(pages: Sequence[PrintedPage]) -> list[Line]:
    """The lines of all pages in the order in which they are drawn, without what pages repeat."""
    by_page = [_lines(page) for page in pages]
    repeated = _repeated(pages, by_page)
    sizes: Counter[float] = Counter()
    for line in (line for own in by_page for line in own):
        sizes[round(line.size * 2) / 2] += len(line.words)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    lines: list[Line] = []
    for page, own in zip(pages, by_page, strict=True):
        outermost = _outermost(own, page)
        for line in own:
            zone = _zone(line, page)
            words = line.words.strip()
            if zone and _key(line, zone) in repeated:
                continue
            if id(line) in outermost and (
                _PAGE_NUMBER.fullmatch(words) or _BROWSER.fullmatch(words) or _is_marginal(line, page, usual)
            ):
                continue
            lines.append(line)
    return lines


def _lines(page: PrintedPage) -> list[Line]:
    lines: list[Line] = []
    for run in page.runs:
        words = run.words.translate(_LETTERS)
        line = lines[-1] if lines else None
        if line is not None and _is_note_sign(run, line):
            continue
        # A run that follows another without a move of its own is reported at the other's place.
        x = line.end if line is not None and abs(run.x - line.drawn_at) < 0.01 else run.x
        if line is not None and _goes_on(run, x, line):
            if words == line.pieces[-1].characters and x < line.end - 0.5 * run.width:
                continue  # drawn twice, to look bold
            spaced = (
                _is_raised(run, line)
                or line.words.endswith(" ")
                or words.startswith(" ")
                or x - line.end < 0.12 * run.size
            )
            words = words if spaced else f" {words}"
            line.size = max(line.size, run.size)
            line.inner = x if line.inner is None else line.inner
        else:
            x = run.x
            line = Line(page=page.number, x=x, y=run.y, size=run.size, end=x, drawn_at=x)
            lines.append(line)
        line.pieces.append(Piece(words, 0, bold=run.bold))
        line.drawn_at = run.x
        line.end = max(line.end, x + run.width)
    for line in lines:
        line.mark = _mark_of(line, page.marks)
    return lines


def _goes_on(run: Run, x: float, line: Line) -> bool:
    """Whether a run at x stands on the line, after it and in its column. A bullet may stand off from its words."""
    if x < line.x or (abs(run.y - line.y) > 0.35 * max(run.size, line.size) and not _is_raised(run, line)):
        return False
    is_marker = len(line.pieces) <= 4 and len(line.words.strip()) <= 4
    return x - line.end < (6.0 if is_marker else _FAR) * max(run.size, line.size)


def _is_raised(run: Run, line: Line) -> bool:
    """Whether the run is set small and high on the line: "21st", a footnote's number."""
    return run.size < 0.85 * line.size and 0.1 * line.size < run.y - line.y < 0.8 * line.size


def _is_note_sign(run: Run, line: Line) -> bool:
    return _is_raised(run, line) and run.words.strip().isdigit() and len(run.words.strip()) <= 3


def _mark_of(line: Line, marks: Iterable[Mark]) -> float | None:
    for mark in marks:
        if 0 < line.x - mark.x < 3.5 * line.size and abs(mark.y - line.y - 0.3 * line.size) < 0.4 * line.size:
            return mark.x
    return None


def _zone(line: Line, page: PrintedPage) -> str:
    height = page.top - page.bottom
    if line.y > page.top - _OUTER * height:
        return "top"
    return "bottom" if line.y < page.bottom + _OUTER * height else ""


def _is_marginal(line: Line, page: PrintedPage, usual: float) -> bool:
    """Whether the line is small print in the page's very margin, which is never the text's."""
    height = page.top - page.bottom
    is_out = line.y > page.top - _MARGIN * height or line.y < page.bottom + _MARGIN * height
    return is_out and line.size < 0.85 * usual


def _key(line: Line, zone: str) -> tuple[str, int, str]:
    """What a header or footer has in common from page to page: its words but for numbers, and its height."""
    return zone, round(line.y / 4), re.sub(r"\d+|\b[ivxlc]+\b", "#", " ".join(line.words.lower().split()))


def _repeated(pages: Sequence[PrintedPage], by_page: Sequence[list[Line]]) -> set[tuple[str, int, str]]:
    counts: Counter[tuple[str, int, str]] = Counter()
    for page, lines in zip(pages, by_page, strict=True):
        counts.update({_key(line, zone) for line in lines if (zone := _zone(line, page))})
    least = max(2, 0.4 * len(pages))  # left and right pages may have footers of their own
    return {key for key, count in counts.items() if count >= least}


def _outermost(lines: Sequence[Line], page: PrintedPage) -> set[int]:
    """The two uppermost and the two lowest lines' rows, if in the outer zones, by identity."""
    found: set[int] = set()
    for zone in ("top", "bottom"):
        inside = [line for line in lines if _zone(line, page) == zone]
        rows = sorted({round(line.y) for line in inside}, reverse=zone == "top")[:2]
        found |= {id(line) for line in inside if round(line.y) in rows}
    return found
