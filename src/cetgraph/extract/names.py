"""Recognises bodies and instruments in a passage: what the gazetteer knows, and new names around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cetgraph.extract.acronyms import Mention, with_acronym
from cetgraph.extract.extent import Name, name_at, name_stops, post_stops
from cetgraph.extract.gazetteer import Gazetteer, KnownOrganisation
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import BodyMention, InstrumentMention, PersonMention
from cetgraph.extract.name_heads import NameHeads
from cetgraph.extract.new_bodies import in_apposition, listed_companies, new_body, plural_in_small_letters, shared_head
from cetgraph.extract.new_instruments import networks, new_instrument, quoted_names
from cetgraph.extract.runs import Run, without_opener
from cetgraph.extract.taken import Taken, party_code
from cetgraph.extract.words import Word, forms_of
from cetgraph.model import OrganisationKind, Span


def recognise_names(
    text: str,
    words: Sequence[Word],
    known: Sorted,
    gazetteer: Gazetteer,
    heads: NameHeads,
    people: Sequence[PersonMention],
    stretches: Sequence[Run],
) -> tuple[list[BodyMention], list[InstrumentMention]]:
    """The bodies and instruments that one passage names, in order, each stretch of words at most once a kind."""
    taken = Taken(known, people)
    all_runs = without_opener(words, stretches)
    run_starts = {run.first: run for run in all_runs}
    stops = name_stops(words, all_runs, heads, known) | post_stops(words, gazetteer)
    buildings = {(place.first, place.last) for place in known.places if place.place.is_building}
    bodies = [
        _known_body(text, words, first, last, entries, taken, gazetteer)
        for first, last, entries in known.bodies
        if not ((first, last) in buildings and _is_where(words, first))
        and not _is_party(known, first, last)
        and not taken.in_name_or_head(first, last, acronym=first > 0 and words[first - 1].form == "(")
        and not _is_product(words, last)
    ]
    instruments = [
        InstrumentMention(
            first=first,
            last=last,
            name=entry.name,
            span=Span(words[first].start, words[last - 1].end),
            kind=entry.kind,
            known=None if entry.generic or _is_shared(known, first, last) else entry,
            rule="gazetteer",
        )
        for first, last, entry in known.instruments
        if not taken.in_post(first)
    ]
    instruments += networks(text, words, run_starts)
    instruments += quoted_names(text, words, known)
    bodies += in_apposition(text, words, run_starts, known, taken)
    bodies += listed_companies(text, words, run_starts, known, taken)
    for run in all_runs:
        if taken.in_person(run.first) and taken.in_person(run.last - 1):
            continue
        listed = shared_head(text, words, run, run_starts, gazetteer, heads, stops)
        if listed:
            bodies += listed
            continue
        name = name_at(words, run, run_starts, heads, stops, taken)
        if name is None:
            continue
        form = words[name.head].form
        is_body = form in heads.closes and (form not in heads.instruments or _is_body_council(words, name, taken))
        if is_body:
            mention = new_body(text, words, name, heads, taken, gazetteer)
            if mention is not None:
                bodies.append(mention)
        else:
            instrument = new_instrument(text, words, name, heads.instruments.get(form), taken)
            if instrument is not None:
                instruments.append(instrument)
    instruments = _longest(instruments)
    sure = [item for item in instruments if item.known is not None or item.rule == "network"]
    bodies = _longest([body for body in bodies if body.known or not any(_overlap(body, item) for item in sure)])
    bodies = [body for body in bodies if not any(item.rule == "network" and _overlap(body, item) for item in sure)]
    bodies = [
        body
        for body in bodies
        if not any(
            item.first < body.first < item.last
            and words[body.first - 1].form == "-"
            and _starts_with_party(known, body)
            for item in instruments
        )
    ]
    bodies += plural_in_small_letters(text, words, known, gazetteer)
    bodies += [_acts_as_body(item, heads) for item in instruments if _is_body_by_name(words, item, heads)]
    bodies = [body for body in bodies if not _is_instrument_by_name(words, body, instruments)]
    instruments = [item for item in instruments if not _is_inside_body(item, bodies)]
    return (
        sorted((with_acronym(words, body) for body in bodies), key=lambda body: body.first),
        sorted((with_acronym(words, item) for item in instruments), key=lambda item: item.first),
    )


def _known_body(
    text: str,
    words: Sequence[Word],
    first: int,
    last: int,
    entries: tuple[KnownOrganisation, ...],
    taken: Taken,
    gazetteer: Gazetteer,
) -> BodyMention:
    """A known body, without the party before its name where the rest is its name too ("U.S. Space Force")."""
    cue: str | None = None
    for size in (1, 2):
        code = party_code(" ".join(word.form for word in words[first : first + size]), gazetteer)
        if code is None or first + size >= last:
            continue
        rest = gazetteer.names.longest_at(forms_of(words[:last]), first + size)
        if rest is not None and rest.last == last and set(rest.entries) & set(entries):
            cue, first = code, first + size
            break
    return BodyMention(
        cue=cue,
        first=first,
        last=last,
        name=text[words[first].start : words[last - 1].end],
        span=Span(words[first].start, words[last - 1].end),
        kind=entries[0].kind,
        known=entries,
        rule="gazetteer",
    )


def _is_body_council(words: Sequence[Word], name: Name, taken: Taken) -> bool:
    """A "Council" or "Alliance" is a body, unless two parties hold it ("U.S.-EU Trade and Technology Council")."""
    parties = [party for party in taken.known.parties if name.first <= party.first < name.last]
    form = words[name.head].form
    return (
        form in ("Council", "Councils", "Alliance", "Union") and len(parties) < 2 and words[name.first].form != "Joint"
    )


def _is_where(words: Sequence[Word], first: int) -> bool:
    before = [word.form.lower() for word in words[max(0, first - 2) : first]]
    return "at" in before or "in" in before


def _is_party(known: Sorted, first: int, last: int) -> bool:
    """Whether a body's name is that of a group that acts as a party: the European Union is none of its bodies."""
    return any(one.first == first and one.last == last and one.party.code == "EU" for one in known.parties)


def _is_shared(known: Sorted, first: int, last: int) -> bool:
    """Whether several instruments bear the name, so that none can be told ("TTC")."""
    return sum((one, end) == (first, last) for one, end, _ in known.instruments) > 1


def _is_product(words: Sequence[Word], last: int) -> bool:
    """Whether a maker stands before a product's number: "GE F414 engines"."""
    if last >= len(words) or not words[last - 1].form.isupper():
        return False
    form = words[last].form
    return form[0].isupper() and any(character.isdigit() for character in form)


def _overlap(one: BodyMention | InstrumentMention, other: BodyMention | InstrumentMention) -> bool:
    return one.first < other.last and other.first < one.last


def _starts_with_party(known: Sorted, body: BodyMention) -> bool:
    return body.name.split()[0] in {name for party in known.parties for name in party.party.names}


def _is_instrument_by_name(words: Sequence[Word], body: BodyMention, instruments: Sequence[InstrumentMention]) -> bool:
    """Whether the gazetteer lists a name both as body and as instrument, and its head is an instrument's ("Fund")."""
    form = words[body.last - 1].form
    return form in ("Fund", "Facility", "Initiative", "Program", "Partnership", "Process", "Framework") and any(
        (item.first, item.last) == (body.first, body.last) for item in instruments
    )


def _is_body_by_name(words: Sequence[Word], item: InstrumentMention, heads: NameHeads) -> bool:
    """Whether what the gazetteer lists as an instrument is headed by the word for a body ("... Institute")."""
    form = words[item.last - 1].form
    return item.known is not None and form in heads.closes and form not in heads.instruments


def _acts_as_body(item: InstrumentMention, heads: NameHeads) -> BodyMention:
    kind = heads.closes.get(item.name.split()[-1], OrganisationKind.OTHER)
    return BodyMention(
        first=item.first,
        last=item.last,
        name=item.name,
        span=item.span,
        kind=kind,
        known=(),
        rule="gazetteer",
        acronym=item.acronym,
    )


def _longest(mentions: list[Mention]) -> list[Mention]:
    """Of mentions that overlap, the longest; the gazetteer's where two are equal."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.first - one.last, one.rule != "gazetteer", one.first)):
        if all(mention.last <= other.first or mention.first >= other.last for other in kept):
            kept.append(mention)
        elif mention.rule == "gazetteer" and isinstance(mention, BodyMention):
            # "NASA Johnson Space Center" is known as "Johnson Space Center"
            for number, other in enumerate(kept):
                same_end = other.last == mention.last and isinstance(other, BodyMention)
                if same_end and not other.known and mention.last - mention.first >= 2:
                    kept[number] = replace(other, known=mention.known, kind=mention.kind)
    return kept


def _is_inside_body(item: InstrumentMention, bodies: Sequence[BodyMention]) -> bool:
    """Whether an instrument's words are a body's name; a name that the gazetteer gives both is the body's."""
    return any(body.first <= item.first and item.last <= body.last for body in bodies)
