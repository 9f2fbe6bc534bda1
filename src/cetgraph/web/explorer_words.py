"""The words in which the explorer speaks of kinds, links and facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cetgraph.graph.things import Thing

LINKS: Final[Mapping[str, str]] = {
    "area": "area",
    "atMeeting": "at",
    "belongsTo": "of",
    "body": "takes part",
    "broadMatch": "falls under",
    "chair": "chairs",
    "concernsInitiative": "concerns",
    "concernsInstrument": "concerns",
    "continues": "continues",
    "dialogueParty": "party",
    "documentParty": "party",
    "eventOf": "of",
    "extendsTo": "extends to",
    "forParty": "for",
    "hasMember": "has as a member",
    "inCapacityOf": "as",
    "initiativeInstrument": "by",
    "meetingOf": "meeting of",
    "meetingParty": "party",
    "onBehalfOf": "on behalf of",
    "participant": "takes part in",
    "party": "party",
    "postOf": "post of",
    "pursuedUnder": "pursued under",
    "reports": "reports",
    "statedIn": "stated in",
    "subOrganizationOf": "part of",
    "underHeading": "under the heading",
    "wasDerivedFrom": "told by",
}
"""What links are called, read from their source to their target."""

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "agency": ("agency", "agencies"),
    "area": ("area", "areas"),
    "commitment": ("commitment", "commitments"),
    "country": ("country", "countries"),
    "dialogue": ("dialogue", "dialogues"),
    "document": ("document", "documents"),
    "event": ("event", "events"),
    "group": ("group of countries", "groups of countries"),
    "heading": ("heading", "headings"),
    "initiative": ("initiative", "initiatives"),
    "instrument": ("instrument", "instruments"),
    "meeting": ("meeting", "meetings"),
    "organisation": ("organisation", "organisations"),
    "person": ("person", "people"),
    "post": ("post", "posts"),
}
"""What one thing of a kind, and several, are called."""

_FACTS: Final[Mapping[str, str]] = {
    "altLabel": "also called",
    "documentKind": "kind",
    "eventKind": "what happened",
    "governingVerb": "verb that decides",
    "headingOrder": "order in the text",
    "heldOn": "held on",
    "identifier": "code",
    "instrumentKind": "kind",
    "issued": "issued",
    "language": "language",
    "mentionsDate": "dates named",
    "occurredOn": "on",
    "ordinal": "number",
    "organisationKind": "kind",
    "place": "place",
    "progress": "progress",
    "progressBasis": "how progress is known",
    "stance": "stance",
}
"""What the facts that are told of a thing are called; a quote is told as a sentence of a document."""

_CONCEPTS: Final = frozenset(
    {"documentKind", "eventKind", "instrumentKind", "organisationKind", "progress", "progressBasis", "stance"}
)
"""Facts whose values are names of concepts, with hyphens between their words."""

_LONGEST_LINE: Final = 21
"""Characters of a line of a label: what fits into a thing's room (`cetgraph.graph.network.WIDTH`)."""

_LONGEST: Final = 44
"""Characters of a label among other words."""


def kind_words(kind: str, count: int = 1) -> str:
    """What that many things of the kind are called.

    >>> kind_words("person", 11)
    'people'
    """
    one, several = KINDS.get(kind, (kind, f"{kind}s"))
    return one if count == 1 else several


def facts(thing: Thing) -> list[tuple[str, str]]:
    """What is told of a thing, in words."""
    return [
        (_FACTS.get(name, name), value.replace("-", " ") if name in _CONCEPTS else value)
        for name, value in thing.attributes
        if name != "quote"
    ]


def shorten(label: str) -> str:
    """A label that fits among other words.

    >>> shorten("U.S.-Singapore Critical and Emerging Technology Dialogue")
    'U.S.-Singapore Critical and Emerging…'
    """
    if len(label) <= _LONGEST:
        return label
    return f"{label[:_LONGEST].rpartition(' ')[0] or label[: _LONGEST - 1]}…"


def label_lines(thing: Thing, date: str) -> list[str]:
    """A thing's name in at most three lines; what a meeting's name ends with (its number and date) is kept.

    >>> label_lines(
    ...     Thing("", "meeting", "U.S.-Singapore Technology Dialogue, meeting 2 (2024-07-31)", ()), "2024-07-31"
    ... )
    ['U.S.-Singapore', 'Technology Dialogue', 'meeting 2 (2024-07-31)']
    """
    if thing.kind == "meeting" and ", meeting " in thing.label:
        of, _, number = thing.label.rpartition(", ")
        return [*wrap(of, 2), number]
    if thing.kind == "document" and date:
        return [*wrap(thing.label, 2), date]
    return wrap(thing.label, 3)


def wrap(label: str, most: int) -> list[str]:
    """The label in so many lines, the rest of it left out.

    >>> wrap("Collaborating on testing and evaluation of artificial intelligence", 2)
    ['Collaborating on', 'testing and …']
    """
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LONGEST_LINE:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word if len(word) <= _LONGEST_LINE else f"{word[: _LONGEST_LINE - 1]}…")
    if len(lines) > most:
        kept = lines[most - 1]
        while len(kept) > _LONGEST_LINE - 2 and " " in kept:
            kept = kept.rpartition(" ")[0]
        lines = [*lines[: most - 1], f"{kept} …"]
    return lines
