"""Reads the header block that saved documents carry before their text (YAML between lines of `---`)."""

from __future__ import annotations

import datetime
import re

import yaml

from cetgraph.errors import SourceError
from cetgraph.passages import FrontMatter

_BLOCK = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(?P<yaml>.*?)(?:\r?\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)
_OPENING = re.compile(r"\ufeff?\s*---[ \t]*\r?\n[ \t]*[A-Za-z_][\w-]*:")
_LONGEST = 20_000
"""Characters; the longest header block known here has 700."""
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class _Loader(yaml.SafeLoader):
    """Loads plain values only: what refers to other values of the block could grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next value. Raises MarkedYAMLError where it is a reference."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # the stubs give it no types
            raise yaml.MarkedYAMLError(problem="it refers to another value (*)", problem_mark=mark)
        return super().compose_node(parent, index)


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
    if len(block["yaml"]) > _LONGEST:
        raise SourceError(f"the header block has more than {_LONGEST:,} characters", place=place)
    try:
        values = yaml.load(block["yaml"], Loader=_Loader)  # noqa: S506 # a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise SourceError(f"the header block cannot be read: {problem}", place=f"{place}{line}") from error
    except RecursionError as error:
        raise SourceError("the header block is nested too deeply", place=place) from error
    except ValueError as error:  # a date such as 2024-02-31
        raise SourceError(f"the header block holds an impossible value: {error}", place=place) from error
    except (LookupError, AttributeError, TypeError) as error:  # PyYAML, of a value that is not what its tag says
        raise SourceError("the header block holds a value that is not of its own type", place=place) from error
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
        raise SourceError(f"'{key}' in the header block should be words, not {_told(value)}", place=place)
    return " ".join(value.split())


def _told(value: object) -> str:
    """The value as an error tells it, in a few characters."""
    if isinstance(value, str | float | bool | datetime.date):
        return f"{value!r:.60}"
    if isinstance(value, int):
        return f"{value}" if abs(value) < 10**60 else "a number without end"
    return "a list of values"


def _date(value: object, place: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) or (isinstance(value, int) and abs(value) < 10**9):
        found = _DATE.match(str(value))
        if found and _possible(found[0]):
            return found[0]
    raise SourceError(
        f"'date' in the header block is no date: {_told(value)}", place=place, remedy="write it as 2024-07-31"
    )


_LENGTH_OF_A_DAY = len("2024-07-31")


def _possible(day: str) -> bool:
    """Whether a day, month or year stands in the calendar."""
    try:
        datetime.date.fromisoformat(day + "-01-01"[len(day) - 4 :] if len(day) < _LENGTH_OF_A_DAY else day)
    except ValueError:
        return False
    return True
