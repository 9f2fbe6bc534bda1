"""Sorts what the gazetteer finds in a passage by what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.gazetteer import (
    Gazetteer,
    Known,
    KnownInstrument,
    KnownOrganisation,
    KnownParty,
    KnownPerson,
    KnownPlace,
    NotAName,
)
from cetgraph.extract.mentions import PartyMention, PlaceMention
from cetgraph.extract.words import Match, Word, comparable, forms_of


@dataclass(frozen=True, slots=True)
class Sorted:
    """The gazetteer's matches in one passage by kind; indexes count in the passage's words."""

    parties: tuple[PartyMention, ...]
    bodies: tuple[tuple[int, int, tuple[KnownOrganisation, ...]], ...]
    people: tuple[tuple[int, int, KnownPerson], ...]
    instruments: tuple[tuple[int, int, KnownInstrument], ...]
    places: tuple[PlaceMention, ...]


def sort_known(words: Sequence[Word], gazetteer: Gazetteer) -> Sorted:
    """What the gazetteer knows in these words, the longest name at each place."""
    parties: list[PartyMention] = []
    bodies: list[tuple[int, int, tuple[KnownOrganisation, ...]]] = []
    people: list[tuple[int, int, KnownPerson]] = []
    instruments: list[tuple[int, int, KnownInstrument]] = []
    places: list[PlaceMention] = []
    for match in gazetteer.names.find(forms_of(words)):
        is_no_party = any(isinstance(entry, NotAName) for entry in match.entries)
        first, last = match.first, match.last
        organisations = tuple(entry for entry in match.entries if isinstance(entry, KnownOrganisation))
        shared = sum(isinstance(entry, KnownParty) for entry in match.entries) > 1
        for entry in match.entries:
            if isinstance(entry, KnownParty):
                if not entry.ambiguous and not shared and not is_no_party:
                    parties.append(_party(words, match, entry))
            elif isinstance(entry, KnownPerson):
                people.append((first, last, entry))
            elif isinstance(entry, KnownInstrument):
                instruments.append((first, last, entry))
            elif isinstance(entry, KnownPlace):
                places.append(PlaceMention(first=first, last=last, place=entry))
        if organisations:
            bodies.append((first, last, organisations))
    return Sorted(tuple(parties), tuple(bodies), tuple(people), tuple(instruments), tuple(places))


def _party(words: Sequence[Word], match: Match[Known], party: KnownParty) -> PartyMention:
    spelled = " ".join(word.form for word in words[match.first : match.last])
    adjectives = {" ".join(comparable(part) for part in adjective.split()) for adjective in party.adjectives}
    after = words[match.last].form if match.last < len(words) else ""
    return PartyMention(
        first=match.first,
        last=match.last,
        party=party,
        adjective=spelled in adjectives,
        possessive=after == "'",
    )
