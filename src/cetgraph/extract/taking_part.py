"""Tells which bodies and which parties act in a commitment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cetgraph.extract.governing import Governing
from cetgraph.extract.ground import Ground
from cetgraph.extract.mentions import BodyMention, PartyMention, PassageMentions
from cetgraph.extract.verbs import VerbClass

_ALL_SIDES = re.compile(
    r"\b(?:both|the two|our|we|we’ll|the (?:three|four) |two|each other|bilateral|jointly|joint|together|"
    r"trilateral|the participants|"
    r"the leaders|the parties|mutual)\b",
    re.IGNORECASE,
)


_BENEFICIARY = re.compile(
    r"^\s*(?:members?|member states|countries|officials|partners|economies|nations|region|peoples?|citizens)\b"
)


def bodies_taking_part(ground: Ground, number: int) -> tuple[int, ...]:
    """The bodies that act in a unit: not the parent in a possessive, not a part of another name, no beneficiary."""
    mentions = ground.mentions[number]
    taking: list[int] = []
    for order, body in enumerate(mentions.bodies):
        if _is_parent(mentions, body) or _inside_other_name(ground.text, mentions, body):
            continue
        if _BENEFICIARY.match(ground.text[body.span.end : body.span.end + 30]) and not body.plural:
            continue
        if (
            _BENEFICIARY.match(ground.text[body.span.end : body.span.end + 60].split(" and ")[-1])
            and body.known
            and (body.known[0].country is None and " and " in ground.text[body.span.end : body.span.end + 45])
        ):
            continue
        if _only_addressed(ground.text, body):
            continue
        taking += [target for target in ground.bodies.numbers[number][order] if target not in taking]
    return tuple(taking)


def _only_addressed(text: str, body: BodyMention) -> bool:
    """Whether a body is only where help goes: "partners in ASEAN", "capacity-building to ASEAN"."""
    before = text[max(0, body.span.start - 30) : body.span.start]
    if (
        body.known
        and body.known[0].country is None
        and re.search(r"\b(?:partners|countries|economies|states) (?:in|of|across) (?:the )?$", before)
    ):
        return True
    return bool(re.search(r"\bcapacity-building to (?:the )?$", before))


def _is_parent(mentions: PassageMentions, body: BodyMention) -> bool:
    """Whether a body only owns the next one: "Department of Commerce's National Institute of ..."."""
    words = mentions.words
    at = body.last
    if at < len(words) and words[at].form == "(":
        close = next((end for end in range(at, min(at + 6, len(words))) if words[end].form == ")"), None)
        at = close + 1 if close is not None else at
    if at < len(words) and words[at].form == "'":
        at += 2 if at + 1 < len(words) and words[at + 1].form == "s" else 1
        return any(other.first == at for other in mentions.bodies)
    return False


def _inside_other_name(text: str, mentions: PassageMentions, body: BodyMention) -> bool:
    """Whether a body is a part of a thing's name: "NASA-ISRO Synthetic Aperture Radar"."""
    words = mentions.words
    at = body.last
    joined = False
    while at + 1 < len(words) and words[at].form == "-" and words[at].start == words[at - 1].end:
        follower = next((other for other in mentions.bodies if other.first == at + 1), None)
        if follower is None:
            return False
        at = follower.last
        joined = True
    before_hyphen = (
        body.first >= 2 and words[body.first - 1].form == "-" and words[body.first - 1].end == words[body.first].start
    )
    if not (joined or before_hyphen) or at >= len(words):
        return False
    return words[at].form[0].isupper() and words[at].start == words[at - 1].end + 1


def acting_parties(
    ground: Ground,
    mentions: PassageMentions,
    governing: Governing | None,
    words: str,
    taking_part: Sequence[int],
) -> tuple[str, ...]:
    """The parties that act: one alone for a pledge that is only its own, otherwise all."""
    everyone = ground.parties
    if governing is None or governing.gerund_opens:
        return _noted_actor(ground, mentions, governing) or everyone
    start = mentions.words[governing.clause].start if governing.clause < len(mentions.words) else 0
    verb_at = mentions.words[min(governing.at, len(mentions.words) - 1)].start
    subject = ground.text[start:verb_at]
    named = {
        mention.party.code
        for mention in mentions.parties
        if governing.clause <= mention.first < governing.at
        and mention.party.code in everyone
        and not mention.possessive
        and not _is_attributive(mentions, mention)
    }
    if _ALL_SIDES.search(subject):
        return everyone
    alone = _one_side_alone(ground, mentions, governing)
    if alone is not None:
        return alone
    if governing.form is not None and governing.form.verb_class is VerbClass.WELCOME:
        return everyone  # one greets what the other does
    if len(named) == 1 and not _other_side_takes_part(ground, named, taking_part, mentions):
        return tuple(sorted(named))
    committed = _committed_by_a_paper(mentions, governing, words)
    if committed in everyone:
        return (committed,)
    owners = {ground.bodies.organisations[number].country for number in taking_part}
    subject_bodies = [
        target
        for order, body in enumerate(mentions.bodies)
        if governing.clause <= body.first < governing.at
        for target in _targets(ground, mentions, order)
    ]
    subject_owners = {ground.bodies.organisations[number].country for number in subject_bodies}
    if (
        len(subject_owners) == 1
        and not named
        and owners == subject_owners
        and next(iter(subject_owners)) in everyone
        and not re.search(r"\b(?:with|between|and) (?:[\w’'-]+ ){0,2}(?:partners?|counterparts?)\b", words)
        and not any(m.party.code in everyone and m.party.code not in subject_owners for m in mentions.parties)
    ):
        return tuple(code for code in everyone if code in subject_owners)
    return everyone


def _committed_by_a_paper(mentions: PassageMentions, governing: Governing, words: str) -> str | None:
    """The party that "The deal commits the UK to achieve ..." binds; None where no paper binds one."""
    bound = next((one for one in mentions.parties if one.first > governing.at), None)
    if bound is None or bound.last >= len(mentions.words) or not re.match(r".{0,60}?\bcommits? (?:the )?", words):
        return None
    return bound.party.code if mentions.words[bound.last].form == "to" else None


def _one_side_alone(ground: Ground, mentions: PassageMentions, governing: Governing) -> tuple[str, ...] | None:
    """The parties of the people in the subject, or of "the Australian Government"; None where neither decides.

    One party alone counts only where the sentence names no other.
    """
    others = {one.party.code for one in mentions.parties if one.party.code in ground.parties}
    others |= {
        code for one in mentions.people if (code := ground.person_country.get(one.span)) in ground.parties and code
    }
    people = [one for one in mentions.people if governing.clause <= one.first < governing.at]
    if len(people) == 1 and "and" in {word.form for word in mentions.words[governing.clause : governing.at]}:
        return ground.parties
    if people:
        countries = {ground.person_country.get(one.span) for one in people}
        code = next(iter(countries)) if len(countries) == 1 else None
        return (code,) if code is not None and code in ground.parties and others <= {code} else ground.parties
    adjectives = {
        one.party.code
        for one in mentions.parties
        if one.adjective and governing.clause <= one.first < governing.at and one.party.code in ground.parties
    }
    subject = [word.form for word in mentions.words[governing.clause : governing.at]]
    own = "Government" in subject or "government" in subject or "personnel" in subject
    if own and len(adjectives) == 1 and others <= adjectives:
        return tuple(adjectives)
    return None


def _is_attributive(mentions: PassageMentions, party: PartyMention) -> bool:
    """Whether a party's name only stands before a body, post or thing ("U.S. Department of Labor")."""
    if party.adjective:
        return True
    after = mentions.words[party.last].form if party.last < len(mentions.words) else ""
    return bool(after) and (after[0].isupper() or after == "-")


def _targets(ground: Ground, mentions: PassageMentions, order: int) -> tuple[int, ...]:
    number = next(at for at, one in enumerate(ground.mentions) if one is mentions)
    return ground.bodies.numbers[number][order]


def _other_side_takes_part(
    ground: Ground, named: set[str], taking_part: Sequence[int], mentions: PassageMentions
) -> bool:
    countries = {ground.bodies.organisations[number].country for number in taking_part}
    if any(code is not None and code in ground.parties and code not in named for code in countries):
        return True
    return any(
        mention.party.code in ground.parties
        and mention.party.code not in named
        and mention.first > 0
        and mentions.words[mention.first - 1].form in ("with", "and", "between", "by")
        for mention in mentions.parties
    )


def _noted_actor(ground: Ground, mentions: PassageMentions, governing: Governing | None) -> tuple[str, ...]:
    """The one party that acts in what is noted: "Noting the United States has received ..."."""
    if governing is None or governing.form is None or governing.form.verb_class is not VerbClass.WELCOME:
        return ()
    for mention in mentions.parties:
        if mention.first <= governing.at + 2 and not mention.adjective and not mention.possessive:
            after = [word.form for word in mentions.words[mention.last : mention.last + 2]]
            if after and after[0] in ("has", "will", "is", "intends", "plans") and mention.party.code in ground.parties:
                return (mention.party.code,)
    return ()
