"""The local names of things: pure functions of what a document says, so that the same words give the same IRIs.

A local name is what follows the base's `id/`, such as ``country/SG``; `reading_iris` makes the IRIs. Nothing here
depends on the order in which documents are read, on the clock or on chance.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from cetgraph.graph.party_names import opening_parties, opens_with_group, without_manner
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
_LEGAL_FORM = re.compile(
    r"(?<=\S)[,\s]+(?:(?:inc|ltd|llc|llp|plc|corp|co|gmbh|ag|se|sa|bv|nv|ab|oy|pte|pty|pvt)\.?"
    r"|incorporated|limited|corporation|company)(?:[,\s]+(?:ltd|limited)\.?)?$",
    re.IGNORECASE,
)
_AMERICAN = {
    "centre": "center",
    "centres": "centers",
    "defence": "defense",
    "fibre": "fiber",
    "labour": "labor",
    "organisation": "organization",
    "organisations": "organizations",
    "programme": "program",
    "programmes": "programs",
    "standardisation": "standardization",
}
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


def new_body_name(name: str, country: str | None, *, is_company: bool) -> str:
    """The local name of a body that the gazetteer does not know: one for its British and American spelling.

    A company's legal form, which only some documents write, is left out.

    >>> new_body_name("Centre for Defence Innovation", "GB", is_company=False)
    'gb-center-for-defense-innovation'
    >>> new_body_name("Yaskawa Electric Corp.", None, is_company=True)
    'int-yaskawa-electric'
    """
    return _american(owned_name(_LEGAL_FORM.sub("", name) if is_company else name, country))


def name_in_document(name: str, document: str) -> str:
    """The local name of what its name alone does not tell from others, in the document of that local name.

    "Coast Guard" without a country, or "Smith", may be another one in the next document.

    >>> name_in_document("Coast Guard", "2024-07-31-fact-sheet")
    'unknown-coast-guard-2099651697'
    """
    return f"unknown-{slug(name)}-{digest(document)}"


def series_name(series: str) -> str:
    """The name of a dialogue or instrument, without the acronym that only some of its mentions carry.

    >>> series_name("the Quad Leaders’ Summit (QLS)")
    'quad-leaders-summit'
    """
    return slug(_ARTICLE.sub("", without_brackets(series)))


def known_instrument_name(canonical: str) -> str:
    """The local name of an instrument or dialogue by the gazetteer's name: parties that open it give their codes.

    >>> known_instrument_name("U.S.-Singapore Cyber Dialogue"), known_instrument_name("Artemis Accords")
    ('sg-us-cyber-dialogue', 'artemis-accords')
    """
    opening = opening_parties(without_brackets(canonical))
    return _of_parties(opening.parties, opening.rest) if opening else series_name(canonical)


def instrument_name(name: str, *, parties: Sequence[Party]) -> str:
    """The local name of an instrument or dialogue that the gazetteer does not know.

    "Agreement on Science and Technology Cooperation" is a name that every pair of parties has an agreement of, so the
    codes of the parties are part of the local name: those that the name opens with, otherwise those whose document it
    is, unless they are many or it opens with a group of countries. So "U.S.-Singapore Space Dialogue",
    "Singapore-U.S. Space Dialogue", and "Space Dialogue" in a document of these two are one.

    >>> parties = (Party(code="US", name="United States"), Party(code="SG", name="Singapore"))
    >>> instrument_name("Agreement on Technology", parties=parties)
    'sg-us-agreement-on-technology'
    >>> instrument_name("United States-Singapore Space Dialogue (SD)", parties=parties)
    'sg-us-space-dialogue'
    """
    bare = without_brackets(name)
    opening = opening_parties(bare, parties=parties)
    if opening is not None:
        return _of_parties(opening.parties, opening.rest)
    if len(parties) > _FEW_PARTIES or opens_with_group(bare):
        return _american(series_name(bare))
    return _of_parties([party.code for party in parties], without_manner(_ARTICLE.sub("", bare)))


def _of_parties(codes: Iterable[str], words: str) -> str:
    name = re.sub(r"\bdialogues$", "dialogue", slug(words))
    return "-".join([*sorted(slug(code) for code in codes), _american(name)])


def _american(name: str) -> str:
    """The local name in American spelling."""
    return "-".join(_AMERICAN.get(word, word) for word in name.split("-"))


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
