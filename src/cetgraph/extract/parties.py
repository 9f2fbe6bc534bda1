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

    The title decides where it names two; otherwise who issued it and who is named most in its opening. A group that
    cannot itself be a party (the Quad) stands for its members.
    """
    titled = _ordered(_in_title(title, gazetteer))
    if len(titled) >= 2:
        return tuple(sorted(set(titled)))
    counts: Counter[str] = Counter()
    for number, passage in enumerate(passages):
        weight = 3 if number < _OPENING else 1
        for mention in passage.parties:
            for code in _acting(mention.party, gazetteer):
                counts[code] += weight
    found = list(titled)
    issuer = next((code for pattern, code in _ISSUERS if source_url and pattern.search(source_url)), None)
    if issuer is not None and issuer not in found and (counts[issuer] > 0 or found):
        found.append(issuer)
    opening: Counter[str] = Counter()
    for passage in passages[:_OPENING]:
        for mention in passage.parties:
            for code in _acting(mention.party, gazetteer):
                opening[code] += 1
    if len(found) < 2 or not titled:
        together = _named_together(passages[:_OPENING], gazetteer)
        if together and (not found or set(found) <= set(together)):
            found = list(together)
    for code, _ in counts.most_common():
        if len(found) >= 2:
            break
        if code not in found and opening[code]:
            found.append(code)
    return tuple(sorted(set(found)))


def _in_title(title: str, gazetteer: Gazetteer) -> list[KnownParty]:
    known = sort_known(words_of(title), gazetteer)
    found = [mention.party for mention in known.parties]
    named = {first for first, _, _ in known.bodies}
    # "Quad" and "ASEAN" are known as bodies too; either way they tell who cooperates.
    return found if found or not named else []


def _ordered(parties: Sequence[KnownParty], gazetteer: Gazetteer | None = None) -> list[str]:
    codes: list[str] = []
    for party in parties:
        acting = [party.code] if party.acts else list(party.facts.members)
        codes += [code for code in acting if code not in codes]
    return codes


def _acting(party: KnownParty, gazetteer: Gazetteer) -> list[str]:
    if party.acts:
        return [party.code]
    return [code for code in party.facts.members if code in gazetteer.parties] if len(party.facts.members) <= 5 else []


_JOINTS = frozenset({",", "and", "the", "-", "Republic", "of", "Government", "Governments", "Kingdom", "Commonwealth"})
_MANY = 6  # a list of so many countries is who issues a statement, whatever else the opening names together


def _named_together(passages: Sequence[PassageMentions], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The countries that the opening lists as acting together: "Australia, the United Kingdom and the United States".

    The first list counts, but a list of many countries before it; bodies may stand among many.
    """
    lists = [found for passage in passages for found in _lists(passage, gazetteer)]
    longest = max(lists, key=len, default=())
    if len(longest) >= _MANY:
        return longest
    return next((found for found in lists if len(found) >= 2), ())


def _lists(passage: PassageMentions, gazetteer: Gazetteer) -> list[tuple[str, ...]]:
    lists: list[list[str]] = []
    last: int | None = None
    for mention in passage.parties:
        if mention.adjective or mention.possessive:
            continue
        goes_on = last is not None and _is_joint([word.form for word in passage.words[last : mention.first]], lists[-1])
        if not goes_on:
            lists.append([])
        lists[-1] += [code for code in _acting(mention.party, gazetteer) if code not in lists[-1]]
        last = mention.last
    return [tuple(found) for found in lists]


def _is_joint(between: Sequence[str], so_far: Sequence[str]) -> bool:
    if set(between) <= _JOINTS:
        return True
    names_only = all(form[0].isupper() or form in _JOINTS or form == "on" for form in between)
    return len(so_far) >= 3 and len(between) <= 14 and names_only
