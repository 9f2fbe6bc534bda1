"""Reads a whole line as a date: the day of issue that many documents print under their title."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_MONTH = "|".join(MONTHS)
_LINE = re.compile(
    rf"^(?:[A-Z][A-Za-z.,\s]{{2,40}}?[,:]?\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    rf"(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month1>{_MONTH}),?\s+(?P<year1>20\d\d)"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>20\d\d)"
    rf"|(?P<iso>20\d\d-\d\d-\d\d))\.?$",
    re.IGNORECASE,
)


def date_of_line(words: str) -> str | None:
    """The ISO date that the words are, with at most a place or weekday before it; None where they say more.

    >>> date_of_line("31 July 2024"), date_of_line("Tokyo, May 23, 2022"), date_of_line("In May 2022 they met.")
    ('2024-07-31', '2022-05-23', None)
    """
    found = _LINE.match(words.strip())
    if not found:
        return None
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    else:
        year = int(found["year1"] or found["year2"])
        month = MONTHS[(found["month1"] or found["month2"]).lower()]
        day = int(found["day1"] or found["day2"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
