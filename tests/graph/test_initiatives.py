from __future__ import annotations

from dataclasses import replace

import pytest
from tests.small_reading import make_small_reading

from cetgraph.graph.events import EventKind, instrument_events
from cetgraph.graph.initiatives import matter_of
from cetgraph.model import (
    Commitment,
    DateMention,
    Instrument,
    InstrumentKind,
    Progress,
    Reading,
    Span,
)


def _read(
    words: str,
    *,
    kind: InstrumentKind = InstrumentKind.AGREEMENT,
    dates: tuple[str, ...] = (),
    status: Progress = Progress.COMPLETED,
) -> tuple[Commitment, Reading]:
    """A commitment in those words, of which [ ] enclose the names of instruments, and the reading that it is all of."""
    parts = words.replace("]", "[").split("[")
    text = "".join(parts)
    starts = [sum(map(len, parts[:index])) for index in range(len(parts))]
    places = [Span(start, start + len(part)) for start, part in zip(starts, parts, strict=True)][1::2]
    instruments = tuple(
        Instrument(name=text[place.start : place.end], kind=kind, spans=(place,), rule="test") for place in places
    )
    small = make_small_reading()
    commitment = replace(
        small.commitments[0],
        quote=text,
        span=Span(0, len(text)),
        status=status,
        instruments=tuple(range(len(instruments))),
        dates=tuple(DateMention(value=value, span=Span(0, 1)) for value in dates),
    )
    return commitment, replace(small, text=text, instruments=instruments, commitments=(commitment,), meeting=None)


MATTERS = {
    "negotiated": ("negotiate and conclude an [Agreement on Science] between Singapore and the United States", True),
    "named first": ("The [Exchange Programme] will grow.", True),
    "after a verb of support": ("support the forthcoming convening of the [network of AI Safety Institutes]", True),
    "under it": ("a capacity-building programme under the [Third Country Training Programme] for officials", False),
    "through it": ("work through the new [Innovation Bridge] to support start-ups", False),
    "consistent with it": ("share data consistent with the [Privacy Agreement]", False),
    "an example": ("support programmes such as the [Exchange Programme]", False),
    "outlined in it": ("co-production initiatives outlined in the U.S.-India [Cooperation Agreement]", False),
    "both means and matter": ("Under the [Exchange Programme] they send students.", False),
    "one is made, another the means": ("establish a [City Program] through the [Training Program]", True),
    "one is made, others are examples": ("launch a [Governance Group] on the [Code] and the [Pledge]", True),
    "a later step": ("a mapping of the [Framework] is done, more follows through the launch of a [Group]", False),
    "made in a list after the matter": ("celebrate the [Summit]; fund firms; and the launch of a [Consortium]", False),
    "made under another": ("Under the [Old Pact], they will sign the [New Pact].", True),
    "help from it": ("work on supply chains with private input from the [CEO Forum]", False),
    "money from it": ("build networks, including through a $5 million [Edge Fund] grant", False),
    "two are named": ("use the [Space Agreement] and grow the [Trade Agreement]", False),
    "two are made": ("sign the [Space Agreement] and the [Trade Agreement]", False),
    "none is named": ("build robots", False),
}


@pytest.mark.parametrize(("words", "is_matter"), MATTERS.values(), ids=MATTERS.keys())
def test_matter(words: str, *, is_matter: bool) -> None:
    """The one instrument that a commitment names is its matter, unless the words make it a means or an example."""
    assert (matter_of(*_read(words)) is not None) is is_matter


def test_a_framework_is_the_matter_only_where_it_is_made() -> None:
    """A standard or law is what others go by; a roadmap that is developed is the matter."""
    assert matter_of(*_read("work on the [AI Framework]", kind=InstrumentKind.FRAMEWORK)) is None
    assert matter_of(*_read("Developing a new bilateral [Roadmap]", kind=InstrumentKind.FRAMEWORK)) == 0


def test_a_dialogue_is_no_matter() -> None:
    """A dialogue is where cooperation is talked about; another instrument beside it is the matter."""
    assert matter_of(*_read("hold the [Space Dialogue]", kind=InstrumentKind.MECHANISM)) is None
    beside = _read("launch the [Moon Network] and hold the [Space Dialogue]", kind=InstrumentKind.MECHANISM)
    assert matter_of(*beside) == 0


EVENTS = {
    "signed": ("The two sides signed a new bilateral [Space Agreement].", EventKind.SIGNING),
    "welcoming its signing": ("Welcoming the signing of the [Space Agreement].", EventKind.SIGNING),
    "was signed": ("The [Space Agreement] was recently signed in Tokyo.", EventKind.SIGNING),
    "concluded": ("Concluded the [Space Agreement] in May.", EventKind.CONCLUSION),
    "completion of": ("welcomed the completion of the [Roadmap Agreement]", EventKind.CONCLUSION),
    "launched": ("have launched the [Moon Fund]", EventKind.LAUNCH),
    "the launch of": ("celebrated the launch of the joint [Moon Fund]", EventKind.LAUNCH),
    "has been established": ("The [Moon Fund] has been established.", EventKind.LAUNCH),
    "a memorandum under it": ("signed a memorandum under the [Space Agreement]", None),
    "a mapping of it": ("completed the mapping of the [Space Agreement]", None),
    "a workshop for it": ("launched a workshop for the [Moon Fund]", None),
    "held": ("held a workshop on the [Moon Fund]", None),
    "a name in quotation marks": (
        "Noting the launch of the inaugural “[Innovation Handshake]” in May",
        EventKind.LAUNCH,
    ),
    "promised in a second clause": ("welcomed the mapping, and will go on through the launch of a [Group]", None),
    "another is named as well": ("the finalization of the [Open Roadmap], ongoing work on [6G]", EventKind.CONCLUSION),
    "none is named": ("signed contracts", None),
}


@pytest.mark.parametrize(("words", "kind"), EVENTS.values(), ids=EVENTS.keys())
def test_events(words: str, kind: EventKind | None) -> None:
    """Signing, conclusion and launch are said of the one instrument that is the verb's own object or subject."""
    assert [event.kind for event in instrument_events(*_read(words))] == ([kind] if kind else [])


def test_what_is_only_announced_is_no_event() -> None:
    """A promise to sign is no signing."""
    assert not instrument_events(*_read("will be signing the [Space Agreement]", status=Progress.ANNOUNCED))


DATES = {"one": (("2024-05",), "2024-05"), "none": ((), None), "two": (("2024-05", "2025"), None)}


@pytest.mark.parametrize(("dates", "expected"), DATES.values(), ids=DATES.keys())
def test_the_date_of_an_event(dates: tuple[str, ...], expected: str | None) -> None:
    """An event has the commitment's date where that names exactly one."""
    (event,) = instrument_events(*_read("signed the [Space Agreement]", dates=dates))
    assert event.date == expected


def test_a_date_among_several_instruments_is_not_certain() -> None:
    """Where other instruments are named, the one date may be theirs."""
    (event,) = instrument_events(*_read("signed the [Moon Pact], after the [Sun Pact] of 2020", dates=("2020",)))
    assert event.date is None


def test_cases_are_many() -> None:
    """The rules are held by enough cases."""
    assert len(MATTERS) >= 11
    assert len(EVENTS) >= 14
