"""Joins the mentions of instruments: "iCET", "the iCET meeting" and the initiative's full name are one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cetgraph.extract.acronyms import acronym_fits
from cetgraph.extract.gazetteer import Gazetteer, KnownInstrument
from cetgraph.extract.mentions import InstrumentMention, PassageMentions
from cetgraph.extract.words import comparable, name_key
from cetgraph.model import Instrument, InstrumentKind, Span

_LEADING = frozenset({"Joint", "New", "the", "The", "Inaugural"})


@dataclass(slots=True)
class _Thing:
    names: list[str]
    kind: InstrumentKind
    rule: str
    known: KnownInstrument | None
    acronym: str | None
    cores: list[tuple[str, ...]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResolvedInstruments:
    """The document's instruments, and for each passage's mentions the number of the one they name."""

    instruments: tuple[Instrument, ...]
    numbers: tuple[tuple[int, ...], ...]


def resolve_instruments(
    text: str, passages: Sequence[PassageMentions], title: str, gazetteer: Gazetteer
) -> ResolvedInstruments:
    """The instruments that a document names, in order of first mention, each in its fullest form."""
    things: list[_Thing] = []
    numbers: list[tuple[int, ...]] = []
    for passage in passages:
        of_passage = []
        for mention in passage.instruments:
            number = _same(things, mention, gazetteer)
            printed = _printed(text, mention, passage)
            if number is None:
                things.append(
                    _Thing(names=[], kind=mention.kind, rule=mention.rule, known=mention.known, acronym=mention.acronym)
                )
                number = len(things) - 1
            thing = things[number]
            if printed not in thing.names:
                thing.names.append(printed)
                thing.cores.append(_core(printed, gazetteer))
            thing.known = thing.known or mention.known
            thing.acronym = thing.acronym or mention.acronym
            thing.spans.append(mention.span)
            of_passage.append(number)
        numbers.append(tuple(of_passage))
    return ResolvedInstruments(tuple(_instrument(thing) for thing in things), tuple(numbers))


def _printed(text: str, mention: InstrumentMention, passage: PassageMentions) -> str:
    """The name as printed, with the acronym in brackets that follows it, and parties joined by a hyphen before it."""
    start, end = mention.span
    if mention.first < 0:
        return text[start:end]  # a title before the passage's own words
    words = passage.words
    first = mention.first
    while first >= 2 and words[first - 1].form == "-" and words[first - 1].start == words[first - 2].end:
        first -= 2  # "U.S.-India" before a name that the gazetteer knows without it
    for party in passage.parties:
        if party.last == first and first < mention.first:
            first = party.first
    start = words[first].start
    if mention.acronym and text[end : end + 2] == " (":
        end = text.index(")", end) + 1
    return text[start:end]


def _instrument(thing: _Thing) -> Instrument:
    return Instrument(
        name=max(thing.names, key=lambda name: (len(re.findall(r"\w+", name)), -thing.names.index(name))),
        kind=thing.known.kind if thing.known else thing.kind,
        spans=tuple(sorted(set(thing.spans))),
        rule=thing.rule,
        canonical=thing.known.name if thing.known else None,
    )


def _core(name: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """A name's words without the parties before it, so that "Cyber Dialogue" is the "U.S.-Singapore Cyber Dialogue"."""
    forms = list(name_key(re.sub(r"\s*\([^)]*\)", "", name)))
    while len(forms) > 1 and (forms[0] in gazetteer.party_words or forms[0] in ("-", *_LEADING)):
        forms = forms[1:]
        if forms and forms[0] == "-":
            forms = forms[1:]
    return tuple(form.lower() for form in forms if form not in ("-", "'", "s"))


def _same(things: Sequence[_Thing], mention: InstrumentMention, gazetteer: Gazetteer) -> int | None:
    core = _core(mention.name, gazetteer)
    single = comparable(mention.name)
    for number, thing in enumerate(things):
        if mention.known is not None and thing.known is mention.known:
            return number
        if thing.acronym is not None and single == comparable(thing.acronym):
            return number
        if mention.rule == "named-before" and mention.acronym is None and _is_initials(single, thing.names):
            return number
        for other in thing.cores:
            if core == other:
                return number
            if mention.known is None and thing.known is None and _ends_alike(core, other):
                return number
            if thing.acronym and _acronym_stands_for(core, thing.acronym, other):
                return number
    return None


def _is_initials(acronym: str, names: Sequence[str]) -> bool:
    return acronym.isupper() and any(acronym_fits(acronym, name) for name in names)


def _ends_alike(core: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """One name is the end of the other and says enough by itself: "Roadmap for Defense Industrial Cooperation"."""
    short, long = sorted((core, other), key=len)
    if len(short) >= 3 and long[-len(short) :] == short:
        return True
    return (
        len(short) >= 4
        and len(long) - len(short) <= 3
        and short[0] == long[0]
        and short[-1] == long[-1]
        and _in_order(short, long)
    )


def _in_order(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)


def _acronym_stands_for(core: tuple[str, ...], acronym: str, other: tuple[str, ...]) -> bool:
    """Whether "CET Dialogue" is the "Critical and Emerging Technology (CET) Dialogue"."""
    wanted = acronym.lower()
    if core[:1] != (wanted,) or len(core) < 2:
        return core == (wanted,)
    head = core[1:]
    return other[-len(head) :] == head and acronym_fits(acronym, " ".join(other[: -len(head)]) or "-")
