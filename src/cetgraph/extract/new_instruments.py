"""Recognises instruments that the gazetteer does not know: by head noun, quotation marks or members."""

from __future__ import annotations

from collections.abc import Sequence

from cetgraph.extract.extent import FIELD_WORDS, GENERIC, SMALL_HEADS, Name, own_words
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import InstrumentMention
from cetgraph.extract.runs import Run, is_capitalised
from cetgraph.extract.taken import Taken, acting_party, is_short
from cetgraph.extract.words import Word
from cetgraph.model import InstrumentKind, Span

_QUOTED_HEADS = frozenset(
    "initiative program project competition challenge campaign event summit series award partnership fund exercise "
    "fellowship framework roadmap dialogue".split()
)


_SETS_UP = frozenset(
    "launch launched launching new inaugural announced announcing introduce introducing called named".split()
)


# Words in front of a name that are no part of it.
_LEADING = frozenset(
    "Additional Other New First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Inaugural".split()
)


def new_instrument(
    text: str, words: Sequence[Word], name: Name, kind: InstrumentKind | None, taken: Taken
) -> InstrumentMention | None:
    """The instrument that a candidate name is; None where its words only tell what sort of thing it is."""
    first = name.first
    body = taken.body_at(first)
    if body is not None and body[1] <= name.head and name.head - body[1] >= 2 and words[body[1]].form != "-":
        first = body[1]
    party = taken.party_at(first)
    if party is not None and party.party.acts and party.last < name.head and words[party.last].form != "-":
        rest = [word for word in own_words(words, party.last, name.head) if word != words[name.head].form]
        if (party.adjective or is_short(words, party)) and len(rest) >= 1:
            first = party.last
    form = words[name.head].form
    if name.head < len(words) and taken.party_over(name.head) is not None and first == name.head:
        return None
    while words[first].form in _LEADING and first + 1 < name.head:
        first += 1
    if words[first].form == "Track" and first + 3 < name.head and words[first + 2].form == ".":
        first += 4
    content = [
        words[at].form
        for at in range(first, name.last)
        if at != name.head and words[at].form not in GENERIC and not acting_party(taken, at)
    ]
    if not content:
        first = _with_parties(words, first, taken)
        hyphened = any(words[at].form == "-" for at in range(first, name.head))
        between_parties = hyphened and taken.party_at(first) is not None and form in SMALL_HEADS
        topic = any(words[at].form in FIELD_WORDS for at in range(first, name.last))
        if not (between_parties or topic or (hyphened and form in ("Dialogue", "Summit", "Forum", "Council"))):
            return None
    known_kind = kind or SMALL_HEADS.get(form)
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


def _with_parties(words: Sequence[Word], first: int, taken: Taken) -> int:
    """Takes in the parties before a plain adjective: "U.S.-French bilateral Strategic Dialogue"."""
    at = first
    while at > 0 and words[at - 1].form in ("bilateral", "trilateral", "joint", "annual"):
        at -= 1
    party = taken.party_ending(at)
    if at == first or party is None or party.first < 2 or words[party.first - 1].form != "-":
        return first
    other = taken.party_ending(party.first - 1)
    return other.first if other is not None else first


def networks(text: str, words: Sequence[Word], run_starts: dict[int, Run]) -> list[InstrumentMention]:
    """Mechanisms named by their members in small letters: "international network of AI Safety Institutes"."""
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


def quoted_names(text: str, words: Sequence[Word], known: Sorted) -> list[InstrumentMention]:
    """“Bio-X” initiative, the launch of a new “Innovation Bridge”: names in quotation marks."""
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
        if not all(
            is_capitalised(form) or form in ("and", "of", "for", "the", "-", "in", "to", "s", "'") or form.isdigit()
            for form in forms
        ):
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
                    kind=SMALL_HEADS.get(after, InstrumentKind.PROGRAMME),
                    known=None,
                    rule="quoted-name",
                )
            )
    return found
