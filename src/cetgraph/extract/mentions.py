"""What the recognisers find in a passage, before mentions are joined into things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cetgraph.extract.gazetteer import KnownInstrument, KnownOrganisation, KnownParty, KnownPerson, KnownPlace
from cetgraph.extract.words import Word
from cetgraph.model import InstrumentKind, OrganisationKind, Span


class Stretch(Protocol):
    """Anything that stands at words[first:last]."""

    @property
    def first(self) -> int:
        """The number of its first word."""

    @property
    def last(self) -> int:
        """The number of the word behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMention:
    """A country or group named at words[first:last]; `adjective` for "Indian", `possessive` for "India's"."""

    first: int
    last: int
    party: KnownParty
    adjective: bool
    possessive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMention:
    """A body named at words[first:last].

    `known` are the gazetteer's bearers of the name, empty for a new one. `acronym` is given in brackets after it.
    `cue` is the party that the words about it point to ("U.S.", "on the Indian side"), None without one; `weak_cue`
    tells that only the list it stands in does. `share` are the parties of which each has a body of this plural name
    ("of both countries").
    """

    first: int
    last: int
    name: str
    span: Span
    kind: OrganisationKind
    known: tuple[KnownOrganisation, ...]
    rule: str
    acronym: str | None = None
    cue: str | None = None
    weak_cue: bool = False
    share: tuple[str, ...] = ()
    plural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentMention:
    """An agreement, framework, programme or mechanism named at words[first:last]."""

    first: int
    last: int
    name: str
    span: Span
    kind: InstrumentKind
    known: KnownInstrument | None
    rule: str
    acronym: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention:
    """A person named at words[first:last], with the post that the words give, and where that stands."""

    first: int
    last: int
    name: str
    span: Span
    post: str | None
    cue: str | None
    known: KnownPerson | None
    rule: str
    post_words: tuple[int, int] | None = None
    on_behalf_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place named at words[first:last]."""

    first: int
    last: int
    place: KnownPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageMentions:
    """All that is named in one passage. Indexes count in `words`."""

    words: tuple[Word, ...]
    parties: tuple[PartyMention, ...]
    bodies: tuple[BodyMention, ...]
    instruments: tuple[InstrumentMention, ...]
    people: tuple[PersonMention, ...]
    places: tuple[PlaceMention, ...]
