"""Which words of a passage known names and people cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.gazetteer import Gazetteer, KnownOrganisation
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import PartyMention, PersonMention
from cetgraph.extract.words import Word, name_key


@dataclass(frozen=True, slots=True)
class Taken:
    """Which words the gazetteer's matches cover."""

    known: Sorted
    people: Sequence[PersonMention]

    def in_post(self, position: int) -> bool:
        """Whether a word belongs to a person's post."""
        return any(one.post_words and one.post_words[0] <= position < one.post_words[1] for one in self.people)

    def in_person(self, position: int) -> bool:
        """Whether a word belongs to a person's name."""
        return any(one.first <= position < one.last for one in self.people)

    def in_name_or_head(self, first: int, last: int, *, acronym: bool) -> bool:
        """Whether a known name is part of a person's, or the word for the post itself ("NSA Doval")."""
        return any(
            (one.first <= first < one.last and one.known is None and one.last - one.first > last - first)
            or (one.first <= first and last <= one.last)
            or (one.post_words is not None and one.post_words[0] <= first and last < one.post_words[1] and acronym)
            or one.post_words in ((first, last), (first - 1, last))
            for one in self.people
        )

    def party_ending(self, last: int) -> PartyMention | None:
        """The party whose name ends before this word; None without one."""
        return next((party for party in self.known.parties if party.last == last), None)

    def party_at(self, first: int) -> PartyMention | None:
        """The party whose name begins with this word; None without one."""
        return next((party for party in self.known.parties if party.first == first), None)

    def party_over(self, position: int) -> PartyMention | None:
        """The party whose name holds this word; None without one."""
        return next((party for party in self.known.parties if party.first <= position < party.last), None)

    def body_at(self, first: int) -> tuple[int, int, tuple[KnownOrganisation, ...]] | None:
        """The known body whose name begins with this word, as in `Sorted.bodies`; None without one."""
        return next((body for body in self.known.bodies if body[0] == first), None)

    def covered(self, position: int) -> bool:
        """Whether a known body, person or instrument holds this word."""
        others = (*self.known.bodies, *self.known.people, *self.known.instruments)
        return any(first <= position < last for first, last, _ in others)


def party_code(name: str, gazetteer: Gazetteer) -> str | None:
    """The code of the party that a name or adjective means, None where it means none."""
    return gazetteer.party_codes.get(name_key(name))


def is_short(words: Sequence[Word], party: PartyMention) -> bool:
    """Whether a country before a name is as good as an adjective: "U.S.", "UK"."""
    return party.last - party.first == 1 and words[party.first].form.isupper()


def acting_party(taken: Taken, position: int) -> bool:
    """Whether a word names a party that acts; "Quad" and "AUKUS" name an instrument as well as any word."""
    party = taken.party_over(position)
    return party is not None and party.party.acts
