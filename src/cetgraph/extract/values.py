"""Reads points in time and sums of money out of a sentence."""

from __future__ import annotations

import re
from datetime import date

from cetgraph.model import Amount, DateMention, Span

MONTHS = {
    name: number
    for number, name in enumerate(
        "January February March April May June July August September October November December".split(), start=1
    )
}
_MONTHS_SHORT = {name[:3]: number for name, number in MONTHS.items()} | {"Sept": 9}
_MONTH = "|".join(MONTHS) + "|" + "|".join(rf"{name}\." for name in _MONTHS_SHORT)
_YEAR = r"(?:19[89]\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_PATTERNS = re.compile(
    # Every alternative begins a word, and with one of these characters; that spares most places the alternatives.
    rf"""\b(?=[\dJFMASONDlLtTnNeEbByY])(?:
      (?P<iso>\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b)
    | \b(?P<dmy_day>{_DAY})(?:\s*[-–]\s*{_DAY})?\s+(?:of\s+)?(?P<dmy_month>{_MONTH}),?\s+(?P<dmy_year>{_YEAR})\b
    | \b(?P<mdy_month>{_MONTH}),?\s+(?P<mdy_day>{_DAY})(?:\s*(?:[-–]|and|to)\s*{_DAY})?,?
        \s+(?:in\s+|of\s+)?(?P<mdy_year>{_YEAR})\b
    | \b(?P<my_month>{_MONTH}),?\s+(?:of\s+)?(?P<my_year>{_YEAR})\b
    | \b(?P<pair_first>{_MONTH})\s+(?:and|to|or)\s+(?P<pair_second>{_MONTH})\s+(?P<pair_year>{_YEAR})\b
    | \b(?P<rel_month_word>[Ll]ast|[Tt]his|[Nn]ext|[Tt]his\s+past|[Tt]his\s+coming)\s+(?P<rel_month>{_MONTH})\b
    | \b(?P<this_year_month>{_MONTH})\s+(?:of\s+)?this\s+year\b
    | \b(?P<md_month>{"|".join(MONTHS)})\s+(?P<md_day>{_DAY})(?![\d,]*\s*(?:million|billion|%|percent))\b
    | \b(?P<dm_day>{_DAY})\s+(?P<dm_month>{"|".join(MONTHS)})\b
    | (?<=\b[Ii]n\s)(?P<bare_month>{"|".join(MONTHS)})\b(?!\s+\d)
    | \b(?P<relative>(?:[Ll]ast|[Tt]his|[Nn]ext)\s+(?:month|year)|[Ll]ater\s+this\s+year
        |(?:[Bb]y|[Bb]efore)\s+(?:the\s+)?(?:year[-\ ]end|end\s+of\s+(?:the|this)\s+year)
        |[Ee]arlier\s+this\s+year|[Tt]oday|[Yy]esterday|[Tt]omorrow)\b
    | (?<=\()(?P<bracket_year>{_YEAR})(?=\))
    | (?P<lead_year>\b{_YEAR})(?=\s+(?:meeting|summit|dialogue|session|conference|edition|exercise|visit)\b)
    | (?P<year>{_YEAR})\b
        (?!\s?[–-]\s?\d)(?!\s*[-–]?\s*(?:percent|%|people|students|companies|participants|Agenda|goals?))
    )""",
    re.VERBOSE,
)
# Words right before a year that make it a point in time.
_YEAR_LEAD = re.compile(
    r"\b(?:in|by|since|from|until|before|after|through|during|for|of|early|late|mid|and|to|around|the|next|spring|summer|"
    r"autumn|fall|winter|beyond|fiscal\s+year|FY|quarter|half|Q[1-4])[\s,-]+$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 24  # characters in which such a word stands
# Words right before a year that make it part of a name: "Agenda 2030", "Vision 2025".
_IN_A_NAME = re.compile(r"(?:Agenda|Vision|Horizon|Mission|Strategy|Plan|Expo|Olympics|Roadmap)(?:\s+for)?\s*$")

_SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "crore": 1e7,
    "lakh": 1e5,
}
_SYMBOLS = {
    "$": "USD",
    "US$": "USD",
    "U.S.$": "USD",
    "USD": "USD",
    "US $": "USD",
    "€": "EUR",
    "EUR": "EUR",
    "£": "GBP",
    "GBP": "GBP",
    "¥": "JPY",
    "JPY": "JPY",
    "A$": "AUD",
    "AUD": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CAD": "CAD",
    "CA$": "CAD",
    "S$": "SGD",
    "SGD": "SGD",
    "NZ$": "NZD",
    "NZD": "NZD",
    "₹": "INR",
    "INR": "INR",
    "Rs": "INR",
    "Rs.": "INR",
    "₩": "KRW",
    "KRW": "KRW",
    "CHF": "CHF",
    "SEK": "SEK",
    "NOK": "NOK",
    "DKK": "DKK",
    "AED": "AED",
    "SAR": "SAR",
    "RM": "MYR",
    "₪": "ILS",
    "NIS": "ILS",
    "HK$": "HKD",
    "NT$": "TWD",
    "R$": "BRL",
}
_NAMES = {
    "dollars": "USD",
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
    "pounds sterling": "GBP",
    "yen": "JPY",
    "won": "KRW",
    "rupees": "INR",
    "australian dollars": "AUD",
    "canadian dollars": "CAD",
    "singapore dollars": "SGD",
    "dirhams": "AED",
    "shekels": "ILS",
    "rupiah": "IDR",
    "pesos": "PHP",
    "dong": "VND",
    "baht": "THB",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:thousand|million|billion|trillion|crore|lakh|mn|bn|tn)\b|[kmb]\b"
_MONEY = re.compile(
    rf"""(?P<symbol>(?:U\.S\.\s?|US\s?|NZ|AU|CA|HK|NT|A|C|S|R)?\$|€|£|¥|₹|₩|₪|\b(?:{
        "|".join(re.escape(code) for code in _SYMBOLS if code.isalpha() and len(code) >= 2)
    })\b)\s?
        (?P<value>{_NUMBER})\+?(?:[\s-]?(?P<scale>{_SCALE}))?\+?
      | \b(?P<value2>{_NUMBER})[\s-]?(?:(?P<scale2>{_SCALE})\s?)?(?P<name>{
        "|".join(sorted((re.escape(name) for name in _NAMES), key=len, reverse=True))
    })\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


# Cheap tests that spare most sentences the long patterns.
_DIGIT = re.compile(r"\d")
_MAY_DATE = re.compile(
    r"\d|\b(?:[Ll]ast|[Tt]his|[Nn]ext)\s+(?:month|year)|[Tt]oday|[Yy]esterday|[Tt]omorrow|"
    r"year[- ]end|end\s+of\s+th\w+\s+year|" + "|".join(MONTHS)
)


def find_dates(text: str, span: Span, *, issued: str | None) -> list[DateMention]:
    """The points in time that a sentence names, in order; relative ones count from the day of issue.

    `issued` is ISO 8601, or None where unknown, which leaves relative dates out. Seasons, quarters, "early" and "end
    of" give the year; a span such as "within the next year" gives nothing.

    >>> text = "They met last June and will meet in September 2024, within the next year."
    >>> [mention.value for mention in find_dates(text, Span(0, len(text)), issued="2024-06-17")]
    ['2023-06', '2024-09']
    """
    if not _MAY_DATE.search(text, span.start, span.end):
        return []
    day = _day(issued)
    found: list[DateMention] = []
    for match in _PATTERNS.finditer(text, span.start, span.end):
        if (match["year"] or match["lead_year"]) and _IN_A_NAME.search(text[span.start : match.start()]):
            continue
        if match["year"] and not _YEAR_LEAD.search(text, max(span.start, match.start() - _LONGEST_LEAD), match.start()):
            continue
        if match["relative"] and _is_span(text, match.start()):
            continue
        where = Span(match.start(), match.end())
        found += [DateMention(value=value, span=where) for value in _values(match, day)]
    unique: dict[str, DateMention] = {}
    for mention in found:
        unique.setdefault(mention.value, mention)
    return list(unique.values())


def _day(issued: str | None) -> date | None:
    if issued is None or len(issued) != 10:
        return None
    return date.fromisoformat(issued)


def _is_span(text: str, start: int) -> bool:
    return bool(re.search(r"(?:within|over|during|throughout|in|for)\s+the\s*$", text[max(0, start - 20) : start]))


def _month(name: str) -> int:
    return MONTHS.get(name) or _MONTHS_SHORT[name.rstrip(".")]


def _values(match: re.Match[str], issued: date | None) -> list[str]:
    if match["iso"]:
        return [match["iso"]]
    for prefix in ("dmy", "mdy"):
        if match[f"{prefix}_year"]:
            day = int(re.sub(r"\D", "", match[f"{prefix}_day"]))
            return _full(int(match[f"{prefix}_year"]), _month(match[f"{prefix}_month"]), day)
    if match["my_year"]:
        return [f"{match['my_year']}-{_month(match['my_month']):02}"]
    if match["pair_year"]:
        return [f"{match['pair_year']}-{_month(match[name]):02}" for name in ("pair_first", "pair_second")]
    if match["year"]:
        return [match["year"]]
    if match["lead_year"] or match["bracket_year"]:
        return [match["lead_year"] or match["bracket_year"]]
    if issued is None:
        return []
    return _relative_values(match, issued)


def _full(year: int, month: int, day: int) -> list[str]:
    try:
        return [date(year, month, day).isoformat()]
    except ValueError:
        return [f"{year}-{month:02}"]


def _relative_values(match: re.Match[str], issued: date) -> list[str]:
    if match["rel_month"]:
        month = _month(match["rel_month"])
        word = match["rel_month_word"].split()[-1].lower()
        year = issued.year
        if (word == "last" and month >= issued.month) or (word == "past" and month > issued.month):
            year -= 1
        elif word in ("next", "coming") and month <= issued.month:
            year += 1
        return [f"{year}-{month:02}"]
    if match["this_year_month"]:
        return [f"{issued.year}-{_month(match['this_year_month']):02}"]
    if match["md_month"] or match["dm_month"]:
        month = _month(match["md_month"] or match["dm_month"])
        day = int(re.sub(r"\D", "", match["md_day"] or match["dm_day"]))
        return _full(_nearest_year(month, issued), month, day)
    if match["bare_month"]:
        month = _month(match["bare_month"])
        return [f"{_nearest_year(month, issued)}-{month:02}"]
    words = " ".join(match["relative"].lower().split())
    if words in _DAYS_OFF:
        return [date.fromordinal(issued.toordinal() + _DAYS_OFF[words]).isoformat()]
    step = {"last": -1, "next": 1}.get(words.split()[0], 0)
    if words.endswith("month"):
        count = issued.year * 12 + issued.month - 1 + step
        return [f"{count // 12}-{count % 12 + 1:02}"]
    return [str(issued.year + step)]


_DAYS_OFF = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _nearest_year(month: int, issued: date) -> int:
    """The year of a month named without one: the nearest to the day of issue, at most half a year off."""
    distance = month - issued.month
    if distance > 6:
        return issued.year - 1
    if distance < -6:
        return issued.year + 1
    return issued.year


def find_amounts(text: str, span: Span) -> list[Amount]:
    """The sums of money that a sentence names.

    >>> [(a.value, a.currency) for a in find_amounts("a US $10 million fund", Span(0, 21))]
    [(10000000.0, 'USD')]
    """
    found: list[Amount] = []
    if not _DIGIT.search(text, span.start, span.end):
        return found
    for match in _MONEY.finditer(text, span.start, span.end):
        number = float((match["value"] or match["value2"]).replace(",", ""))
        scale = match["scale"] or match["scale2"]
        currency = _currency(match)
        if currency is None:
            continue
        value = round(number * (_SCALES[scale.lower()] if scale else 1), 2)
        if all((value, currency) != (other.value, other.currency) for other in found):
            found.append(Amount(value=value, currency=currency, span=Span(match.start(), match.end())))
    return found


def _currency(match: re.Match[str]) -> str | None:
    if match["name"]:
        return _NAMES[match["name"].lower()]
    symbol = match["symbol"].replace(" ", "").replace("U.S.", "US")
    return _SYMBOLS.get(symbol) or _SYMBOLS.get(symbol.upper())
