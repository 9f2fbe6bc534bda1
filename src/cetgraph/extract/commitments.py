"""Makes commitments of the passages that state a concrete piece of cooperation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cetgraph.extract.fields import fields_of
from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.governing import Governing, find_governing
from cetgraph.extract.mentions import BodyMention, PartyMention, PassageMentions
from cetgraph.extract.progress import Standing, standing_of
from cetgraph.extract.resolve import ResolvedBodies
from cetgraph.extract.resolve_instruments import ResolvedInstruments
from cetgraph.extract.units import Surroundings, is_unit
from cetgraph.extract.values import find_amounts, find_dates
from cetgraph.extract.verbs import VerbLexicon
from cetgraph.model import Area, Commitment, DateMention, Span
from cetgraph.passages import Passage

_ALL_SIDES = re.compile(
    r"\b(?:both|the two|our|we|we’ll|the (?:three|four) |two|each other|bilateral|jointly|joint|together|trilateral|the participants|"
    r"the leaders|the parties|mutual)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:this|these|the|such|that)\s+(?:[\w-]+\s+){0,3}?(?:task ?force|partnership|cooperation|collaboration|initiative|effort|work|program|"
    r"programme|application|agreement|project|group|working group|fund|dialogue|network|roadmap|framework|mechanism|"
    r"consortium|challenge|fellowship|center|centre|activity|meeting|workshop|forum)s?\b|^(?:it|this)\s|^as part of this\b",
    re.IGNORECASE,
)
_BENEFICIARY = re.compile(
    r"^\s*(?:members?|member states|countries|officials|partners|economies|nations|region|peoples?|citizens)\b"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What commitments rest on: the document's text, passages and what was found in them."""

    text: str
    issued: str | None
    parties: tuple[str, ...]
    passages: Sequence[Passage]
    mentions: Sequence[PassageMentions]
    areas: Sequence[Area]
    bodies: ResolvedBodies
    instruments: ResolvedInstruments
    person_country: Mapping[Span, str | None]
    lexicon: VerbLexicon
    gazetteer: Gazetteer


def find_commitments(ground: Ground) -> tuple[Commitment, ...]:
    """The commitments of a document in order."""
    found: list[Commitment] = []
    standings: dict[int, Standing] = {}
    unit_of: dict[int, int] = {}
    for number, passage in enumerate(ground.passages):
        mentions = ground.mentions[number]
        quote = _trim(ground.text, passage.span)
        words = ground.text[quote.start : quote.end]
        governing = find_governing(mentions.words, ground.lexicon, _name_stretches(mentions))
        dates = find_dates(ground.text, quote, issued=ground.issued)
        lead_in = standings.get(passage.lead_in) if passage.lead_in is not None else None
        inherited = lead_in
        if re.match(r"^(?:This|These|It) (?:also )?includes? ", words):
            inherited = standings.get(number - 1) or lead_in
        standing = standing_of(
            mentions.words,
            words,
            _of_the_item(governing, passage, mentions),
            ground.lexicon,
            lead_in=inherited,
            past_dates=bool(dates) and all(_is_past(date, ground.issued) for date in dates),
            named=frozenset(at for first, last in _name_stretches(mentions) for at in range(first, last)),
        )
        amounts = find_amounts(ground.text, quote)
        goal = mentions.words[governing.at].start if governing is not None else quote.start
        fields = fields_of(mentions.words, ground.gazetteer)
        around = Surroundings(
            in_item=passage.item_level is not None,
            opens_block=passage.opens_block,
            leads_in=passage.leads_in,
            has_lead_in=passage.lead_in is not None,
            under_heading=passage.heading is not None,
            names_body=bool(mentions.bodies),
            names_instrument=any(mention.span.start > goal for mention in mentions.instruments),
            subject_acts=governing is not None and _subject_acts(mentions, governing),
            background=bool(dates) and all(_is_history(date, ground.issued) for date in dates),
            names_money=bool(amounts),
            names_field=bool(fields),
            previous_is_unit=number - 1 in unit_of,
        )
        if passage.leads_in:
            standings[number] = standing
        if not is_unit(words, mentions.words, governing, ground.lexicon, around):
            continue
        standings[number] = standing
        heading = passage.heading
        concepts = ground.areas[heading].concepts if heading is not None else ()
        taking_part = _bodies_taking_part(ground, number)
        unit_of[number] = len(found)
        found.append(
            Commitment(
                quote=words,
                span=quote,
                area=heading,
                status=standing.progress,
                basis=standing.basis,
                stance=standing.stance,
                verb=governing.word if governing is not None and governing.form is not None else None,
                subject=_subject(words),
                organisations=taking_part,
                instruments=tuple(dict.fromkeys(ground.instruments.numbers[number])),
                countries=_acting_parties(ground, mentions, governing, words, taking_part),
                concepts=concepts or fields,
                dates=tuple(dates),
                amounts=tuple(amounts),
                rule="list-item" if passage.item_level is not None else "sentence",
                continues=_continues(ground, number, words, unit_of),
                extends_to=_beyond(ground, mentions),
            )
        )
    return tuple(found)


def _name_stretches(mentions: PassageMentions) -> list[tuple[int, int]]:
    named = (*mentions.parties, *mentions.bodies, *mentions.people, *mentions.instruments)
    return [(mention.first, mention.last) for mention in named]


_ACTORS = frozenset(
    "we they both sides countries leaders participants parties governments nations partners states ministers "
    "delegations agencies secretaries presidents teams scientists companies institutions universities experts "
    "officials groups group committee institutes councils co-chairs chairs advisors members allies regulators quad counterparts alone he she".split()
)


def _subject_acts(mentions: PassageMentions, governing: Governing) -> bool:
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
    named = (*mentions.parties, *mentions.bodies)
    if any(first <= one.first and one.last >= ends - 2 and one.last <= last for one in named):
        if any(not one.party.acts and one.last >= ends - 1 for one in mentions.parties):
            return True  # "AUKUS will provide"
        return not any(one.first <= first and one.last >= ends for one in mentions.instruments)
    return any(one.first <= first + 1 and one.last <= last for one in named if not _owns(mentions, one.last)) and not (
        {"of", "between"} & set(subject)
    )


def _of_the_item(governing: Governing | None, passage: Passage, mentions: PassageMentions) -> Governing | None:
    """The verb that governs; None in an item that a lead-in governs and whose own verb only belongs to a clause."""
    if governing is None or passage.lead_in is None or governing.gerund_opens or _subject_acts(mentions, governing):
        return governing
    return None


def _owns(mentions: PassageMentions, last: int) -> bool:
    return last < len(mentions.words) and mentions.words[last].form in ("'", "-")


def _is_history(date: DateMention, issued: str | None) -> bool:
    """Whether a date lies more than two months before the day of issue."""
    if issued is None or len(issued) < 7:
        return False
    months = int(issued[:4]) * 12 + int(issued[5:7])
    if len(date.value) == 4:
        return int(date.value) < int(issued[:4])
    return int(date.value[:4]) * 12 + int(date.value[5:7]) < months - 2


def _is_past(date: DateMention, issued: str | None) -> bool:
    return issued is not None and date.value <= issued[: len(date.value)] and date.value != issued[:4]


def _trim(text: str, span: Span) -> Span:
    """The quote: the passage without the semicolon, or "; and", that ends a list item."""
    words = text[span.start : span.end]
    ending = re.search(r"\s*;\s*(?:and|or)?\s*$", words)
    return Span(span.start, span.start + ending.start()) if ending else span


def _subject(words: str) -> str:
    """A short label for what a commitment is about: its first words, cut where a label still reads."""
    cut = re.split(r"[;—]|, (?:including|such as|with|which|to|and)\b|\s–\s", words, maxsplit=1)[0]
    tokens = cut.split()
    if len(tokens) > 16:
        tokens = tokens[:16]
        while tokens and tokens[-1].lower() in (
            "of",
            "the",
            "and",
            "for",
            "to",
            "in",
            "on",
            "a",
            "an",
            "with",
            "by",
            "or",
        ):
            tokens.pop()
        return " ".join(tokens).rstrip(",.;:") + " …"
    return " ".join(tokens).rstrip(",.;:")


def _bodies_taking_part(ground: Ground, number: int) -> tuple[int, ...]:
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
    """ "partners in ASEAN", "capacity-building to ASEAN": where the help goes, not who gives it."""
    before = text[max(0, body.span.start - 30) : body.span.start]
    if (
        body.known
        and body.known[0].country is None
        and re.search(r"\b(?:partners|countries|economies|states) (?:in|of|across) (?:the )?$", before)
    ):
        return True
    return bool(re.search(r"\bcapacity-building to (?:the )?$", before))


def _is_parent(mentions: PassageMentions, body: BodyMention) -> bool:
    """ "Department of Commerce's National Institute ...": the owner in a possessive whose body is named next."""
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
    """ "NASA-ISRO Synthetic Aperture Radar": bodies that are a part of a thing's name."""
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


def _acting_parties(
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
        and not mention.possessive        and not _attributive(mentions, mention)
    }
    if _ALL_SIDES.search(subject):
        return everyone
    alone = _one_side_alone(ground, mentions, governing)
    if alone is not None:
        return alone
    if len(named) == 1 and not _other_side_takes_part(ground, named, taking_part, mentions):
        return tuple(sorted(named))
    committed = re.match(r".{0,60}?\bcommits? (?:the )?", words)
    if committed:
        alone = [m.party.code for m in mentions.parties if m.party.code in everyone and m.first > governing.at][:1]
        at = next((m for m in mentions.parties if m.first > governing.at), None)
        if at is not None and alone and mentions.words[at.last].form == "to":
            return tuple(alone)
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


def _one_side_alone(
    ground: Ground, mentions: PassageMentions, governing: Governing
) -> tuple[str, ...] | None:
    """The parties of the people in the subject, or of "the Australian Government"; None where neither decides.

    One party alone counts only where the sentence names no other.
    """
    others = {one.party.code for one in mentions.parties if one.party.code in ground.parties}
    people = [one for one in mentions.people if governing.clause <= one.first < governing.at]
    if len(people) == 1 and "and" in {word.form for word in mentions.words[governing.clause : governing.at]}:
        return ground.parties
    if people:
        countries = {ground.person_country.get(one.span) for one in people}
        if len(countries) == 1 and (code := next(iter(countries))) in ground.parties and others <= {code}:
            return (code,) if code is not None else None
        return ground.parties
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


def _attributive(mentions: PassageMentions, party: PartyMention) -> bool:
    """Whether a party's name only stands before a body, post or thing ("U.S. Department of Labor")."""
    if party.adjective:
        return True
    after = mentions.words[party.last].form if party.last < len(mentions.words) else ""
    return bool(after) and after[0].isupper()


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
        and mentions.words[mention.first - 1].form in ("with", "and", "between")
        for mention in mentions.parties
    )


def _noted_actor(ground: Ground, mentions: PassageMentions, governing: Governing | None) -> tuple[str, ...]:
    """ "Noting the United States has received ...": the one party that acts in what is noted."""
    if governing is None or governing.form is None or governing.form.verb_class.value != "welcome":
        return ()
    for mention in mentions.parties:
        if mention.first <= governing.at + 2 and not mention.adjective and not mention.possessive:
            after = [word.form for word in mentions.words[mention.last : mention.last + 2]]
            if after and after[0] in ("has", "will", "is", "intends", "plans") and mention.party.code in ground.parties:
                return (mention.party.code,)
    return ()


def _continues(ground: Ground, number: int, words: str, unit_of: dict[int, int]) -> int | None:
    """The unit before this one whose matter it goes on with."""
    if number - 1 not in unit_of or not _GOES_ON.match(words):
        return None
    before, here = ground.passages[number - 1], ground.passages[number]
    same_place = before.block == here.block or (before.item_level is not None and here.item_level == before.item_level)
    return unit_of[number - 1] if same_place and before.heading == here.heading else None


def _beyond(ground: Ground, mentions: PassageMentions) -> tuple[str, ...]:
    """Countries and groups beyond the parties that the words name."""
    members = (
        {code for party in ground.parties for code in ground.gazetteer.parties[party].facts.members}
        if all(party in ground.gazetteer.parties for party in ground.parties)
        else set()
    )
    return tuple(
        dict.fromkeys(
            mention.party.code
            for mention in mentions.parties
            if mention.party.code not in ground.parties and mention.party.code not in members
        )
    )
