"""Reads what a page's head says of the page: its titles, its date, its own address, its language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cetgraph.sources.dates import MONTHS
from cetgraph.sources.html_tokens import Tag, Words

_TITLES = ("og:title", "twitter:title", "dcterms.title", "dc.title", "title")
_DATES = (
    "article:published_time",
    "datepublished",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publication_date",
    "date",
)
_ISO = re.compile(r"\s*(20\d\d-\d\d-\d\d)(?:$|[T\s])")
_SEPARATOR = re.compile(r"\s+(?:\||[-–—]|::|»|›|•|·)\s+|\s*\|\s*")
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS).replace(
    "sep(?:tember)", "sept?(?:ember)?"
)
_DAY = re.compile(
    rf"(?<!\d)(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<month1>{_MONTH})\.?,?[\s-]+(?P<year1>20\d\d)"
    rf"|(?P<month2>{_MONTH})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>20\d\d)"
    rf"|(?P<iso>20\d\d-\d\d-\d\d))(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says of itself; None where it is silent. `date` is ISO 8601, `description` sums the page up.

    `titles` are all the forms of its title, the likeliest first.
    """

    titles: tuple[str, ...] = ()
    site: str | None = None
    description: str | None = None
    date: str | None = None
    address: str | None = None
    language: str | None = None


def page_facts(head: Sequence[Tag | Words]) -> PageFacts:
    """The facts that these tags give (title with its words, meta, link, html, time)."""
    metas: dict[str, str] = {}
    printed: list[str] = []
    times: set[str] = set()
    canonical = language = None
    for token in head:
        if isinstance(token, Words):
            printed.append(token.characters)
            continue
        attributes = token.attributes
        if token.name == "meta":
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            value = " ".join(attributes.get("content", "").split())
            if value:
                metas.setdefault(key.strip().lower(), value)
        elif token.name == "link" and "canonical" in attributes.get("rel", "").lower().split():
            canonical = canonical or attributes.get("href")
        elif token.name == "html":
            language = language or attributes.get("lang") or None
        elif token.name == "time" and (found := _ISO.match(attributes.get("datetime", ""))):
            times.add(found[1])
    title = " ".join("".join(printed).split())
    titles = dict.fromkeys(words for words in (*(metas.get(key, "") for key in _TITLES), title) if words)
    return PageFacts(
        titles=tuple(titles),
        site=metas.get("og:site_name") or metas.get("application-name"),
        description=metas.get("description") or metas.get("og:description"),
        date=_date(metas) or (next(iter(times)) if len(times) == 1 else None),
        address=_web_address(canonical) or _web_address(metas.get("og:url")),
        language=language,
    )


def title_parts(title: str) -> list[str]:
    """A title without the names of site and section before or after it, in each way that it can be cut, whole first.

    >>> title_parts("Joint Statement | Ministry of Trade")
    ['Joint Statement | Ministry of Trade', 'Joint Statement', 'Ministry of Trade']
    """
    cuts = [(found.start(), found.end()) for found in _SEPARATOR.finditer(title)][:8]
    heads = [title[:start] for start, _ in reversed(cuts)]
    tails = [title[end:] for _, end in cuts]
    return [part for part in (title, *heads, *tails) if part]


def day_in(words: str) -> str | None:
    """The first full date that the words hold, in ISO 8601; None where they hold none that exists.

    >>> day_in("Posted On: 17 JUN 2024 8:34PM by PIB Delhi"), day_in("June 2024")
    ('2024-06-17', None)
    """
    found = _DAY.search(words)
    if found is None:
        return None
    if found["iso"]:
        return found["iso"] if _exists(found["iso"]) else None
    name = (found["month1"] or found["month2"]).lower()
    month = next(number for full, number in MONTHS.items() if full.startswith(name[:3]))
    day = f"{found['year1'] or found['year2']}-{month:02}-{int(found['day1'] or found['day2']):02}"
    return day if _exists(day) else None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _date(metas: dict[str, str]) -> str | None:
    for key in _DATES:
        found = _ISO.match(metas.get(key, ""))
        if found and _exists(found[1]):
            return found[1]
    return None


def _web_address(words: str | None) -> str | None:
    """The words where they are a whole address on the web."""
    address = (words or "").strip()
    is_whole = address.startswith(("http://", "https://")) and len(address) <= 2000 and not re.search(r"\s", address)
    return address if is_whole else None
