"""Recognises bodies and instruments by the noun that heads their names, around what the gazetteer knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cetgraph.extract.gazetteer import Gazetteer, KnownOrganisation, KnownParty
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import BodyMention, InstrumentMention, PartyMention, PersonMention
from cetgraph.extract.name_heads import NameHeads
from cetgraph.extract.runs import Run, is_capitalised, object_end, runs
from cetgraph.extract.words import Word, words_of
from cetgraph.model import InstrumentKind, OrganisationKind, Span

# Words that alone name nothing: "Joint Statement" and "Working Group" are no names, "AI Governance Group" is one.
_GENERIC = frozenset(
    "Joint Working Task Force High Level Senior New Bilateral Trilateral First Second Third Annual Inaugural Strategic "
    "National International Regional Global Leaders Official Officials Experts Expert Special Memorandum "
    "Understanding Cooperation Of And The Agreement Framework Initiative Partnership Program Dialogue Statement "
    "Declaration Action Plan Next Steering Technical Government Governments Our Comprehensive Fact Sheet Contact "
    "Vision - of and the on for in Two Three Four Both Industry Business".split()
)
_SMALL_HEADS = {
    "program": InstrumentKind.PROGRAMME,
    "programs": InstrumentKind.PROGRAMME,
    "project": InstrumentKind.PROGRAMME,
    "initiative": InstrumentKind.PROGRAMME,
    "partnership": InstrumentKind.PROGRAMME,
    "fund": InstrumentKind.PROGRAMME,
    "fellowship": InstrumentKind.PROGRAMME,
    "campaign": InstrumentKind.PROGRAMME,
    "exercise": InstrumentKind.PROGRAMME,
    "dialogue": InstrumentKind.MECHANISM,
    "forum": InstrumentKind.MECHANISM,
    "taskforce": InstrumentKind.MECHANISM,
    "task-force": InstrumentKind.MECHANISM,
    "network": InstrumentKind.MECHANISM,
    "consortium": InstrumentKind.MECHANISM,
    "framework": InstrumentKind.FRAMEWORK,
    "roadmap": InstrumentKind.FRAMEWORK,
    "agreement": InstrumentKind.AGREEMENT,
}
_BETWEEN_NAME_AND_HEAD = frozenset(
    "research exchange training pilot grant mentorship joint technological benchmarking strategic scholarship".split()
)
_FIELD_WORDS = frozenset("AI STEM 5G 6G ICT IT R&D RAN GPS LNG SME SMEs HPC COVID".split())
_COMPANY_ENDINGS = frozenset("Inc Ltd Limited Corp Corporation LLC Company Technologies Aerospace".split())


Mention = TypeVar("Mention", BodyMention, InstrumentMention)


@dataclass(frozen=True, slots=True)
class _Name:
    """A candidate name at words[first:last] whose head noun stands at `head`."""

    first: int
    last: int
    head: int


def recognise_names(
    text: str,
    words: Sequence[Word],
    known: Sorted,
    gazetteer: Gazetteer,
    heads: NameHeads,
    people: Sequence[PersonMention],
    *,
    opens_sentence: bool,
) -> tuple[list[BodyMention], list[InstrumentMention]]:
    """The bodies and instruments that one passage names, in order, each stretch of words at most once a kind."""
    taken = _Taken(known, people)
    all_runs = [run for run in runs(words, opens_sentence=opens_sentence)]
    run_starts = {run.first: run for run in all_runs}
    stops = _stops(words, all_runs, heads, known)
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
            known=entry,
            rule="gazetteer",
        )
        for first, last, entry in known.instruments
        if not taken.in_post(first)
    ]
    instruments += _networks(text, words, run_starts)
    instruments += _quoted(text, words, known)
    bodies += _in_apposition(text, words, run_starts, known, taken)
    for run in all_runs:
        if taken.in_person(run.first) and taken.in_person(run.last - 1):
            continue
        listed = _shared_head(text, words, run, run_starts, gazetteer, heads, stops)
        if listed:
            bodies += listed
            continue
        name = _name_at(words, run, run_starts, heads, stops, taken)
        if name is None:
            continue
        form = words[name.head].form
        is_body = form in heads.closes and (form not in heads.instruments or _is_body_council(words, name, taken))
        if is_body:
            mention = _new_body(text, words, name, heads, taken, gazetteer)
            if mention is not None:
                bodies.append(mention)
        else:
            instrument = _new_instrument(text, words, name, heads.instruments.get(form), taken)
            if instrument is not None:
                instruments.append(instrument)
    instruments = _longest(instruments)
    sure = [item for item in instruments if item.known is not None or item.rule == "network"]
    bodies = _longest([body for body in bodies if body.known or not any(_overlap(body, item) for item in sure)])
    bodies = [body for body in bodies if not any(item.rule == "network" and _overlap(body, item) for item in sure)]
    bodies = [
        body
        for body in bodies
        if not any(item.first < body.first < item.last and words[body.first - 1].form == "-" and _starts_with_party(known, body)
                   for item in instruments)
    ]
    bodies += _plural_in_small_letters(text, words, known, gazetteer)
    bodies += [_acts_as_body(item, heads) for item in instruments if _is_body_by_name(words, item, heads)]
    instruments = [item for item in instruments if not _is_inside_body(item, bodies)]
    return (
        sorted((_with_acronym(words, body) for body in bodies), key=lambda body: body.first),
        sorted((_with_acronym(words, item) for item in instruments), key=lambda item: item.first),
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    """Which words the gazetteer's matches cover."""

    known: Sorted
    people: Sequence[PersonMention]

    def in_post(self, position: int) -> bool:
        return any(one.post_words and one.post_words[0] <= position < one.post_words[1] for one in self.people)

    def in_person(self, position: int) -> bool:
        return any(one.first <= position < one.last for one in self.people)

    def in_name_or_head(self, first: int, last: int, *, acronym: bool) -> bool:
        """Whether a known name is part of a person's, or the word for the post itself ("NSA Doval")."""
        return any(
            (one.first <= first < one.last and one.known is None and one.last - one.first > last - first)
            or one.first <= first and last <= one.last
            or (one.post_words is not None and one.post_words[0] <= first and last < one.post_words[1] and acronym)
            or one.post_words in ((first, last), (first - 1, last))
            for one in self.people
        )

    def party_ending(self, last: int) -> PartyMention | None:
        return next((party for party in self.known.parties if party.last == last), None)

    def party_at(self, first: int) -> PartyMention | None:
        return next((party for party in self.known.parties if party.first == first), None)

    def party_over(self, position: int) -> PartyMention | None:
        return next((party for party in self.known.parties if party.first <= position < party.last), None)

    def body_at(self, first: int) -> tuple[int, int, tuple[KnownOrganisation, ...]] | None:
        return next((body for body in self.known.bodies if body[0] == first), None)

    def covered(self, position: int) -> bool:
        others = (*self.known.bodies, *self.known.people, *self.known.instruments)
        return any(first <= position < last for first, last, _ in others)


def _known_body(
    text: str,
    words: Sequence[Word],
    first: int,
    last: int,
    entries: tuple[KnownOrganisation, ...],
    taken: _Taken,
    gazetteer: Gazetteer,
) -> BodyMention:
    """A known body, without the party before its name where the rest is its name too ("U.S. Space Force")."""
    cue: str | None = None
    for size in (1, 2):
        code = _party_code(" ".join(word.form for word in words[first : first + size]), gazetteer)
        rest = gazetteer.names.longest_at(words[:last], first + size) if first + size < last else None
        if code is not None and rest is not None and rest.last == last and set(rest.entries) & set(entries):
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


def _is_where(words: Sequence[Word], first: int) -> bool:
    before = [word.form.lower() for word in words[max(0, first - 2) : first]]
    return "at" in before or "in" in before


def _is_party(known: Sorted, first: int, last: int) -> bool:
    """Whether a body's name is that of a group that acts as a party: the European Union is none of its bodies."""
    return any(one.first == first and one.last == last and one.party.code == "EU" for one in known.parties)


def _is_product(words: Sequence[Word], last: int) -> bool:
    """ "GE F414 engines": a maker before a product's number."""
    if last >= len(words) or not words[last - 1].form.isupper():
        return False
    form = words[last].form
    return form[0].isupper() and any(character.isdigit() for character in form)


def _overlap(one: BodyMention | InstrumentMention, other: BodyMention | InstrumentMention) -> bool:
    return one.first < other.last and other.first < one.last


def _starts_with_party(known: Sorted, body: BodyMention) -> bool:
    return body.name.split()[0] in {name for party in known.parties for name in party.party.names}


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


def _plural_in_small_letters(
    text: str, words: Sequence[Word], known: Sorted, gazetteer: Gazetteer
) -> list[BodyMention]:
    """ "the national security councils of the United States and Israel": known bodies of several countries."""
    found = []
    for at in range(len(words) - 2):
        if not (words[at].form.islower() and words[at].form in _OPENS_PLURAL):
            continue
        for size in (2, 3, 4):
            last = at + size
            if last >= len(words) or words[last].form not in ("of", "from") or not words[last - 1].form.endswith("s"):
                continue
            singular = [word._replace(form=word.form.capitalize()) for word in words[at:last]]
            head = singular[-1].form
            singular[-1] = singular[-1]._replace(form=head[:-3] + "y" if head.endswith("ies") else head[:-1])
            match = gazetteer.names.longest_at(singular, 0)
            if match is None or match.last != size:
                continue
            entries = tuple(entry for entry in match.entries if isinstance(entry, KnownOrganisation))
            if len({entry.country for entry in entries}) >= 2:
                found.append(
                    BodyMention(
                        first=at,
                        last=last,
                        name=" ".join(word.form for word in singular),
                        span=Span(words[at].start, words[last - 1].end),
                        kind=entries[0].kind,
                        known=entries,
                        rule="plural",
                        plural=True,
                    )
                )
    return found


_OPENS_PLURAL = frozenset("national defense foreign space science ministries departments ai cyber nuclear energy".split())


def _networks(text: str, words: Sequence[Word], run_starts: dict[int, Run]) -> list[InstrumentMention]:
    """ "international network of AI Safety Institutes": a mechanism named by its members, in small letters."""
    found = []
    for at, word in enumerate(words[:-2]):
        if word.form not in ("network", "coalition", "consortium") or words[at + 1].form != "of":
            continue
        run = run_starts.get(at + 2)
        if run is None or not words[run.last - 1].form.endswith("s") or run.last - run.first < 2:
            continue
        first = at
        if at > 0 and words[at - 1].form in ("international", "global", "regional"):
            first = at - 1
        found.append(
            InstrumentMention(
                first=first,
                last=run.last,
                name=text[words[first].start : words[run.last - 1].end],
                span=Span(words[first].start, words[run.last - 1].end),
                kind=InstrumentKind.MECHANISM,
                known=None,
                rule="network",
            )
        )
    return found


_QUOTED_HEADS = frozenset(
    "initiative program project competition challenge campaign event summit series award partnership fund exercise "
    "fellowship framework roadmap dialogue".split()
)
_SETS_UP = frozenset("launch launched launching new inaugural announced announcing introduce introducing called named".split())


def _quoted(text: str, words: Sequence[Word], known: Sorted) -> list[InstrumentMention]:
    """ “Bio-X” initiative, the launch of a new “Innovation Bridge”: names in quotation marks."""
    found = []
    opening: int | None = None
    for at, word in enumerate(words):
        if word.form != '"':
            continue
        if opening is None or at - opening > 12:
            opening = at
            continue
        first, last = opening + 1, at
        opening = None
        if last <= first or not is_capitalised(words[first].form) or last - first > 9:
            continue
        forms = [words[position].form for position in range(first, last)]
        if not all(is_capitalised(form) or form in ("and", "of", "for", "the", "-", "in", "to", "s", "'") or form.isdigit() for form in forms):
            continue
        after = words[last + 1].form if last + 1 < len(words) else ""
        before = {other.form.lower() for other in words[max(0, first - 6) : first]}
        dash_before = first >= 3 and words[first - 3].form in ("-", "—")
        if after in _QUOTED_HEADS or (before & _SETS_UP and not dash_before):
            if any(instrument[0] < last and first < instrument[1] for instrument in known.instruments):
                continue
            found.append(
                InstrumentMention(
                    first=first,
                    last=last,
                    name=text[words[first].start : words[last - 1].end],
                    span=Span(words[first].start, words[last - 1].end),
                    kind=_SMALL_HEADS.get(after, InstrumentKind.PROGRAMME),
                    known=None,
                    rule="quoted-name",
                )
            )
    return found


_COMPANY_NOUNS = frozenset("startups startup start-ups ups companies company firms firm vendors manufacturer manufacturers".split())


def _in_apposition(
    text: str, words: Sequence[Word], run_starts: dict[int, Run], known: Sorted, taken: _Taken
) -> list[BodyMention]:
    """ "the Indian startups, 114ai and 3rdiTech": companies that only the noun before them tells."""
    found = []
    covered = {at for first, last, _ in known.bodies for at in range(first, last)}
    for at, word in enumerate(words[:-1]):
        if word.form.lower() not in _COMPANY_NOUNS:
            continue
        cue = next((one.party.code for one in known.parties if at - 4 <= one.last <= at), None)
        position = at + 1
        listed = words[position].form == ","
        if listed:
            position += 1
        while position < len(words):
            run = run_starts.get(position)
            if run is None or taken.party_over(position) is not None or run.last - run.first > 4:
                break
            if position not in covered:
                found.append(
                    BodyMention(
                        first=run.first,
                        last=run.last,
                        name=text[words[run.first].start : words[run.last - 1].end],
                        span=Span(words[run.first].start, words[run.last - 1].end),
                        kind=OrganisationKind.COMPANY,
                        known=(),
                        rule="apposition",
                        cue=cue,
                    )
                )
            position = run.last
            if not (position < len(words) and words[position].form in (",", "and")):
                break
            while position < len(words) and words[position].form in (",", "and"):
                position += 1
    return found


def _stops(words: Sequence[Word], all_runs: Sequence[Run], heads: NameHeads, known: Sorted) -> frozenset[int]:
    """Words into which no name reaches that began before them: known names, parties and heads that open a name."""
    stops = {first for first, _, _ in (*known.bodies, *known.people, *known.instruments)}
    stops |= {party.first for party in known.parties}
    for run in all_runs:
        for position in range(run.first, run.last):
            form = words[position].form
            following = words[position + 1].form if position + 1 < len(words) else ""
            if form in heads.opens and following in ("of", "for"):
                stops.add(run.first)
            if position == run.last - 1 and (form in heads.closes or form in heads.instruments):
                stops.add(run.first)
    return frozenset(stops)


def _name_at(
    words: Sequence[Word],
    run: Run,
    run_starts: dict[int, Run],
    heads: NameHeads,
    stops: frozenset[int],
    taken: _Taken,
) -> _Name | None:
    """The name that this run heads: its last word is a head noun, or a head in small letters follows it."""
    last_form = words[run.last - 1].form
    if last_form in heads.closes or last_form in heads.instruments:
        head = run.last - 1
        end = head + 1
        opens = last_form in heads.opens or last_form in heads.instruments
        if opens:
            article = last_form in heads.instruments
            end = object_end(words, run_starts, head, stops, may_have_article=article)
        return _Name(_extend_left(words, run, run_starts, stops, taken), end, head)
    small = _small_head(words, run, taken)
    if small is not None:
        return _Name(_extend_left(words, run, run_starts, stops, taken), small + 1, small)
    return None


def _extend_left(
    words: Sequence[Word], run: Run, run_starts: dict[int, Run], stops: frozenset[int], taken: _Taken
) -> int:
    """Takes in "Science and" before "Technology Fund", and "AI for" before "Science research program"."""
    first = run.first
    bracket = next((at for at in range(first - 2, max(first - 8, 0), -1) if words[at].form == "("), None)
    if bracket is not None and words[first - 1].form == ")":
        before = next((other for other in run_starts.values() if other.last == bracket), None)
        if before is not None:  # "Critical and Emerging Technology (CET) Dialogue"
            first = before.first
            run = Run(first, run.last)
    while first >= 2:
        link = words[first - 1].form
        if link == "the" and first >= 3 and words[first - 2].form == "in" and words[run.last - 1].form in ("Pacific", "Hemisphere"):
            before = next((other for other in run_starts.values() if other.last == first - 2), None)
            if before is not None and _follows_article(words, before.first) and not taken.covered(before.first):
                return before.first
        if link not in ("and", "for", ","):
            break
        before = next((other for other in run_starts.values() if other.last == first - 1), None)
        if before is None:
            break
        pillar = next((one for one in taken.known.instruments if before.first < one[1] < before.last), None)
        if pillar is not None and link == "and" and words[run.last - 1].form in ("Pillar", "Workstream"):
            return pillar[0]
        start = before.first
        party = taken.party_at(start)
        if party is not None and party.last < before.last and words[party.last].form != "-":
            start = party.last
        elif start in stops and not (party is not None and party.last < before.last):
            break
        if any(taken.covered(at) for at in range(start, before.last)):
            break
        if link in ("for", ",") and not _follows_article(words, start):
            break
        if before.last - start > 4 or taken.party_over(first) is not None:
            break
        first = start
    return first


def _follows_article(words: Sequence[Word], first: int) -> bool:
    position = first - 1
    while position >= 0 and words[position].form.islower() and first - position <= 3:
        if words[position].form in ("a", "an", "the", "new", "flagship", "joint", "s"):
            return True
        position -= 1
    return False


def _small_head(words: Sequence[Word], run: Run, taken: _Taken) -> int | None:
    """Where the head in small letters stands that follows a capitalised name ("Artemis program"), or None."""
    position = run.last
    size = len(words)
    if position < size and words[position].form == "(" and position + 2 < size and words[position + 2].form == ")":
        position += 3
    elif position < size and words[position].form == '"':
        position += 1
    for step in range(2):
        if position + step >= size:
            return None
        form = words[position + step].form
        if form in _SMALL_HEADS:
            return position + step if _names_something(words, run, taken, form) else None
        if form not in _BETWEEN_NAME_AND_HEAD:
            return None
    return None


def _names_something(words: Sequence[Word], run: Run, taken: _Taken, head: str) -> bool:
    """Whether a capitalised run before a small head is a name, and not a country, body or field ("AI program")."""
    own = [
        at
        for at in range(run.first, run.last)
        if words[at].form != "-" and taken.party_over(at) is None and not taken.covered(at)
    ]
    content = [words[at].form for at in own if words[at].form not in _FIELD_WORDS and words[at].form not in _GENERIC]
    if not own:
        # "U.S.-UK taskforce", "DSIT-DOE partnership": two parties or bodies joined by a hyphen
        hyphens = sum(words[at].form == "-" for at in range(run.first, run.last))
        covered_bodies = [body for body in taken.known.bodies if run.first <= body[0] < run.last]
        if hyphens and len(covered_bodies) >= 2:
            return True
        return hyphens > 0 and _SMALL_HEADS[head] is InstrumentKind.MECHANISM
    return len(content) >= 1 and (len(own) >= 2 or words[run.first].form.istitle())


def _is_body_council(words: Sequence[Word], name: _Name, taken: _Taken) -> bool:
    """A "Council" or "Alliance" is a body, unless two parties hold it ("U.S.-EU Trade and Technology Council")."""
    parties = [party for party in taken.known.parties if name.first <= party.first < name.last]
    form = words[name.head].form
    return form in ("Council", "Councils", "Alliance", "Union") and len(parties) < 2 and words[name.first].form != "Joint"


def _own_words(words: Sequence[Word], first: int, last: int) -> list[str]:
    return [words[at].form for at in range(first, last) if words[at].form not in _GENERIC]


def _new_body(
    text: str, words: Sequence[Word], name: _Name, heads: NameHeads, taken: _Taken, gazetteer: Gazetteer
) -> BodyMention | None:
    first = name.first
    whole = taken.party_over(name.head)
    if whole is not None and whole.first <= first:
        return None  # "European Union"
    cue: str | None = None
    opens = name.last > name.head + 1
    while first < name.head:
        party = taken.party_at(first)
        if party is None or party.last > name.head:
            break
        body = taken.body_at(party.last)
        if body is not None and body[1] == name.last:
            return None  # "Singapore" before a name that the gazetteer knows
        if not (party.adjective or opens or _is_short(words, party)):
            break
        cue = party.party.code
        first = party.last
        if first < name.head and words[first].form == "-":
            return None  # "U.S.-India ... Association" keeps both parties in its name; see instruments
    while first < name.head and words[first].form in ("Joint", "New"):
        first += 1
    if name.head - first == 0 and not opens:
        return None  # a bare "Ministry"
    form = words[name.head].form
    if not [word for word in _own_words(words, first, name.last) if word != form]:
        return None
    plural = _is_plural(form, heads)
    if form == "Administration" and name.last - first <= 4 and (
        words[name.head - 2].form == "-" or name.head - first == 1
    ):
        return None  # "the Biden-Harris Administration" is a term of office
    if form == "Technologies" and any(_is_field_word(words[at].form) for at in range(first, name.head)):
        return None
    body = taken.body_at(first)
    if body is not None and body[1] == name.last:
        return None
    known: tuple[KnownOrganisation, ...] = ()
    if plural:
        known = _known_in_singular(words, first, name, gazetteer)
    return BodyMention(
        first=first,
        last=name.last,
        name=text[words[first].start : words[name.last - 1].end],
        span=Span(words[first].start, words[name.last - 1].end),
        kind=known[0].kind if known else heads.closes[form],
        known=known,
        rule="head-noun",
        cue=cue or _named_country(words, first, name.last, gazetteer),
        plural=plural,
    )


def _is_plural(form: str, heads: NameHeads) -> bool:
    return form == "Ministries" or form == "Agencies" or (form.endswith("s") and form[:-1] in heads.closes)


def _is_field_word(form: str) -> bool:
    return form in _FIELD_WORDS or form in (
        "Emerging", "Critical", "Quantum", "Digital", "Space", "Clean", "Advanced", "Energy", "Nuclear", "Information",
        "Defense", "Disruptive", "Climate", "Telecommunications", "Semiconductor", "Security", "Deep", "Future", "Key",
    )


def _known_in_singular(
    words: Sequence[Word], first: int, name: _Name, gazetteer: Gazetteer
) -> tuple[KnownOrganisation, ...]:
    """The known bodies of a plural name: "National Security Councils"."""
    form = words[name.head].form
    singular = form[:-3] + "y" if form.endswith("ies") else form[:-1]
    changed = [
        word._replace(form=singular) if first + number == name.head else word
        for number, word in enumerate(words[first : name.last])
    ]
    match = gazetteer.names.longest_at(changed, 0)
    if match is None or match.last != len(changed):
        return ()
    return tuple(entry for entry in match.entries if isinstance(entry, KnownOrganisation))


def _named_country(words: Sequence[Word], first: int, last: int, gazetteer: Gazetteer) -> str | None:
    """The one country that a new body's own name or the words right after it tell ("Academy in the Philippines")."""
    codes = {code for at in range(first, last) if (code := _party_code(words[at].form, gazetteer))}
    if len(codes) == 1:
        return next(iter(codes))
    if not codes and last + 1 < len(words) and words[last].form == "in":
        at = last + 2 if words[last + 1].form == "the" else last + 1
        if at < len(words):
            return _party_code(words[at].form, gazetteer)
    return None


def _is_short(words: Sequence[Word], party: PartyMention) -> bool:
    """"U.S." and "UK" before a name are as good as an adjective."""
    return party.last - party.first == 1 and words[party.first].form.isupper()


def _new_instrument(
    text: str, words: Sequence[Word], name: _Name, kind: InstrumentKind | None, taken: _Taken
) -> InstrumentMention | None:
    first = name.first
    body = taken.body_at(first)
    if body is not None and body[1] <= name.head and name.head - body[1] >= 2 and words[body[1]].form != "-":
        first = body[1]
    party = taken.party_at(first)
    if party is not None and party.last < name.head and words[party.last].form != "-":
        rest = [word for word in _own_words(words, party.last, name.head) if word != words[name.head].form]
        if (party.adjective or _is_short(words, party)) and len(rest) >= 1:
            first = party.last
    form = words[name.head].form
    if name.head < len(words) and taken.party_over(name.head) is not None and first == name.head:
        return None
    if words[first].form == "Track" and first + 3 < name.head and words[first + 2].form == ".":
        first += 4
    content = [
        words[at].form
        for at in range(first, name.last)
        if at != name.head and words[at].form not in _GENERIC and not _acting_party(taken, at)
    ]
    if not content:
        hyphened = any(words[at].form == "-" for at in range(first, name.head))
        between_parties = hyphened and taken.party_at(first) is not None and form in _SMALL_HEADS
        topic = any(words[at].form in _FIELD_WORDS for at in range(first, name.last))
        if not (between_parties or topic or (hyphened and form in ("Dialogue", "Summit", "Forum", "Council"))):
            return None
    known_kind = kind or _SMALL_HEADS.get(form)
    if known_kind is None:
        return None
    return InstrumentMention(
        first=first,
        last=name.last,
        name=text[words[first].start : words[name.last - 1].end],
        span=Span(words[first].start, words[name.last - 1].end),
        kind=known_kind,
        known=None,
        rule="head-noun",
    )


def _acting_party(taken: _Taken, position: int) -> bool:
    """Whether a word names a party that acts; "Quad" and "AUKUS" name an instrument as well as any word."""
    party = taken.party_over(position)
    return party is not None and party.party.acts


def _shared_head(
    text: str,
    words: Sequence[Word],
    run: Run,
    run_starts: dict[int, Run],
    gazetteer: Gazetteer,
    heads: NameHeads,
    stops: frozenset[int],
) -> list[BodyMention]:
    """The bodies of "Departments of Energy and Commerce": one for each of what stands after a plural head."""
    head = run.last - 1
    form = words[head].form
    if form not in ("Departments", "Ministries") or head + 2 >= len(words) or words[head + 1].form != "of":
        return []
    singular = "Department" if form == "Departments" else "Ministry"
    cue_words = words[head - 1].form if head > run.first else ""
    mentions = []
    position = head + 2
    while position < len(words):
        following = run_starts.get(position)
        if following is None or (position in stops and not _is_field(words, following)):
            break
        prefix = [Word(singular, 0, 0), Word("of", 0, 0)]
        match = gazetteer.names.longest_at([*prefix, *words[position : position + 9]], 0)
        last = position + match.last - 2 if match is not None and match.last > 2 else following.last
        entries = tuple(entry for entry in match.entries if isinstance(entry, KnownOrganisation)) if match else ()
        printed = text[words[position].start : words[last - 1].end]
        mentions.append(
            BodyMention(
                first=position,
                last=last,
                name=f"{singular} of {printed}",
                span=Span(words[position].start, words[last - 1].end),
                kind=OrganisationKind.MINISTRY,
                known=entries,
                rule="shared-head",
                cue=_party_code(cue_words, gazetteer),
            )
        )
        position = last
        while position < len(words) and words[position].form in (",", "and"):
            position += 1
    return mentions


def _is_field(words: Sequence[Word], run: Run) -> bool:
    return run.last - run.first <= 3 and all(is_capitalised(words[at].form) for at in range(run.first, run.last))


def _party_code(name: str, gazetteer: Gazetteer) -> str | None:
    """The code of the party that a name or adjective means, None where it means none."""
    match = gazetteer.names.longest_at(words_of(name), 0) if name else None
    if match is None or match.last != len(words_of(name)):
        return None
    return next((entry.code for entry in match.entries if isinstance(entry, KnownParty) and entry.acts), None)


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


def _with_acronym(words: Sequence[Word], mention: Mention) -> Mention:
    """The mention with the acronym that stands in brackets after it, if its letters fit (Schwartz and Hearst 2003)."""
    inner = [at for at in range(mention.first, mention.last) if words[at].form in ("(", ")")]
    if len(inner) == 2:
        return replace(mention, acronym="".join(word.form for word in words[inner[0] + 1 : inner[1]]))
    at = mention.last
    if at + 1 >= len(words) or words[at].form != "(":
        return mention
    close = next((end for end in range(at + 2, min(at + 6, len(words))) if words[end].form == ")"), None)
    if close is None:
        return mention
    letters = "".join(word.form for word in words[at + 1 : close])
    if not 2 <= len(letters) <= 12 or not any(character.isupper() for character in letters):
        return mention
    if not acronym_fits(letters, mention.name):
        return mention
    acronym = "".join(
        (" " if index and words[at + 1 + index].start > words[at + index].end else "") + word.form
        for index, word in enumerate(words[at + 1 : close])
    )
    return replace(mention, acronym=acronym)


def acronym_fits(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym come in order in a name, the first at the start of a word.

    The rule is that of A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation definitions in
    biomedical text", 2003.

    >>> acronym_fits("NIST", "National Institute of Standards and Technology"), acronym_fits("WHO", "Ministry of Law")
    (True, False)
    """
    letters = [character.lower() for character in acronym if character.isalnum()]
    lowered = name.lower()
    position = len(lowered) - 1
    for number in range(len(letters) - 1, -1, -1):
        letter = letters[number]
        while position >= 0 and (
            lowered[position] != letter or (number == 0 and position > 0 and lowered[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return False
        position -= 1
    return True
