"""Finds again, everywhere in a document, the names that it introduced once: in full, by acronym, by initials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cetgraph.extract.acronyms import acronym_fits
from cetgraph.extract.mentions import BodyMention, InstrumentMention, PassageMentions, Stretch
from cetgraph.extract.words import NameTree, comparable, forms_of, name_key
from cetgraph.model import Span

_SMALL_WORDS = frozenset({"of", "and", "for", "the", "on", "in", "to"})


def with_repeats(text: str, passages: Sequence[PassageMentions]) -> list[PassageMentions]:
    """The passages, each with the new names that another one introduces ("114ai", "the TPD") where it repeats them."""
    names = NameTree(_introduced(passages))
    found = []
    for passage in passages:
        matches = list(names.find(forms_of(passage.words)))
        if not matches:
            found.append(passage)
            continue
        bodies = list(passage.bodies)
        instruments = list(passage.instruments)
        named: tuple[Stretch, ...] = (*bodies, *instruments, *passage.people, *passage.parties)
        taken = {at for mention in named for at in range(mention.first, mention.last)}
        for match in matches:
            if any(at in taken for at in range(match.first, match.last)):
                continue
            first, last = match.first, match.last
            span = Span(passage.words[first].start, passage.words[last - 1].end)
            original = match.entries[0]
            again = replace(original, first=first, last=last, span=span, name=text[span.start : span.end], acronym=None)
            if isinstance(again, BodyMention):
                bodies.append(replace(again, rule="named-before"))
            else:
                instruments.append(replace(again, rule="named-before"))
        found.append(
            replace(
                passage,
                bodies=tuple(sorted(bodies, key=lambda one: one.first)),
                instruments=tuple(sorted(instruments, key=lambda one: one.first)),
            )
        )
    return found


def without_other_acronyms(text: str, passages: Sequence[PassageMentions]) -> list[PassageMentions]:
    """The passages without bodies of whose acronym the document itself makes something else.

    Where "information and communications technology services (ICTS)" stands, ICTS is not the Indian institute.
    """
    other: set[str] = set()
    for passage in passages:
        words = passage.words
        ends = {body.last for body in passage.bodies}
        for at in range(3, len(words) - 2):
            if words[at].form != "(" or words[at + 2].form != ")" or at in ends:
                continue
            acronym = words[at + 1].form
            if len(acronym) < 2 or not acronym.isupper():
                continue
            first = max(0, at - 2 - len(acronym))
            before = text[words[first].start : words[at - 1].end]
            if before and not any(body.last >= at - 3 and body.last <= at for body in passage.bodies):
                initials = "".join(word.form[0] for word in words[first:at] if word.form[0].isalpha())
                inked = next((word.form for word in reversed(words[first:at]) if word.form[0].isalpha()), "")
                if acronym_fits(acronym, before) and inked[:1].islower() and acronym[0] in initials.upper():
                    other.add(acronym)
    if not other:
        return list(passages)
    return [
        replace(passage, bodies=tuple(body for body in passage.bodies if comparable(body.name) not in other))
        for passage in passages
    ]


def _introduced(passages: Sequence[PassageMentions]) -> list[tuple[str, BodyMention | InstrumentMention]]:
    """The ways in which what the document names may be named again."""
    ways: dict[str, BodyMention | InstrumentMention] = {}
    for passage in passages:
        for body in passage.bodies:
            if not body.known and not body.plural:
                ways.setdefault(body.name, body)
            if body.acronym:
                ways.setdefault(body.acronym, body)
        for instrument in passage.instruments:
            if instrument.known is None and len(instrument.name.split()) > 1:
                ways.setdefault(instrument.name, instrument)
            acronym = instrument.acronym or _initials(instrument.name)
            if acronym is not None and len(acronym) > 2:
                ways.setdefault(acronym, instrument)
    return list(ways.items())


def _initials(name: str) -> str | None:
    """The initials by which a name of three words or more may be called: "TPD"; None for a shorter one.

    >>> _initials("Technology Prosperity Deal"), _initials("Cyber Dialogue")
    ('TPD', None)
    """
    words = [word for word in name_key(name) if word[0].isalnum() and comparable(word).lower() not in _SMALL_WORDS]
    if len(words) < 3 or not all(word[0].isupper() for word in words):
        return None
    return "".join(word[0] for word in words)
