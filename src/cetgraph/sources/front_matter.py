"""Reads the header block that saved documents carry before their text (YAML between lines of `---`)."""

from __future__ import annotations

import datetime
import re

import yaml

from cetgraph.errors import SourceError
from cetgraph.passages import FrontMatter

_BLOCK = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(?P<yaml>.*?)(?:\r?\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)
_OPENING = re.compile(r"\ufeff?\s*---[ \t]*\r?\n[ \t]*[A-Za-z_][\w-]*:")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def read_front_matter(raw: str, place: str) -> tuple[FrontMatter, int]:
    r"""The header block and the offset at which the document's own text begins (0 where there is no block).

    `place` names the document in errors. Raises SourceError where the block does not close, is no YAML mapping, or
    gives a value of a kind that it cannot have.

    >>> read_front_matter("---\ntitle: A Fact Sheet\ndate: 2024-07-31\n---\nToday", "x.md")[0].date
    '2024-07-31'
    """
    if not _OPENING.match(raw):
        return FrontMatter(), 0
    block = _BLOCK.match(raw)
    if block is None:
        raise SourceError(
            "the header block that opens with --- is never closed",
            place=f"{place}, line 1",
            remedy="end it with a line of ---",
        )
    try:
        values = yaml.safe_load(block["yaml"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise SourceError(f"the header block cannot be read: {problem}", place=f"{place}{line}") from error
    except ValueError as error:  # a date such as 2024-02-31
        raise SourceError(f"the header block holds an impossible value: {error}", place=place) from error
    if not isinstance(values, dict):
        raise SourceError("the header block is no list of 'key: value' lines", place=place)
    address = _words(values, "source_url", place)
    front_matter = FrontMatter(
        title=_words(values, "title", place),
        date=_date(values.get("date"), place),
        source_url=address if address and address.startswith(("http://", "https://")) else None,
        language=_words(values, "lang", place) or _words(values, "language", place),
    )
    return front_matter, block.end()


def _words(values: dict[object, object], key: str, place: str) -> str | None:
    value = values.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise SourceError(f"'{key}' in the header block should be words, not {value!r}", place=place)
    return " ".join(value.split())


def _date(value: object, place: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str | int):
        found = _DATE.match(str(value))
        if found and (len(found[0]) < 10 or _possible(found[0])):
            return found[0]
    raise SourceError(f"'date' in the header block is no date: {value!r}", place=place, remedy="write it as 2024-07-31")


def _possible(day: str) -> bool:
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        return False
    return True
