"""Answers as a table that a person reads."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Final

from cetgraph.graph.store import Rows
from cetgraph.graph.terms import XSD_STRING, BlankNode, Iri, Literal, Term, shorten_iri

GAP: Final = "  "

NARROWEST: Final = 16
"""Columns to which a wide cell may shrink; below that its words no longer stay whole, and records read better."""


def format_rows(answer: Rows, *, width: int | None = None, hidden: Sequence[str] = ()) -> str:
    """The rows in aligned columns, or in a terminal too narrow for that as records, one line for each value.

    `width` is that of the terminal in columns; None for a file or a pipe, where each row stays on its line. Variables
    in `hidden` are left out where no row has a value for them.
    """
    shown = [
        index
        for index, name in enumerate(answer.variables)
        if name not in hidden or any(row[index] is not None for row in answer.rows)
    ]
    names = [answer.variables[index] for index in shown]
    cells = [[format_term(row[index]) for index in shown] for row in answer.rows]
    if width is not None and cells and not _fits(names, cells, width):
        return format_records(names, cells, width=width)
    return format_table(names, cells, width=width)


def format_records(names: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> str:
    """Each row as lines of name and value, empty values left out; rows apart by an empty line.

    >>> print(format_records(["code", "name"], [["SG", "Singapore"], ["US", ""]], width=20), end="")
    code  SG
    name  Singapore
    <BLANKLINE>
    code  US
    """
    margin = max(map(len, names)) + len(GAP)
    records = [
        "".join(
            textwrap.fill(
                cell,
                max(width, margin + NARROWEST),
                initial_indent=name.ljust(margin),
                subsequent_indent=" " * margin,
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
            for name, cell in zip(names, row, strict=True)
            if cell
        )
        for row in rows
    ]
    return "\n".join(records)


def format_table(names: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """The rows in columns under their names and a rule.

    >>> print(format_table(["code", "name"], [["SG", "Singapore"], ["US", ""]]), end="")
    code  name
    ----  ---------
    SG    Singapore
    US
    """
    if not names:
        return ""
    widths = [max(map(_columns, column)) for column in zip(names, *rows, strict=True)]
    if width is not None:
        widths = fit_widths(widths, width - len(GAP) * (len(widths) - 1))
    rule = ["-" * columns for columns in widths]
    lines = [line for row in (names, rule, *rows) for line in _wrap_row(row, widths)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def format_term(term: Term | None) -> str:
    """The term for reading: an IRI with its prefix, a literal as its words, nothing for what is unbound."""
    match term:
        case None:
            return ""
        case Iri(value):
            return shorten_iri(value)
        case BlankNode(value):
            return f"_:{value}"
        case Literal(value, datatype, None) if datatype != XSD_STRING and not value:
            return f'""^^{shorten_iri(datatype)}'
        case Literal(value, _, _):
            return " ".join(value.split())


def fit_widths(widths: Sequence[int], available: int) -> list[int]:
    """The widths, the widest narrowed until all fit; none falls under `NARROWEST`, so that they may still not fit.

    >>> fit_widths([4, 60, 20], 44)
    [4, 20, 20]
    """
    fitted = list(widths)
    excess = sum(fitted) - available
    while excess > 0:
        widest = max(fitted)
        places = [index for index, columns in enumerate(fitted) if columns == widest]
        floor = max([NARROWEST, *(columns for columns in fitted if columns < widest)])
        if widest <= NARROWEST:
            break
        step = min(widest - floor, -(-excess // len(places))) or 1
        for index in places:
            fitted[index] -= min(step, max(excess, 0))
            excess -= min(step, max(excess, 0))
    return fitted


def _fits(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the columns can be narrowed to the width."""
    widths = [max(map(_columns, column)) for column in zip(names, *rows, strict=True)]
    gaps = len(GAP) * (len(widths) - 1)
    return sum(fit_widths(widths, width - gaps)) + gaps <= width


def _wrap_row(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [textwrap.wrap(cell, columns) or [""] for cell, columns in zip(row, widths, strict=True)]
    height = max(map(len, wrapped))
    return [
        GAP.join(
            _pad(lines[number] if number < len(lines) else "", columns)
            for lines, columns in zip(wrapped, widths, strict=True)
        )
        for number in range(height)
    ]


def _pad(words: str, columns: int) -> str:
    return words + " " * (columns - _columns(words))


def _columns(words: str) -> int:
    """Columns that the words take in a terminal.

    >>> _columns("AI"), _columns("日本")
    (2, 4)
    """
    if words.isascii():
        return len(words)
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in words
    )
