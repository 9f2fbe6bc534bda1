"""The local names of things: pure functions of what a document says, so that the same words give the same IRIs.

A local name is what follows the base's `id/`, such as ``country/SG``; `reading_iris` makes the IRIs. Nothing here
depends on the order in which documents are read, on the clock or on chance.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from cetgraph.model import DocumentFacts, Party

TITLE_LENGTH = 80
"""A title longer than this is cut at a word's end: file names stay under the 255 bytes that file systems allow."""

_DIGEST_LENGTH = 10
"""Hex digits of a quote's hash: two of a document's quotes collide once in 10^8 documents of 100 quotes."""

_INTERNATIONAL = "int"
"""Stands where a country code would, for what belongs to no country."""

_FEW_PARTIES = 4
"""A statement of more parties is multilateral; what it names is known by its name alone."""

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "&": " and "}
)
_APOSTROPHES = re.compile("['’ʼ‘]")
_DOTTED_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_STRAIGHT_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def slug(words: str) -> str:
    """The words in lower-case ASCII, joined by hyphens; words that have no ASCII letters give a hash.

    Initials lose their points, so that two spellings of a country's name are one: "U.S." and "US" both give "us".

    >>> slug("U.S.-Singapore Dialogue on São Paulo’s R&D")
    'us-singapore-dialogue-on-sao-paulos-r-and-d'
    >>> slug("Sao Paulo") == slug("Paulo Sao")
    False
    """
    folded = _INVISIBLE.sub("", words).casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION)
    letters = unicodedata.normalize("NFKD", folded).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    joined = _DOTTED_INITIALS.sub(lambda match: match[0].replace(".", ""), _APOSTROPHES.sub("", plain))
    return "-".join(re.findall("[a-z0-9]+", joined)) or f"x{digest(words)}"


def digest(words: str) -> str:
    """Ten hex digits for the words, whatever their white space, quotation marks, case and invisible characters.

    >>> digest("the  two sides’") == digest("The two sides'")
    True
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", words)).translate(_STRAIGHT_QUOTES)
    normalised = " ".join(visible.casefold().split())
    return hashlib.sha256(normalised.encode()).hexdigest()[:_DIGEST_LENGTH]


def exact_digest(words: str) -> str:
    """Ten hex digits for the words, code point by code point."""
    return hashlib.sha256(words.encode()).hexdigest()[:_DIGEST_LENGTH]


def without_brackets(name: str) -> str:
    """The name without what it adds in brackets.

    >>> without_brackets("Critical and Emerging Technology (CET) Dialogue")
    'Critical and Emerging Technology Dialogue'
    """
    return _BRACKETED.sub("", name).strip() or name


def document_name(document: DocumentFacts) -> str:
    """The name that a document has in all local names: its date and the start of its title.

    >>> from cetgraph.model import DocumentKind
    >>> document_name(DocumentFacts(title="A Fact Sheet", date="2024-07", source_url=None, kind=DocumentKind.OTHER))
    '2024-07-a-fact-sheet'
    """
    title = slug(document.title)
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH + 1].rpartition("-")[0] or title[:TITLE_LENGTH]
    return f"{document.date or 'undated'}-{title}"


def owned_name(name: str, country: str | None) -> str:
    """A name within its country: two countries' bodies or people of one name are two.

    >>> owned_name("AI Safety Institute", "SG"), owned_name("ISO", None)
    ('sg-ai-safety-institute', 'int-iso')
    """
    return f"{(country or _INTERNATIONAL).lower()}-{slug(name)}"


def series_name(series: str) -> str:
    """The name of a dialogue or instrument, without the acronym that only some of its mentions carry.

    >>> series_name("U.S.-Singapore Critical and Emerging Technology (CET) Dialogue")
    'us-singapore-critical-and-emerging-technology-dialogue'
    """
    return slug(_ARTICLE.sub("", without_brackets(series)))


def instrument_name(name: str, *, parties: Sequence[Party]) -> str:
    """The local name of an instrument or dialogue that the gazetteer does not know.

    "Agreement on Science and Technology Cooperation" is a name that every pair of parties has an agreement of, so the
    parties whose document it is are part of the local name, unless the name itself opens with them or they are many.

    >>> parties = (Party(code="US", name="United States"), Party(code="SG", name="Singapore"))
    >>> instrument_name("Agreement on Technology", parties=parties)
    'sg-us-agreement-on-technology'
    >>> instrument_name("U.S.-Singapore Third Country Training Program", parties=parties)
    'us-singapore-third-country-training-program'
    """
    opening = _leading_names(name)
    names = {slug(word) for party in parties for word in (party.code, party.name)}
    if len(parties) > _FEW_PARTIES or (len(opening) > 1 and names & set(opening)):
        return series_name(name)
    return "-".join([*sorted(slug(party.code) for party in parties), series_name(name)])


def series_key(series: str) -> tuple[tuple[str, ...], str]:
    """What two spellings of one series share: its leading parties in any order, and the words after them.

    >>> series_key("U.S.-India Dialogue") == series_key("the India-U.S. Dialogue (IUD)")
    True
    >>> series_key("U.S.-India Dialogue") == series_key("U.S.-Japan Dialogue")
    False
    """
    rest = _ARTICLE.sub("", without_brackets(series)).partition(" ")[2]
    return tuple(sorted(_leading_names(series))), slug(rest) if rest else ""


def _leading_names(name: str) -> tuple[str, ...]:
    """The parts of the first word, which in "U.S.-Singapore Dialogue" are its parties."""
    leading = _ARTICLE.sub("", without_brackets(name)).partition(" ")[0]
    return tuple(slug(part) for part in re.split("[-‐‑–]", leading))


def numbered(names: list[str]) -> tuple[str, ...]:
    """The names, a second occurrence of one with "-2" after it, a third with "-3".

    >>> numbered(["a", "b", "a"])
    ('a', 'b', 'a-2')
    """
    taken = set(names)
    result: list[str] = []
    for name in names:
        count = 1
        fresh = name
        while fresh in result or (count > 1 and fresh in taken):
            count += 1
            fresh = f"{name}-{count}"
        result.append(fresh)
    return tuple(result)
