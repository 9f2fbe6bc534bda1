"""Reads the text layer of a PDF.

A PDF says where characters are drawn, not what they are parts of; lines, paragraphs, lists and headings are inferred
from their places and fonts (`pdf_lines`, `pdf_layout`). The raw text that offsets lead back to is therefore the text as
extracted, equal to the plain text: a character has no one place in the file's bytes.

pypdf gives the runs of text with their places and fonts. It is fed files by strangers; it bounds what it unpacks, and
the number of pages and of drawing operations is bounded here too.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdf
from pypdf.errors import (
    DependencyError,
    FileNotDecryptedError,
    LimitReachedError,
    PdfReadError,
    WrongPasswordError,
)
from pypdf.generic import DictionaryObject

from cetgraph.errors import SourceError
from cetgraph.sources.pdf_fonts import breadth_of
from cetgraph.sources.pdf_layout import lay_out
from cetgraph.sources.pdf_lines import Mark, PrintedPage, Run, lines_of
from cetgraph.sources.plaintext import PlainTextBuilder

_MOST_PAGES = 1_000
"""The longest documents of this genre have some hundred pages."""
_MOST_OPERATIONS = 3_000_000
"""A full page takes a few thousand drawing operations."""
_MOST_CHARACTERS = 5_000_000
_LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
    run_length_maximum_output_length=20_000_000,
    array_based_stream_maximum_output_length=20_000_000,
    stream_parsing_work_maximum_count=1_000_000,
    xform_maximum_invocations_per_extraction=1_000,
)
"""Bytes and steps that pypdf may spend on one stream or page; its own limits take a minute to reach."""
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_LARGEST_MARK = 9.0
"""Points; bullets that are drawn as shapes have 2 to 6."""
_MOST_MARKS = 300
"""A page has at most as many bullets as lines; maps and patterns draw thousands of small shapes."""
_UNREADABLE = 0.2
"""The share of characters without a meaning from which a text is no text."""

Matrix = Sequence[float]


def read_pdf(content: bytes, *, place: str) -> PlainTextBuilder:
    """The blocks of a PDF's text. Its offsets are those of the extracted text itself.

    Raises SourceError where the file is broken, needs a password, is too large, or has no text, as scans have none.
    """
    with _quiet(), pypdf.apply_configuration(_LIMITS):
        try:
            pages = _pages(content, place)
        except SourceError:
            raise
        except (DependencyError, FileNotDecryptedError, WrongPasswordError) as error:
            raise _locked(place) from error
        except LimitReachedError as error:
            raise _too_much(place) from error
        except PdfReadError as error:
            raise SourceError("the PDF is broken and cannot be read", place=place) from error
        # What pypdf meets in a damaged or hostile file surfaces as an error of any class.
        except Exception as error:
            kind = type(error).__name__
            raise SourceError(f"the PDF is broken and cannot be read ({kind})", place=place) from error
    _check_words(pages, place)
    builder = PlainTextBuilder()
    for block in lay_out(lines_of(pages)):
        builder.add_block(list(block.pieces), kind=block.kind, level=block.level, continues=block.continues)
    return builder


@contextmanager
def _quiet() -> Iterator[None]:
    """While it lasts, pypdf does not write its remarks on a damaged file to stderr."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _locked(place: str) -> SourceError:
    return SourceError("the PDF is encrypted", place=place, remedy="save it without a password")


def _too_much(place: str) -> SourceError:
    return SourceError("the PDF holds or draws more than any document", place=place)


def _pages(content: bytes, place: str) -> list[PrintedPage]:
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    # Many are encrypted with no password for reading, only one for changing.
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(place)
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise SourceError(f"the PDF has {count:,} pages, more than {_MOST_PAGES:,}", place=place)
    budget = _Budget(place)
    return [_page(page, number, budget) for number, page in enumerate(reader.pages)]


class _Budget:
    """What is left of the operations and characters that one document may take."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.operations = _MOST_OPERATIONS
        self.characters = _MOST_CHARACTERS

    def check(self) -> None:
        """Raise SourceError where nothing is left."""
        if self.operations < 0 or self.characters < 0:
            raise _too_much(self.place)


def _page(page: pypdf.PageObject, number: int, budget: _Budget) -> PrintedPage:
    turn = page.rotation % 360
    runs: list[Run] = []
    breadths: dict[int, float] = {}
    shapes = _Shapes(turn)

    def on_text(
        words: str, outer: Matrix, inner: Matrix, font: DictionaryObject | None, font_size: float | None
    ) -> None:
        budget.characters -= len(words)
        budget.check()
        if font is not None and id(font) not in breadths:
            breadths[id(font)] = breadth_of(font)
        breadth = breadths.get(id(font), 1.0)
        if words.strip() and (
            run := _run(words, outer, inner, font=font, font_size=font_size or 0.0, breadth=breadth, turn=turn)
        ):
            runs.append(run)

    def on_operation(operator: bytes, operands: Sequence[object], outer: Matrix, _: Matrix) -> None:
        budget.operations -= 1
        budget.check()
        shapes.draw(operator, operands, outer)

    page.extract_text(visitor_text=on_text, visitor_operand_before=on_operation)
    budget.check()
    box = page.cropbox
    corners = [_turned(float(x), float(y), turn)[1] for x in (box.left, box.right) for y in (box.bottom, box.top)]
    return PrintedPage(
        number=number,
        top=max(corners),
        bottom=min(corners),
        runs=tuple(runs),
        marks=tuple(shapes.marks),
        has_picture=shapes.has_picture,
    )


def _run(
    words: str,
    outer: Matrix,
    inner: Matrix,
    *,
    font: DictionaryObject | None,
    font_size: float,
    breadth: float,
    turn: int,
) -> Run | None:
    """The run with its place on the upright page; None where it does not run from left to right (watermarks)."""
    along = _turned(*_through(outer, inner[0], inner[1]), turn)
    upwards = _through(outer, inner[2], inner[3])
    x, y = _turned(*_through(outer, inner[4], inner[5], origin=1.0), turn)
    size = abs(font_size) * math.hypot(*upwards)
    if along[0] <= 0 or abs(along[1]) > 0.1 * along[0] or not all(map(math.isfinite, (x, y, size))) or size <= 0:
        return None
    name = str(font.get("/BaseFont", "")) if font is not None else ""
    return Run(
        words=words.strip("\n").replace("\n", " "), x=x, y=y, size=size, bold=bool(_BOLD.search(name)), breadth=breadth
    )


def _through(matrix: Matrix, x: float, y: float, *, origin: float = 0.0) -> tuple[float, float]:
    """The point (or with origin 0 the direction) where the matrix takes it."""
    return (
        matrix[0] * x + matrix[2] * y + origin * matrix[4],
        matrix[1] * x + matrix[3] * y + origin * matrix[5],
    )


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """The point on a page that is shown turned clockwise by that angle."""
    return {90: (y, -x), 180: (-x, -y), 270: (-y, x)}.get(turn, (x, y))


class _Shapes:
    """Follows the paths that a page draws, and keeps those that are as small as bullets."""

    def __init__(self, turn: int) -> None:
        self.turn = turn
        self.points: list[tuple[float, float]] = []
        self.marks: list[Mark] = []
        self.has_picture = False

    def draw(self, operator: bytes, operands: Sequence[object], outer: Matrix) -> None:
        """Take in one operation."""
        if operator in {b"m", b"l", b"c", b"v", b"y"}:
            self._extend(_numbers(operands)[-2:], outer)
        elif operator == b"re":
            box = _numbers(operands)
            if len(box) == 4:
                self._extend(box[:2], outer)
                self._extend([box[0] + box[2], box[1] + box[3]], outer)
        elif operator in {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"}:
            self._close()
        elif operator == b"n":
            self.points = []
        elif operator in {b"Do", b"BI", b"INLINE IMAGE"}:
            self.has_picture = True

    def _extend(self, point: list[float], outer: Matrix) -> None:
        if len(point) == 2 and len(self.points) < 64:
            self.points.append(_turned(*_through(outer, *point, origin=1.0), self.turn))

    def _close(self) -> None:
        points, self.points = self.points, []
        if not points:
            return
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        bottom, top = min(y for _, y in points), max(y for _, y in points)
        width, height = right - left, top - bottom
        if len(self.marks) < _MOST_MARKS and 0.5 < width < _LARGEST_MARK and 0.5 * width < height < 2 * width:
            self.marks.append(Mark(x=left, y=(bottom + top) / 2))


def _numbers(operands: Sequence[object]) -> list[float]:
    return [float(operand) for operand in operands if isinstance(operand, int | float)]


def _check_words(pages: Sequence[PrintedPage], place: str) -> None:
    """Raise SourceError where the pages hold pictures of words, or signs that stand for nothing known."""
    written = [sum(character.isalnum() for run in page.runs for character in run.words) for page in pages]
    scans = [page for page, count in zip(pages, written, strict=True) if count < 20 and page.has_picture]
    remedy = "run character recognition (OCR) on it first"
    if sum(written) < 20 or len(scans) * 2 > len(pages):
        what = "is a scan: it has pictures of pages but no text" if scans else "has no text"
        raise SourceError(f"the PDF {what}", place=place, remedy=remedy)
    signs = "".join(run.words for page in pages for run in page.runs)
    unknown = sum(1 for sign in signs if sign == "\ufffd" or "\ue000" <= sign <= "\uefff" or sign < " ")
    if unknown > _UNREADABLE * len(signs):
        raise SourceError("the PDF does not tell which letters it draws", place=place, remedy=remedy)
