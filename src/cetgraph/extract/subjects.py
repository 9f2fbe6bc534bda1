"""Tells whether a sentence's subject is someone who acts, or a thing."""

from __future__ import annotations

import re

from cetgraph.extract.governing import Governing
from cetgraph.extract.mentions import PassageMentions, Stretch

_ACTORS = frozenset(
    "we they both sides countries leaders participants parties governments nations partners states ministers "
    "delegations agencies secretaries presidents teams scientists companies institutions universities experts "
    "officials groups group committee institutes councils co-chairs chairs advisors members allies regulators quad "
    "counterparts alone he she".split()
)


def name_stretches(mentions: PassageMentions) -> list[tuple[int, int]]:
    """Where a passage's names stand, as pairs of word numbers, half-open."""
    named: tuple[Stretch, ...] = (*mentions.parties, *mentions.bodies, *mentions.people, *mentions.instruments)
    return [(mention.first, mention.last) for mention in named]


def subject_acts(mentions: PassageMentions, governing: Governing) -> bool:
    """Whether the subject is someone who acts: a party, body, person or "we", and not a thing that was agreed."""
    first, last = governing.clause, governing.verb
    subject = [word.form.lower() for word in mentions.words[first:last]]
    if _ACTORS & set(subject[-3:] + subject[:2]):
        return True
    if any(first <= person.first < last for person in mentions.people):
        return True
    ends = last
    while ends > first and mentions.words[ends - 1].form.lower() in ("also", "each", "jointly", "further", ")", ","):
        ends -= 1
    if _is_thing_of_a_party(mentions, first, ends):
        return False
    named: tuple[Stretch, ...] = (*mentions.parties, *mentions.bodies)
    if any(first <= one.first and one.last >= ends - 2 and one.last <= last for one in named):
        if any(not one.party.acts and one.last >= ends - 1 for one in mentions.parties):
            return True  # "AUKUS will provide"
        return not any(one.first <= first and one.last >= ends for one in mentions.instruments)
    return any(one.first <= first + 1 and one.last <= last for one in named if not _owns(mentions, one.last)) and not (
        {"of", "between"} & set(subject)
    )


_PEOPLE_NOUN = re.compile(
    r"(?:ers|ors|ists|ians|ents|ants|forces|navies|teams|firms|ups|men|women|people|youth|staff)$"
)


def _is_thing_of_a_party(mentions: PassageMentions, first: int, ends: int) -> bool:
    """Whether the subject's last word is a thing that only belongs to a party: "The UAE deals"."""
    last = mentions.words[ends - 1].form if ends > first else ""
    owner = next((one for one in mentions.parties if one.last == ends - 1 and one.first >= first), None)
    return owner is not None and last.islower() and last not in _ACTORS and not _PEOPLE_NOUN.search(last)


def _owns(mentions: PassageMentions, last: int) -> bool:
    return last < len(mentions.words) and mentions.words[last].form in ("'", "-")
