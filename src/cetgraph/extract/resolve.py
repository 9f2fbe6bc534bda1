"""Joins mentions into things: one organisation, person or instrument for all the ways in which a document names it.

Names that agree in their words are one; a name that several countries have is settled by what stands about it (a
possessive, "on the Indian side", the list it stands in), by the parties of the document, or not at all: what stays
ambiguous is reported with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cetgraph.extract.acronyms import acronym_fits
from cetgraph.extract.gazetteer import Gazetteer, KnownOrganisation
from cetgraph.extract.mentions import BodyMention, PartyMention, PassageMentions
from cetgraph.extract.words import comparable, name_key
from cetgraph.model import Organisation, OrganisationKind, Span, Unclear

_SIDE = frozenset({"side", "sides"})


@dataclass(slots=True)
class _Body:
    """An organisation that is being put together."""

    names: list[str]
    acronym: str | None
    country: str | None
    kind: OrganisationKind
    rule: str
    known: KnownOrganisation | None
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResolvedBodies:
    """The document's organisations, and for each passage's body mentions the numbers of those they name."""

    organisations: tuple[Organisation, ...]
    numbers: tuple[tuple[tuple[int, ...], ...], ...]
    unclear: tuple[Unclear, ...]


def resolve_bodies(passages: Sequence[PassageMentions], parties: Sequence[str], gazetteer: Gazetteer) -> ResolvedBodies:
    """The organisations that a document names, in order of first mention."""
    acronyms = _defined_acronyms(passages)
    bodies: list[_Body] = []
    index: dict[tuple[object, str | None], int] = {}
    numbers: list[tuple[tuple[int, ...], ...]] = []
    unclear: list[Unclear] = []
    settled: dict[str, str | None] = {}
    for passage in passages:
        cued = _with_cues(passage, parties)
        of_passage: list[tuple[int, ...]] = []
        for mention in cued:
            targets: list[int] = []
            for country in mention.share or (None,):
                one = replace(mention, cue=country) if country else mention
                body = _body_for(one, parties, gazetteer, settled, acronyms, unclear)
                key = (_identity(body), body.country)
                number = index.get(key)
                if number is None and body.country is None:
                    number = next((at for (name, _), at in index.items() if name == key[0]), None)
                if number is None:
                    bodies.append(body)
                    number = len(bodies) - 1
                    index[key] = number
                else:
                    _join(bodies[number], body)
                bodies[number].spans.append(mention.span)
                targets.append(number)
            of_passage.append(tuple(targets))
        numbers.append(tuple(of_passage))
    organisations = tuple(_organisation(body) for body in bodies)
    return ResolvedBodies(organisations, tuple(numbers), tuple(unclear))


def _identity(body: _Body) -> object:
    if body.known is not None:
        return name_key(body.known.body.name)
    return name_key(body.names[0])


def _join(body: _Body, other: _Body) -> None:
    body.names += [name for name in other.names if name not in body.names]
    body.acronym = body.acronym or other.acronym


def _organisation(body: _Body) -> Organisation:
    return Organisation(
        name=_fullest(body),
        acronym=body.acronym,
        country=body.country,
        kind=body.kind,
        spans=tuple(sorted(set(body.spans))),
        rule=body.rule,
        known=body.known.body if body.known else None,
    )


def _fullest(body: _Body) -> str:
    """The fullest form printed: the first that is no acronym and has the most words, the known spelling preferred."""
    acronym = comparable(body.acronym) if body.acronym else None
    full = [name for name in body.names if comparable(name) != acronym] or body.names
    if body.known is not None:
        exact = [name for name in full if name_key(name) == name_key(body.known.body.name)]
        if exact:
            return exact[0]
    longest = max(len(name.split()) for name in full)
    return next(name for name in full if len(name.split()) == longest)


def _defined_acronyms(passages: Sequence[PassageMentions]) -> Mapping[str, BodyMention]:
    """The acronyms that the document gives in brackets after a body's name."""
    defined: dict[str, BodyMention] = {}
    for passage in passages:
        for mention in passage.bodies:
            if mention.acronym:
                defined.setdefault(comparable(mention.acronym), mention)
    return defined


def _body_for(
    mention: BodyMention,
    parties: Sequence[str],
    gazetteer: Gazetteer,
    settled: dict[str, str | None],
    acronyms: Mapping[str, BodyMention],
    unclear: list[Unclear],
) -> _Body:
    name = mention.name
    defined = acronyms.get(comparable(name))
    if defined is not None and defined is not mention and acronym_fits(name, defined.name):
        return _body_for(replace(defined, cue=defined.cue or mention.cue), parties, gazetteer, settled, {}, unclear)
    if mention.plural:
        name = _singular(name)
    if mention.kind is OrganisationKind.ARMED_FORCE:
        name = _without_country(name, gazetteer)
    known, country = _choose(mention, name, parties, settled, unclear)
    if known is not None:
        settled.setdefault(name, country)
    return _Body(
        names=[name],
        acronym=mention.acronym,
        country=country,
        kind=known.kind if known else mention.kind,
        rule=mention.rule,
        known=known,
    )


def _without_country(name: str, gazetteer: Gazetteer) -> str:
    """A force's name without the country before it: "Navy" of "U.S. Navy" and of "French Navy"."""
    first, _, rest = name.partition(" ")
    return rest if rest and comparable(first) in gazetteer.party_words else name


def _singular(name: str) -> str:
    for plural, singular in (
        ("Institutes", "Institute"),
        ("Councils", "Council"),
        ("Ministries", "Ministry"),
        ("Departments", "Department"),
        ("Agencies", "Agency"),
        ("Centers", "Center"),
        ("Centres", "Centre"),
        ("Foundations", "Foundation"),
        ("Offices", "Office"),
        ("Commissions", "Commission"),
        ("Authorities", "Authority"),
        ("Academies", "Academy"),
    ):
        if name.endswith(plural):
            return name[: -len(plural)] + singular
    return name


def _choose(
    mention: BodyMention, name: str, parties: Sequence[str], settled: Mapping[str, str | None], unclear: list[Unclear]
) -> tuple[KnownOrganisation | None, str | None]:
    """The gazetteer's body that a mention names, if one can be told, and its country."""
    bearers = mention.known
    cue = mention.cue
    if not bearers:
        return None, cue if cue is not None else settled.get(name)
    if cue is not None:
        fitting = [bearer for bearer in bearers if bearer.country == cue]
        if fitting:
            return _best(fitting, name), cue
        if mention.share:
            return None, cue  # "the National Security Councils of both countries": each has one
        loose = [
            bearer
            for bearer in bearers
            if bearer.country is None and bearer.kind is not OrganisationKind.INTERNATIONAL and not mention.weak_cue
        ]
        if loose:
            return loose[0], cue
        international = [bearer for bearer in bearers if bearer.country is None]
        if len(bearers) == 1 and (international or _distinctive(name)):
            return bearers[0], bearers[0].country
        if not mention.weak_cue and all(bearer.country is not None for bearer in bearers) and not _distinctive(name):
            return None, cue
    countries = {bearer.country for bearer in bearers}
    if len(countries) == 1:
        return _best(list(bearers), name), bearers[0].country
    if name in settled:
        fitting = [bearer for bearer in bearers if bearer.country == settled[name]]
        if fitting:
            return _best(fitting, name), settled[name]
    of_parties = [bearer for bearer in bearers if bearer.country in parties]
    if len({bearer.country for bearer in of_parties}) == 1:
        return _best(of_parties, name), of_parties[0].country
    # A department of the cabinet is meant before another country's office of that name inside a ministry.
    leading = [bearer for bearer in of_parties if bearer.body.parent is None]
    if len({bearer.country for bearer in leading}) == 1 and len(leading) < len(of_parties):
        return _best(leading, name), leading[0].country
    if not of_parties:
        international = [bearer for bearer in bearers if bearer.country is None]
        if international:
            return international[0], None
    choices = ", ".join(sorted(str(bearer.country) for bearer in (of_parties or bearers)))
    unclear.append(Unclear(words=name, span=mention.span, reason=f"bodies of this name exist in {choices}"))
    return None, None


def _best(bearers: Sequence[KnownOrganisation], name: str) -> KnownOrganisation:
    """Of bearers in one country, the one whose proper name it is before those whose alias it is."""
    key = name_key(name)
    return next((bearer for bearer in bearers if name_key(bearer.body.name) == key), bearers[0])


def _distinctive(name: str) -> bool:
    """Whether a name is so much its own that no other country's body bears it: an acronym or a company's name."""
    return " of " not in name and " for " not in name


def _with_cues(passage: PassageMentions, parties: Sequence[str]) -> list[BodyMention]:
    """The passage's bodies, each with the party that the words about it point to."""
    cued: list[BodyMention] = []
    words = passage.words
    for mention in passage.bodies:
        share = _shared_by(passage, mention, parties)
        cue = mention.cue or _before(passage, mention) or _after(passage, mention)
        weak = False
        before = cued[-1] if cued else None
        if cue is None and before is not None and before.cue is not None:
            between = [word.form for word in words[before.last : mention.first]]
            if _in_brackets_or_list(between):
                cue, weak = before.cue, True
        if cue is None:
            cue = _side_after(passage, mention.last) or _side_before(passage, mention.first)
            weak = cue is not None
        cued.append(replace(mention, cue=cue, weak_cue=weak, share=share))
    return cued


def _in_brackets_or_list(between: Sequence[str]) -> bool:
    """Whether only a list's joints stand between two bodies, and no article that starts afresh."""
    forms = list(between)
    if forms[:1] == ["("] and ")" in forms:
        forms = forms[forms.index(")") + 1 :]
    if forms in (["'", "s"], ["'"]):
        return True
    return bool(forms) and len(forms) <= 3 and all(form in (",", "and", "/", "the") for form in forms)


def _party_before(passage: PassageMentions, position: int) -> PartyMention | None:
    return next((party for party in passage.parties if party.last == position), None)


# Words between a party and a body's name that change nothing: "India's new National ...".
_BETWEEN_PARTY_AND_NAME = frozenset({"new", "own", "newly", "established", "government", '"', "national"})


def _before(passage: PassageMentions, mention: BodyMention) -> str | None:
    """The party right before a name: "Indian", "U.S.", "Singapore's", with plain words between at most."""
    words = passage.words
    position = mention.first
    while position > max(0, mention.first - 3) and words[position - 1].form in _BETWEEN_PARTY_AND_NAME:
        position -= 1
    if position >= 2 and (words[position - 2].form, words[position - 1].form) == ("'", "s"):
        position -= 2
    elif position >= 1 and words[position - 1].form == "'":
        position -= 1
    party = _party_before(passage, position)
    if party is None or not party.party.acts:
        return None
    # A long name right before another is a list without a comma, not an adjective.
    stands_apart = position == mention.first and not party.adjective and party.last - party.first > 2
    return None if stands_apart else party.party.code


def _after(passage: PassageMentions, mention: BodyMention) -> str | None:
    """The party of "of India" or "of the Republic of Korea" right behind a name."""
    words = passage.words
    position = mention.last
    if position < len(words) and words[position].form == "(":
        close = next((at for at in range(position, min(position + 6, len(words))) if words[at].form == ")"), None)
        position = close + 1 if close is not None else position
    if position >= len(words) or words[position].form != "of":
        return None
    position += 1
    while position < len(words) and words[position].form in ("the", "Government", "Republic", "of"):
        party = next((one for one in passage.parties if one.first == position), None)
        if party is not None:
            return party.party.code
        position += 1
    party = next((one for one in passage.parties if one.first == position), None)
    if party is None or not party.party.acts:
        return None
    following = words[party.last].form if party.last < len(words) else ""
    if following in ("and", ",") and any(one.first in (party.last + 1, party.last + 2) for one in passage.parties):
        return None
    return party.party.code


_SIDE_REACH = 12  # words within which "on the Indian side" looks back over a comma to the names before it


def _side_after(passage: PassageMentions, position: int) -> str | None:
    """The party of the next "on the U.S. side" behind a body, up to a semicolon.

    Where the phrase opens a clause and names follow it, it is of those: "..., on the Indian side, the Ministry".
    """
    words = passage.words
    for at in range(position, len(words) - 2):
        if words[at].form == ";":
            return None
        if words[at].form.lower() != "on":
            continue
        party = next((one for one in passage.parties if at < one.first <= at + 2), None)
        if party is None or party.last >= len(words) or words[party.last].form not in _SIDE:
            continue
        opens = words[at - 1].form in (".", ",", ";") and any(body.first >= party.last for body in passage.bodies)
        return None if opens and at > position + _SIDE_REACH else party.party.code
    return None


def _side_before(passage: PassageMentions, position: int) -> str | None:
    """The party of "on the U.S. side" that stands before a list of bodies in the same sentence."""
    words = passage.words
    for party in reversed(passage.parties):
        if party.last >= position or party.last >= len(words) or words[party.last].form != "side":
            continue
        lead = [word.form.lower() for word in words[max(0, party.first - 3) : party.first]]
        if "on" in lead:
            return party.party.code
    return None


def _shared_by(passage: PassageMentions, mention: BodyMention, parties: Sequence[str]) -> tuple[str, ...]:
    """The parties that each have a body of a plural name: "of both countries", "the United States' and Singapore's"."""
    if not mention.plural:
        return ()
    words = passage.words
    after = [word.form.lower() for word in words[mention.last : mention.last + 7]]
    if after[:3] in (
        ["of", "both", "countries"],
        ["of", "both", "nations"],
        ["of", "the", "two"],
        ["on", "both", "sides"],
    ):
        return tuple(parties)
    reach = range(mention.last + 1, mention.last + 10) if after[:1] == ["of"] else range(0)
    named_after = [one.party.code for one in passage.parties if one.first in reach and one.party.acts]
    if len(named_after) >= 2:
        return tuple(dict.fromkeys(named_after))
    named_before = [
        one.party.code for one in passage.parties if mention.first - 8 <= one.first < mention.first and one.party.acts
    ]
    between = [word.form for word in words[max(0, mention.first - 8) : mention.first]]
    if len(named_before) >= 2 and ("and" in between or "-" in between):
        return tuple(dict.fromkeys(named_before[-2:]))
    return ()
