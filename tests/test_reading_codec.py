from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.gold_reading import gold_names, read_gold
from tests.small_reading import make_small_reading

from cetgraph.model import Amount, KnownBody, Reading, Span, Unclear
from cetgraph.reading_codec import decode_reading, encode_reading, form_of_readings


def _odd_readings() -> dict[str, Reading]:
    small = make_small_reading()
    known = KnownBody(name="Office", acronym="RO", aliases=("O",), parent=None, wikidata="Q1", ror=None)
    amounts = (Amount(value=2.5e9, currency="USD", span=Span(1, 2)), Amount(value=3, currency="SGD", span=Span(3, 4)))
    return {
        "small": small,
        "without a meeting": replace(small, meeting=None),
        "a known body": replace(small, organisations=(replace(small.organisations[0], known=known),)),
        "amounts": replace(small, commitments=(replace(small.commitments[0], amounts=amounts),)),
        "something unclear": replace(small, unclear=(Unclear(words="x", span=Span(0, 1), reason="two have it"),)),
        "odd characters": replace(small, text="\x00\n\u2028“é𝔸\ud800"),
        "nothing at all": replace(
            small, parties=(), known_parties=(), people=(), organisations=(), areas=(), instruments=(), commitments=()
        ),
    }


@pytest.mark.parametrize("reading", _odd_readings().values(), ids=_odd_readings().keys())
def test_nothing_is_lost(reading: Reading) -> None:
    """What was written is read as the very same value, down to the types of numbers."""
    again = decode_reading(encode_reading(reading))
    assert again == reading
    assert repr(again) == repr(reading)


@pytest.mark.parametrize("name", gold_names())
def test_nothing_is_lost_of_a_real_reading(name: str) -> None:
    """The same holds for readings of real documents."""
    reading = read_gold(name)
    assert repr(decode_reading(encode_reading(reading))) == repr(reading)


def _changed(change: str) -> str:
    value = json.loads(encode_reading(make_small_reading()))
    match change:
        case "a field missing":
            value.pop()
        case "a field too many":
            value.append(None)
        case "a number where words should stand":
            value[1] = 7
        case "words where a list should stand":
            value[3] = "US"
        case "an unknown kind":
            value[0][3] = "poem"
        case "half a span":
            value[5][4][0] = [1]
        case "truth where a number should stand":
            value[5][1] = True
        case "an object":
            value = {"text": ""}
    return json.dumps(value)


BROKEN = [
    "a field missing",
    "a field too many",
    "a number where words should stand",
    "words where a list should stand",
    "an unknown kind",
    "half a span",
    "truth where a number should stand",
    "an object",
]


@pytest.mark.parametrize("change", BROKEN)
def test_another_form_is_refused(change: str) -> None:
    """What does not have the form of a reading is no reading."""
    with pytest.raises(ValueError):  # noqa: PT011  # each says something else
        decode_reading(_changed(change))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null"], ids=["empty", "cut off", "too deep", "null"])
def test_what_is_no_json_is_refused(text: str) -> None:
    """A file that was cut off or written by something else is no reading either."""
    with pytest.raises(ValueError):  # noqa: PT011  # each says something else
        decode_reading(text)


def test_the_form_has_a_name() -> None:
    """The name of the form is the same in each process."""
    assert form_of_readings() == form_of_readings()
    assert len(form_of_readings()) == 16
