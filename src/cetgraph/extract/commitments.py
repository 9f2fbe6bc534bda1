"""Makes commitments of the passages that state a concrete piece of cooperation."""

from __future__ import annotations

import re

from cetgraph.extract.fields import fields_of
from cetgraph.extract.governing import Governing, find_governing
from cetgraph.extract.ground import Ground
from cetgraph.extract.mentions import PassageMentions
from cetgraph.extract.progress import Standing, standing_of
from cetgraph.extract.subjects import name_stretches, subject_acts
from cetgraph.extract.taking_part import acting_parties, bodies_taking_part
from cetgraph.extract.units import Surroundings, is_unit
from cetgraph.extract.values import find_amounts, find_dates
from cetgraph.model import Commitment, DateMention, Span
from cetgraph.passages import Passage

_GOES_ON = re.compile(
    r"^(?:this|these|the|such|that)\s+(?:[\w-]+\s+){0,3}?(?:task ?force|partnership|cooperation|collaboration|"
    r"initiative|effort|work|program|"
    r"programme|application|agreement|project|group|working group|fund|dialogue|network|roadmap|framework|mechanism|"
    r"consortium|challenge|fellowship|center|centre|activity|meeting|workshop|forum)s?\b|^(?:it|this)\s|^as "
    r"part of this\b",
    re.IGNORECASE,
)


def find_commitments(ground: Ground) -> tuple[Commitment, ...]:
    """The commitments of a document in order."""
    found: list[Commitment] = []
    standings: dict[int, Standing] = {}
    unit_of: dict[int, int] = {}
    for number, passage in enumerate(ground.passages):
        mentions = ground.mentions[number]
        quote = _trim(ground.text, passage.span)
        words = ground.text[quote.start : quote.end]
        governing = find_governing(mentions.words, ground.lexicon, name_stretches(mentions))
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
            named=frozenset(at for first, last in name_stretches(mentions) for at in range(first, last)),
        )
        amounts = find_amounts(ground.text, quote)
        goal = mentions.words[governing.at].start if governing is not None else quote.start
        heading = passage.heading
        concepts = ground.areas[heading].concepts if heading is not None else ()
        # The words tell the fields only where no heading does.
        fields = () if concepts else fields_of(mentions.words, ground.gazetteer)
        around = Surroundings(
            in_item=passage.item_level is not None,
            opens_block=passage.opens_block,
            leads_in=passage.leads_in,
            has_lead_in=passage.lead_in is not None,
            under_heading=passage.heading is not None,
            names_body=bool(mentions.bodies),
            names_instrument=any(mention.span.start > goal for mention in mentions.instruments),
            subject_acts=governing is not None and subject_acts(mentions, governing),
            background=bool(dates) and all(_is_history(date, ground.issued) for date in dates),
            names_money=bool(amounts),
            names_field=bool(fields),
            previous_is_unit=number - 1 in unit_of,
        )
        if passage.leads_in:
            standings[number] = standing
        if not is_unit(words, mentions.words, governing, around):
            continue
        standings[number] = standing
        taking_part = bodies_taking_part(ground, number)
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
                countries=acting_parties(ground, mentions, governing, words, taking_part),
                concepts=concepts or fields,
                dates=tuple(dates),
                amounts=tuple(amounts),
                rule="list-item" if passage.item_level is not None else "sentence",
                continues=_continues(ground, number, words, unit_of),
                extends_to=_beyond(ground, mentions),
            )
        )
    return tuple(found)


def _of_the_item(governing: Governing | None, passage: Passage, mentions: PassageMentions) -> Governing | None:
    """The verb that governs; None in an item that a lead-in governs and whose own verb only belongs to a clause."""
    if governing is None or passage.lead_in is None or governing.gerund_opens or subject_acts(mentions, governing):
        return governing
    return None


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
