"""Dates as the graph has them, of a day, a month or a year: in words, and in the order of time."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

MONTHS: Final = tuple("January February March April May June July August September October November December".split())

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def say_date(written: str) -> str:
    """The date in words; what is no date as it stands.

    >>> say_date("2024-07-31"), say_date("2024-09"), say_date("2024"), say_date("soon")
    ('31 July 2024', 'September 2024', '2024', 'soon')
    """
    parts = _parts(written)
    if parts is None:
        return written
    year, month, day = parts
    return " ".join(part for part in (str(day or ""), MONTHS[month - 1] if month else "", str(year)) if part)


def last_day(written: str) -> str:
    """The last day of the day, month or year; empty for what is no date.

    >>> last_day("2024-02"), last_day("2024"), last_day("2024-02-30")
    ('2024-02-29', '2024-12-31', '')
    """
    parts = _parts(written)
    if parts is None:
        return ""
    year, month, day = parts
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1]).isoformat()


def day_number(written: str) -> int | None:
    """The number of the day, or of the first one of the month or year; None for what is no date.

    >>> day_number("2024-07-31") - day_number("2024-07")
    30
    """
    parts = _parts(written)
    return date(parts[0], parts[1] or 1, parts[2] or 1).toordinal() if parts else None


def say_gap(earlier: str, later: str) -> str:
    """How long after the one date the other is, in words; empty where that cannot be said.

    >>> say_gap("2023-10-12", "2024-07-31"), say_gap("2023-10-12", "2023-10-12"), say_gap("", "2024")
    ('10 months later', 'the same day', '')
    """
    first, second = day_number(earlier), day_number(later)
    if first is None or second is None or second < first:
        return ""
    days = second - first
    if not days:
        return "the same day"
    if days < 60:
        return f"{days} {'day' if days == 1 else 'days'} later"
    months = round(days / 30.44)
    return f"{months} months later" if months < 24 else f"{days / 365.25:.1f}".removesuffix(".0") + " years later"


def _parts(written: str) -> tuple[int, int, int] | None:
    """Year, month and day, 0 for what is not told; None for what is no date."""
    found = _DATE.fullmatch(written)
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return year, month, day
