"""Finds the meeting that a document reports, and what each person does there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.mentions import PassageMentions, PersonMention
from cetgraph.extract.resolve_instruments import ResolvedInstruments
from cetgraph.extract.values import find_dates
from cetgraph.model import Capacity, DateMention, InstrumentKind, Meeting, Span

ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "inaugural first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
            "eleventh 11th",
            "twelfth 12th",
            "thirteenth 13th",
            "fourteenth 14th",
            "fifteenth 15th",
            "sixteenth 16th",
            "seventeenth 17th",
            "eighteenth 18th",
        ),
        start=1,
    )
    for word in words.split()
}
_HELD = re.compile(
    r"\b(?:co-?chaired|chaired|co-?led|led|held|convened|met|hosted|launched|gathered|co-?hosted|at the|"
    r"opened|concluded|"
    r"participated in|attended|during the|convenes?|meets?|hosts?|organi[sz]ed)\b",
    re.IGNORECASE,
)
_CHAIRS = re.compile(
    r"\b(?:co-?chair(?:s|ed|ing)?|chair(?:s|ed|ing)?|co-?led|led|leads|head(?:s|ed) by|presided)\b", re.IGNORECASE
)
_TAKES_PART = re.compile(
    r"\b(?:participat\w+|attend\w*|were joined|was joined|joined by|delivered|gave|hosted?|hosts|signed|met|"
    r"meets|convened|held|"
    r"welcomed|gathered|remarks|announced|launched|roundtable|committed|affirmed|reaffirmed|underscored|discussed)\b",
    re.IGNORECASE,
)
_MENTIONS_ONLY = re.compile(r"\b(?:said|according to|stated|on behalf of)\b")
_ORDINAL_PHRASE = re.compile(
    r"\b(?P<ordinal>" + "|".join(ORDINALS) + r")(?:-ever|[- ]in[- ]person|[- ]annual)?\b", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:next|will (?:meet|convene|be held|host|take place|hold)|forthcoming|upcoming|look forward)\b"
)
_OPENING = 8


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: int
    number: int
    score: int
    ordinal: int | None


def find_meeting(
    text: str,
    title: str,
    passages: Sequence[PassageMentions],
    spans: Sequence[Span],
    instruments: ResolvedInstruments,
    issued: str | None,
    gazetteer: Gazetteer,
) -> Meeting | None:
    """The meeting of a dialogue, council or summit that the document reports; None where it reports none."""
    candidates: list[_Candidate] = []
    for index, passage in enumerate(passages[:_OPENING]):
        words = text[spans[index].start : spans[index].end]
        if not _HELD.search(words) or _FUTURE.search(words):
            continue
        for order, mention in enumerate(passage.instruments):
            number = instruments.numbers[index][order]
            thing = instruments.instruments[number]
            if thing.kind not in (InstrumentKind.MECHANISM, InstrumentKind.PROGRAMME):
                continue
            before = text[max(spans[index].start, mention.span.start - 60) : mention.span.start]
            after = text[mention.span.end : mention.span.end + 40]
            if re.search(r"(?:Building on|Since|following|established|outlined in|under|through)\s[^,]{0,50}$", before):
                continue
            ordinal = _ordinal(before, after)
            score = _score(words, before, after, thing.kind, ordinal, index, title, thing.name)
            if score >= 4:
                candidates.append(_Candidate(index, number, score, ordinal))
    if not candidates:
        return _meeting_of_title(text, title, passages, spans, issued)
    best = max(candidates, key=lambda one: (one.score, -one.passage))
    thing = instruments.instruments[best.number]
    sentence = spans[best.passage]
    ordinal = best.ordinal or next(
        (one.ordinal for one in candidates if one.number == best.number and one.ordinal), None
    )
    return Meeting(
        series=_series_name(thing.name),
        ordinal=ordinal,
        date=_date(text, sentence, spans, best.passage, issued),
        place=_place(text, passages, spans, best.passage),
        spans=tuple(span for span in thing.spans if sentence.start <= span.start < sentence.end) or (sentence,),
    )


_TITLED = re.compile(
    r"(?P<series>(?:[A-Z][\w’'.–-]*\s+){1,7}(?:Summit|Dialogue|Council|Forum))(?=\s+(?:at|in|Fact|Joint)\b|"
    r"\s*[:,]|\s*$)"
)


def _meeting_of_title(
    text: str, title: str, passages: Sequence[PassageMentions], spans: Sequence[Span], issued: str | None
) -> Meeting | None:
    """The summit or dialogue that the title names, where the opening says that it is held ("Today's Summit")."""
    named = _TITLED.search(
        re.sub(r"^(?:joint )?(?:fact sheet|readout|statement)s?\s*(?::|of)?\s*", "", title, flags=re.IGNORECASE)
    )
    if named is None:
        return None
    series = re.sub(r"^The\s+", "", named["series"])
    head = series.split()[-1].lower()
    for index, span in enumerate(spans[:_OPENING]):
        words = text[span.start : span.end]
        if head in words.lower() and re.search(
            r"\b(?:today|welcomed|held|met|convened|hosted|gathered)\b", words.lower()
        ):
            opening = " ".join(text[one.start : one.end] for one in spans[: index + 1])
            dated = _date(text, span, spans, index, issued)
            ordinal = _ORDINAL_PHRASE.search(opening)
            return Meeting(
                series=series,
                ordinal=ORDINALS[ordinal["ordinal"].lower()] if ordinal else None,
                date=dated
                or (issued if re.search(r"\b[Tt]oday", text[: spans[min(index + 4, len(spans) - 1)].end]) else None),
                place=_place(text, passages, spans, index),
                spans=(span,),
            )
    return None


def _score(
    words: str, before: str, after: str, kind: InstrumentKind, ordinal: int | None, index: int, title: str, name: str
) -> int:
    score = 0
    if re.search(r"\b(?:held|convened|chaired|co-?chaired|led|met|hosted|hosting|hosts|organi[sz]ed)\b", words):
        score += 2
    if ordinal is not None:
        score += 2
    if re.search(r"\bmeetings? of\b[^.]{0,40}$", before) or re.match(
        r"(?:\s*\([^)]*\))?\s*(?:held|convened|met|meeting)", after
    ):
        score += 2
    if kind is InstrumentKind.MECHANISM:
        score += 1
    if index == 0:
        score += 1
    core = list(re.findall(r"[A-Za-z]{4,}", name))
    if core and sum(word.lower() in title.lower() for word in core) >= max(1, len(core) - 1):
        score += 2
    if re.search(r"\b(?:announced|established|launched|signed|under|through|including)\s[^,]{0,30}$", before):
        score -= 2
    return score


def _ordinal(before: str, after: str) -> int | None:
    ordinals = [ORDINALS[match["ordinal"].lower()] for match in _ORDINAL_PHRASE.finditer(before[-50:])]
    if ordinals:
        return ordinals[-1]
    held = re.match(r"(?:\s*\([^)]*\))?\s*(?:held|convened) (?:its|their) (\w+)", after)
    return ORDINALS.get(held[1]) if held else None


def _series_name(name: str) -> str:
    name = re.sub(r"\s*\([^)]*\)", "", name)
    return " ".join(name.split())


def _date(text: str, sentence: Span, spans: Sequence[Span], index: int, issued: str | None) -> str | None:
    """The day that the report's own sentence gives, else one in the sentences around it that date the meeting."""
    dates = [one for one in find_dates(text, sentence, issued=issued) if not _in_background(text, sentence, one)]
    today = [mention for mention in dates if text[mention.span.start : mention.span.end].lower() == "today"]
    if today:
        return today[0].value
    exact = [mention for mention in dates if len(mention.value) == 10]
    if exact:
        return exact[0].value
    for around in (*spans[index + 1 : index + 3], *spans[max(0, index - 2) : index]):
        if re.search(r"\b(?:met|held|convened|took place)\b", text[around.start : around.end]):
            near = [one for one in find_dates(text, around, issued=issued) if not _in_background(text, around, one)]
            exact = [one for one in near if len(one.value) == 10]
            if exact:
                return exact[0].value
    return dates[0].value if dates else None


def _in_background(text: str, sentence: Span, mention: DateMention) -> bool:
    """Whether a date belongs to what went before: "Following the November 13, 2022 Summit", "since 2021"."""
    before = text[sentence.start : mention.span.start]
    if re.match(r"(?:Following|Building on|Since)\b[^,]*(?:, \d{4}[^,]*)?$", before):
        return True
    return bool(re.search(r"\b(?:since|established|launched|founded|announced)\b.{0,25}$", before))


def _place(text: str, passages: Sequence[PassageMentions], spans: Sequence[Span], index: int) -> str | None:
    """The city after "in" or "at"; without one the building; in the report's own sentence, else right after it."""
    for at in range(index, min(index + 3, len(passages))):
        passage = passages[at]
        if at > index and not re.search(
            r"\b(?:met|held|convened|took place|inaugural|meeting)\b", text[spans[at].start : spans[at].end]
        ):
            continue
        found = [
            mention
            for mention in passage.places
            if mention.first > 0 and passage.words[mention.first - 1].form in ("in", "at", "In", "At", "the")
        ]
        cities = [mention for mention in found if not mention.place.is_building]
        for mention in (*cities, *found):
            start = passage.words[mention.first].start
            end = passage.words[mention.last - 1].end
            return _without_state(text[start:end])
        for party in passage.parties:
            before = passage.words[party.first - 1].form if party.first else ""
            if before == "in" and not party.adjective:
                return text[passage.words[party.first].start : passage.words[party.last - 1].end]
        unknown = _UNKNOWN_PLACE.search(text, spans[at].start, spans[at].end)
        if unknown is not None:
            return unknown["place"]
    return None


_UNKNOWN_PLACE = re.compile(
    r"\b(?:meeting|held|met|convened|summit|dialogue)\b[^.]{0,40}? (?:in|at) "
    r"(?P<place>[A-Z][\w’-]+(?:\s?[–-]?\s?[A-Z][\w’-]+){0,3})"
)


def _without_state(place: str) -> str:
    """The city alone: "Honolulu" of "Honolulu, Hawaii"; "Washington, D.C." stays."""
    return place if place.startswith("Washington") else place.split(",", maxsplit=1)[0]


def capacities(
    text: str, passages: Sequence[PassageMentions], spans: Sequence[Span]
) -> dict[tuple[int, int], Capacity]:
    """What each mentioned person does, by passage and number in it."""
    found: dict[tuple[int, int], Capacity] = {}
    for index, passage in enumerate(passages):
        words = text[spans[index].start : spans[index].end]
        people = list(enumerate(passage.people))
        stand_ins = {mention.on_behalf_of for _, mention in people if mention.on_behalf_of is not None}
        for order, mention in people:
            if order in stand_ins:
                continue
            found[index, order] = _capacity(words, spans[index].start, mention, index)
    _chairs_by_post(text, passages, spans, found)
    return found


_CHAIRS_BY_POST = re.compile(
    r"\b(?:two|both|respective) (?P<post>(?:[A-Z][\w-]+ ){0,4}[A-Z]\w+s)\b.{0,60}?\b(?:co-?chaired|chaired|"
    r"co-?led|led)\b"
)


def _chairs_by_post(
    text: str, passages: Sequence[PassageMentions], spans: Sequence[Span], found: dict[tuple[int, int], Capacity]
) -> None:
    """Marks as chairs those whose posts alone are said to chair: "the two National Security Advisors led"."""
    for span in spans[:_OPENING]:
        chairs = _CHAIRS_BY_POST.search(text, span.start, span.end)
        if chairs is None:
            continue
        post = chairs["post"].rstrip("s")
        for index, passage in enumerate(passages):
            for order, mention in enumerate(passage.people):
                if mention.post and mention.post.replace("Adviser", "Advisor").endswith(post):
                    found[index, order] = Capacity.CHAIR


def _capacity(words: str, start: int, mention: PersonMention, index: int) -> Capacity:
    """What the words about a name say that the person does: the first rule that fits decides."""
    at = mention.span.start - start
    before, after = words[:at][-_REACH:], words[mention.span.end - start :][:_REACH]
    if index >= _OPENING * 2 and not _LED_BY.search(before):
        return Capacity.MENTIONED
    for rule in _CAPACITY_RULES:
        if (rule.before is None or rule.before.search(before)) and (rule.after is None or rule.after.match(after)):
            return rule.capacity
    return Capacity.MENTIONED


@dataclass(frozen=True, slots=True)
class _Rule:
    """A capacity, and what must stand before and after a name for it; None where nothing need."""

    capacity: Capacity
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None


_REACH = 600  # characters on each side of a name that may tell what the person does
_LED_BY = re.compile(r"\b(?:co-?chaired|chaired|co-?led|led|headed) by\b.*$")
_CAPACITY_RULES = (
    # "Following the Summit led by A": what went before
    _Rule(Capacity.MENTIONED, before=re.compile(r"^(?:Following|Building on|Since)\b[^,]*$")),
    _Rule(Capacity.CHAIR, before=re.compile(r"\b(?:co-?chaired|chaired|co-?led|led) by\b.{0,200}$")),
    _Rule(Capacity.MENTIONED, before=re.compile(r"^[“\"]|[”\"],?\s*said\s.*$")),
    _Rule(Capacity.MENTIONED, before=re.compile(r"\b(?:announced|launched) by\s[^,]*$|^(?:Launched|Announced) by")),
    _Rule(
        Capacity.MENTIONED,
        before=re.compile(r"\b(?:between|meeting between|under the leadership of|vision of)\s(?:.{0,80})$"),
    ),
    _Rule(Capacity.CHAIR, before=re.compile(r"\b[Cc]o-?[Cc]hairs?,?\s.{0,160}$")),
    _Rule(Capacity.CHAIR, after=re.compile(r".{0,400}?\b(?:co-?chair(?:s|ed)?|chair(?:s|ed)|co-?led|led)\b(?! by)")),
    _Rule(Capacity.CHAIR, before=_LED_BY),
    _Rule(Capacity.CHAIR, before=re.compile(r"\bco-?(?:chaired|led)\b.{0,120}?\bwith\b.{0,200}$")),
    _Rule(Capacity.PARTICIPANT, before=re.compile(r"\bwelcomed\b.{0,120}$")),
    _Rule(
        Capacity.PARTICIPANT,
        before=re.compile(r"\b(?:hosted by|joined by|with|roundtable|participants?|attended by|included)\b.{0,300}$"),
    ),
    # "announced the initiative in May 2022": earlier than the meeting
    _Rule(Capacity.MENTIONED, after=re.compile(r".{0,80}?\bannounced\b.{0,120}?\bin [A-Z][a-z]+ 20\d\d")),
    _Rule(
        Capacity.PARTICIPANT,
        after=re.compile(
            r".{0,300}?\b(?:signed|delivered|gave|hosted|met|convened|participated|attended|held|joined|welcomed|"
            r"announced|launched|committed|affirmed|reaffirmed|issued)\b"
        ),
    ),
)
