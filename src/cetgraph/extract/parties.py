"""Tells which countries cooperate in a document: its parties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cetgraph.extract.gazetteer import Gazetteer, KnownParty
from cetgraph.extract.known_names import sort_known
from cetgraph.extract.mentions import PassageMentions
from cetgraph.extract.words import words_of

# Whose pages they are: a government that issues a document about a partner is a party to what it announces.
_ISSUERS = (
    (re.compile(r"//(?:[\w-]+\.)*(?:whitehouse|state|commerce|defense|energy|nist)\.(?:archives\.)?gov/"), "US"),
    (re.compile(r"//(?:[\w-]+\.)*[\w-]*whitehouse\.archives\.gov/"), "US"),
    (re.compile(r"//(?:[\w-]+\.)*gov\.uk/"), "GB"),
    (re.compile(r"//(?:[\w-]+\.)*gov\.sg/"), "SG"),
    (re.compile(r"//(?:[\w-]+\.)*gov\.in/"), "IN"),
    (re.compile(r"//(?:[\w-]+\.)*go\.jp/"), "JP"),
    (re.compile(r"//(?:[\w-]+\.)*go\.kr/"), "KR"),
    (re.compile(r"//(?:[\w-]+\.)*gov\.au/"), "AU"),
    (re.compile(r"//(?:[\w-]+\.)*(?:gc|canada)\.ca/"), "CA"),
    (re.compile(r"//(?:[\w-]+\.)*europa\.eu/"), "EU"),
    (re.compile(r"//(?:[\w-]+\.)*gouv\.fr/"), "FR"),
    (re.compile(r"//(?:[\w-]+\.)*bund\.de/"), "DE"),
    (re.compile(r"//(?:[\w-]+\.)*gov\.il/"), "IL"),
)
_OPENING = 6  # passages in which a document says who cooperates


def document_parties(
    title: str, source_url: str | None, passages: Sequence[PassageMentions], gazetteer: Gazetteer
) -> tuple[str, ...]:
    """The codes of the countries that cooperate in the document, sorted.

    The title decides where it names two; otherwise who issued it, who acts together in its opening, and who is named
    most. A group that cannot itself be a party (the Quad) stands for its members.
    """
    in_title = sort_known(words_of(title), gazetteer).parties
    found = list(dict.fromkeys(code for mention in in_title for code in _acting(mention.party, most=None)))
    if len(found) >= 2:
        return tuple(sorted(found))
    opening = passages[:_OPENING]
    named = Counter(_codes(passages)) + Counter({code: 2 * count for code, count in Counter(_codes(opening)).items()})
    issuer = next((code for pattern, code in _ISSUERS if source_url and pattern.search(source_url)), None)
    if issuer is not None and issuer not in found and (named[issuer] or found):
        found.append(issuer)
    together = _named_together(opening)
    if together and set(found) <= set(together):
        found = list(together)
    in_opening = set(_codes(opening))
    others = [code for code, _ in named.most_common() if code not in found and code in in_opening]
    return tuple(sorted({*found, *others[: max(0, 2 - len(found))]}))


def _codes(passages: Sequence[PassageMentions]) -> list[str]:
    return [code for passage in passages for mention in passage.parties for code in _acting(mention.party)]


_FEW = 5  # a group of more members than these is named for itself, and does not stand for each of them


def _acting(party: KnownParty, *, most: int | None = _FEW) -> list[str]:
    """The codes for which a party stands: its own, or its members' where it cannot act and they are at most `most`."""
    if party.acts:
        return [party.code]
    members = list(party.facts.members)
    return members if most is None or len(members) <= most else []


_JOINTS = frozenset({",", "and", "the", "-", "Republic", "of", "Government", "Governments", "Kingdom", "Commonwealth"})
_MANY = 6  # a list of so many countries is who issues a statement, whatever else the opening names together


def _named_together(passages: Sequence[PassageMentions]) -> tuple[str, ...]:
    """The countries that the opening lists as acting together: "Australia, the United Kingdom and the United States".

    The first list counts, but a list of many countries before it; bodies may stand among many.
    """
    lists = [found for passage in passages for found in _lists(passage)]
    longest = max(lists, key=len, default=())
    if len(longest) >= _MANY:
        return longest
    return next((found for found in lists if len(found) >= 2), ())


def _lists(passage: PassageMentions) -> list[tuple[str, ...]]:
    lists: list[list[str]] = []
    last: int | None = None
    for mention in passage.parties:
        if mention.adjective or mention.possessive:
            continue
        goes_on = last is not None and _is_joint([word.form for word in passage.words[last : mention.first]], lists[-1])
        if not goes_on:
            lists.append([])
        lists[-1] += [code for code in _acting(mention.party) if code not in lists[-1]]
        last = mention.last
    return [tuple(found) for found in lists]


def _is_joint(between: Sequence[str], so_far: Sequence[str]) -> bool:
    if set(between) <= _JOINTS:
        return True
    names_only = all(form[0].isupper() or form in _JOINTS or form == "on" for form in between)
    return len(so_far) >= 3 and len(between) <= 14 and names_only
