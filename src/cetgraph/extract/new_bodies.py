"""Recognises bodies that the gazetteer does not know: by head noun, apposition, shared head or plural."""

from __future__ import annotations

from collections.abc import Sequence

from cetgraph.extract.extent import FIELD_WORDS, Name, own_words
from cetgraph.extract.gazetteer import Gazetteer, KnownOrganisation
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import BodyMention
from cetgraph.extract.name_heads import NameHeads
from cetgraph.extract.runs import Run, is_capitalised
from cetgraph.extract.taken import Taken, is_short, party_code
from cetgraph.extract.words import Word, forms_of
from cetgraph.model import OrganisationKind, Span

_OPENS_PLURAL = frozenset(
    "national defense foreign space science ministries departments ai cyber nuclear energy".split()
)


_COMPANY_NOUNS = frozenset(
    "startups startup start-ups ups companies company firms firm vendors manufacturer manufacturers".split()
)


def new_body(
    text: str, words: Sequence[Word], name: Name, heads: NameHeads, taken: Taken, gazetteer: Gazetteer
) -> BodyMention | None:
    """The body that a candidate name is, without the country before it; None where it names none."""
    first = name.first
    whole = taken.party_over(name.head)
    if whole is not None and whole.first <= first:
        return None  # "European Union"
    cue: str | None = None
    opens = name.last > name.head + 1
    while first < name.head:
        party = taken.party_at(first)
        if party is None or party.last > name.head or not party.party.acts:
            break
        body = taken.body_at(party.last)
        if body is not None and body[1] == name.last:
            return None  # "Singapore" before a name that the gazetteer knows
        if not (party.adjective or opens or is_short(words, party)):
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
    if not [word for word in own_words(words, first, name.last) if word != form]:
        return None
    plural = _is_plural(form, heads)
    if (
        form == "Administration"
        and name.last - first <= 4
        and (words[name.head - 2].form == "-" or name.head - first == 1)
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
    return form in {"Ministries", "Agencies"} or (form.endswith("s") and form[:-1] in heads.closes)


def _is_field_word(form: str) -> bool:
    return form in FIELD_WORDS or form in (
        "Emerging",
        "Critical",
        "Quantum",
        "Digital",
        "Space",
        "Clean",
        "Advanced",
        "Energy",
        "Nuclear",
        "Information",
        "Defense",
        "Disruptive",
        "Climate",
        "Telecommunications",
        "Semiconductor",
        "Security",
        "Deep",
        "Future",
        "Key",
    )


def _known_in_singular(
    words: Sequence[Word], first: int, name: Name, gazetteer: Gazetteer
) -> tuple[KnownOrganisation, ...]:
    """The known bodies of a plural name: "National Security Councils"."""
    form = words[name.head].form
    singular = form[:-3] + "y" if form.endswith("ies") else form[:-1]
    changed = forms_of(words[first : name.last])
    changed[name.head - first] = singular
    match = gazetteer.names.longest_at(changed, 0)
    if match is None or match.last != len(changed):
        return ()
    return tuple(entry for entry in match.entries if isinstance(entry, KnownOrganisation))


def _named_country(words: Sequence[Word], first: int, last: int, gazetteer: Gazetteer) -> str | None:
    """The one country that a new body's own name or the words right after it tell ("Academy in the Philippines")."""
    codes = {code for at in range(first, last) if (code := party_code(words[at].form, gazetteer))}
    if len(codes) == 1:
        return next(iter(codes))
    if not codes and last + 1 < len(words) and words[last].form == "in":
        at = last + 2 if words[last + 1].form == "the" else last + 1
        if at < len(words):
            return party_code(words[at].form, gazetteer)
    return None


def _company(text: str, words: Sequence[Word], run: Run, *, rule: str, cue: str | None) -> BodyMention:
    """A company that no list names, at a run of capitals."""
    return BodyMention(
        first=run.first,
        last=run.last,
        name=text[words[run.first].start : words[run.last - 1].end],
        span=Span(words[run.first].start, words[run.last - 1].end),
        kind=OrganisationKind.COMPANY,
        known=(),
        rule=rule,
        cue=cue,
    )


def in_apposition(
    text: str, words: Sequence[Word], run_starts: dict[int, Run], known: Sorted, taken: Taken
) -> list[BodyMention]:
    """Companies that only the noun before them tells: "the Indian startups, 114ai and 3rdiTech"."""
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
                found.append(_company(text, words, run, rule="apposition", cue=cue))
            position = run.last
            if not (position < len(words) and words[position].form in (",", "and")):
                break
            while position < len(words) and words[position].form in (",", "and"):
                position += 1
    return found


def shared_head(
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
        forms = [singular, "of", *forms_of(words[position : position + 9])]
        match = gazetteer.names.longest_at(forms, 0)
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
                cue=party_code(cue_words, gazetteer),
            )
        )
        position = last
        while position < len(words) and words[position].form in (",", "and"):
            position += 1
    return mentions


def listed_companies(
    text: str, words: Sequence[Word], run_starts: dict[int, Run], known: Sorted, taken: Taken
) -> list[BodyMention]:
    """Companies that stand in a list with a known one: "ExxonMobil, Occidental Petroleum, and EOG Resources"."""
    found: list[BodyMention] = []
    run_ends = {run.last: run for run in run_starts.values()}
    covered = {at for first, last, _ in (*known.bodies, *known.instruments) for at in range(first, last)}

    def add(run: Run) -> bool:
        fits = (
            run.last - run.first <= 4
            and words[run.first].form[0].isalpha()
            and not any(
                at in covered or taken.party_over(at) or taken.in_person(at) for at in range(run.first, run.last)
            )
            and not (
                run.last < len(words) and words[run.last].form[0].islower() and words[run.last].form not in _AFTER_NAME
            )
        )
        if fits:
            found.append(_company(text, words, run, rule="listed-company", cue=None))
        return fits

    for first, last, entries in known.bodies:
        if entries[0].kind is not OrganisationKind.COMPANY:
            continue
        position = last
        while position < len(words) - 1 and words[position].form in (",", "and"):
            after = position + 2 if words[position].form == "," and words[position + 1].form == "and" else position + 1
            run = run_starts.get(after)
            if run is None or not add(run):
                break
            position = run.last
        position = first
        while position >= 2 and words[position - 1].form in (",", "and"):
            before = (
                position - 2 if words[position - 1].form == "and" and words[position - 2].form == "," else position - 1
            )
            run = run_ends.get(before)
            if run is None or not add(run):
                break
            position = run.first
    return found


_AFTER_NAME = frozenset("are is will have has were was to for on in and or with at that which announced signed".split())


def _is_field(words: Sequence[Word], run: Run) -> bool:
    return run.last - run.first <= 3 and all(is_capitalised(words[at].form) for at in range(run.first, run.last))


def plural_in_small_letters(text: str, words: Sequence[Word], known: Sorted, gazetteer: Gazetteer) -> list[BodyMention]:
    """Known bodies of several countries: "the national security councils of the United States and Israel"."""
    found = []
    for at in range(len(words) - 2):
        if not (words[at].form.islower() and words[at].form in _OPENS_PLURAL):
            continue
        for size in (2, 3, 4):
            last = at + size
            if last >= len(words) or words[last].form not in ("of", "from") or not words[last - 1].form.endswith("s"):
                continue
            singular = [form.capitalize() for form in forms_of(words[at:last])]
            head = singular[-1]
            singular[-1] = head[:-3] + "y" if head.endswith("ies") else head[:-1]
            match = gazetteer.names.longest_at(singular, 0)
            if match is None or match.last != size:
                continue
            entries = tuple(entry for entry in match.entries if isinstance(entry, KnownOrganisation))
            if len({entry.country for entry in entries}) >= 2:
                found.append(
                    BodyMention(
                        first=at,
                        last=last,
                        name=" ".join(singular),
                        span=Span(words[at].start, words[last - 1].end),
                        kind=entries[0].kind,
                        known=entries,
                        rule="plural",
                        plural=True,
                    )
                )
    return found
