"""The parties that a dialogue's or agreement's name opens with: "U.S.-Singapore", "Indo-U.S.", "Japan–ROK".

Two governments write the name of one dialogue with their own country first, in full or in short. Its identifier must
not depend on that, nor on which countries a document happens to name, so the spellings stand here and not in a reading.
Only what occurs in such openings is listed; a country that is missing keeps its name as the document spells it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from cetgraph.model import Party

SPELLINGS: Final[dict[str, str]] = {
    "AE": "United Arab Emirates|UAE|U.A.E.|Emirati",
    "AFRICAN-UNION": "African Union",
    "AR": "Argentina|Argentine",
    "ASEAN": "ASEAN",
    "AT": "Austria|Austrian",
    "AU": "Australia|Australian",
    "BE": "Belgium|Belgian",
    "BH": "Bahrain|Bahraini",
    "BR": "Brazil|Brazilian",
    "CA": "Canada|Canadian",
    "CH": "Switzerland|Swiss",
    "CL": "Chile|Chilean",
    "CN": "China|PRC|P.R.C.|Chinese|Sino",
    "CO": "Colombia|Colombian",
    "CZ": "Czechia|Czech Republic|Czech",
    "DE": "Germany|German|Federal Republic of Germany",
    "DK": "Denmark|Danish",
    "EE": "Estonia|Estonian",
    "EG": "Egypt|Egyptian",
    "ES": "Spain|Spanish",
    "EU": "European Union|EU|E.U.",
    "FI": "Finland|Finnish",
    "FR": "France|French|Franco",
    "GB": "United Kingdom|UK|U.K.|Britain|British|Anglo",
    "GR": "Greece|Greek|Hellenic",
    "ID": "Indonesia|Indonesian",
    "IE": "Ireland|Irish",
    "IL": "Israel|Israeli",
    "IN": "India|Republic of India|Indian|Indo",
    "IT": "Italy|Italian",
    "JO": "Jordan|Jordanian",
    "JP": "Japan|Japanese",
    "KE": "Kenya|Kenyan",
    "KR": "Republic of Korea|ROK|R.O.K.|South Korea|Korea|South Korean|Korean",
    "KW": "Kuwait|Kuwaiti",
    "KZ": "Kazakhstan|Kazakhstani",
    "LT": "Lithuania|Lithuanian",
    "MA": "Morocco|Moroccan",
    "MN": "Mongolia|Mongolian",
    "MX": "Mexico|Mexican",
    "MY": "Malaysia|Malaysian",
    "NATO": "NATO",
    "NG": "Nigeria|Nigerian",
    "NL": "Netherlands|Dutch",
    "NO": "Norway|Norwegian",
    "NZ": "New Zealand|NZ|N.Z.",
    "OM": "Oman|Omani",
    "PH": "Philippines|Philippine|Filipino",
    "PK": "Pakistan|Pakistani",
    "PL": "Poland|Polish",
    "PT": "Portugal|Portuguese|Luso",
    "QA": "Qatar|Qatari",
    "RO": "Romania|Romanian",
    "RU": "Russia|Russian Federation|Russian|Russo",
    "SA": "Saudi Arabia|Saudi Arabian|Saudi",
    "SE": "Sweden|Swedish",
    "SG": "Singapore|Republic of Singapore|Singaporean",
    "TH": "Thailand|Thai",
    "TR": "Türkiye|Turkiye|Turkey|Turkish",
    "TW": "Taiwan|Taiwanese",
    "UA": "Ukraine|Ukrainian",
    "US": "United States of America|United States|U.S.A.|USA|U.S.|US|America|American",
    "VN": "Vietnam|Viet Nam|Vietnamese",
    "ZA": "South Africa|South African",
}

_JOINT = " ?[-‐‑‒–—/] ?|,? and (?:the )?|, (?:the )?"
_MANNER = "(?:(?:annual|biennial|inaugural|regular|bilateral|trilateral|quadrilateral) )*"
"""How often it is held, and among how many, which the parties' codes tell: "U.S.-France Bilateral Cyber Dialogue"."""

_GROUPS = re.compile(
    r"(?:[Tt]he )?"
    r"(?:Quad|AUKUS|G-?7|G-?20|ASEAN|APEC|BRICS|IPEF|I2U2|NATO|OECD|UN|United Nations|African Union)\b(?![-–])"
)


class Opening(NamedTuple):
    """The codes of the parties, sorted, and the words after them."""

    parties: tuple[str, ...]
    rest: str


def opening_parties(name: str, *, parties: Sequence[Party] = ()) -> Opening | None:
    """The two or more parties that the name opens with; None where it opens otherwise.

    `parties` are further countries and groups whose names count.

    >>> opening_parties("Joint Indo-U.S. Quantum Coordination Mechanism")
    Opening(parties=('IN', 'US'), rest='Quantum Coordination Mechanism')
    >>> opening_parties("Indo-Pacific Economic Framework") is None
    True
    """
    further = {(_folded(party.name), party.code) for party in parties} - set(_known_spellings().items())
    codes, spelling, pattern = _pattern(frozenset(further))
    match = pattern.fullmatch(" ".join(name.split()))
    if match is None:
        return None
    found = {codes[_folded(words)] for words in spelling.findall(match["parties"])}
    return Opening(tuple(sorted(found)), match["rest"]) if len(found) > 1 else None


def opens_with_group(name: str) -> bool:
    """Whether the name opens with a group of countries, so that it is of that group in whichever document it stands.

    >>> opens_with_group("Quad Principles"), opens_with_group("ASEAN-U.S. Summit")
    (True, False)
    """
    return _GROUPS.match(name) is not None


def without_manner(name: str) -> str:
    """The name without how often and among how many it is held.

    >>> without_manner("Annual Trilateral Leaders' Summit")
    "Leaders' Summit"
    """
    return re.sub(f"^{_MANNER}", "", name, flags=re.IGNORECASE) or name


@cache
def _known_spellings() -> dict[str, str]:
    return {_folded(words): code for code, line in SPELLINGS.items() for words in line.split("|")}


@lru_cache(maxsize=64)
def _pattern(further: frozenset[tuple[str, str]]) -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """The code of each spelling, what finds a spelling, and what finds an opening."""
    codes = dict(sorted(further)) | _known_spellings()
    spelling = "|".join(re.escape(words) for words in sorted(codes, key=lambda words: (-len(words), words)))
    parties = f"(?:{spelling})(?:(?:{_JOINT})(?:{spelling}))+"
    opening = f"(?:the )?(?:joint )?{_MANNER}(?P<parties>{parties}) {_MANNER}(?P<rest>.+)"
    return codes, re.compile(spelling, re.IGNORECASE), re.compile(opening, re.IGNORECASE)


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
