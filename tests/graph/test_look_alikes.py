"""What looks alike is shown with the reason, and what does not is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.small_reading import make_small_reading

from cetgraph.graph.look_alikes import Likeness, find_look_alikes
from cetgraph.graph.namespaces import ID
from cetgraph.model import (
    Capacity,
    Instrument,
    InstrumentKind,
    KnownBody,
    Organisation,
    OrganisationKind,
    Person,
    Reading,
)


def _reading(title: str, **parts: object) -> Reading:
    """A document of that title that holds nothing but those parts."""
    small = make_small_reading()
    bare = replace(
        small,
        document=replace(small.document, title=title),
        meeting=None,
        people=(),
        organisations=(),
        instruments=(),
        areas=(),
        commitments=(),
    )
    return replace(bare, **parts)  # type: ignore[arg-type]


def _body(name: str, country: str | None, *, is_known: bool = False) -> Organisation:
    known = KnownBody(name=name, acronym=None, aliases=(), parent=None, wikidata=None, ror=None) if is_known else None
    return Organisation(
        name=name, acronym=None, country=country, kind=OrganisationKind.AGENCY, spans=(), rule="x", known=known
    )


def _instrument(name: str, canonical: str | None = None) -> Instrument:
    return Instrument(name=name, kind=InstrumentKind.MECHANISM, spans=(), rule="x", canonical=canonical)


def _person(name: str, country: str | None) -> Person:
    return Person(name=name, post=None, country=country, capacity=Capacity.MENTIONED, spans=(), rule="x")


BODIES = {
    "two countries": (
        _body("National Science Foundation", "US", is_known=True),
        _body("National Science Foundation", "KR", is_known=True),
        Likeness.OTHER_COUNTRIES,
    ),
    "an untold country": (_body("Coast Guard", "JP"), _body("Coast Guard", None), Likeness.UNKNOWN_COUNTRY),
    "a plural": (_body("Medicine Agency", "JP"), _body("Medicines Agency", "JP"), Likeness.ENDINGS),
    "a word more": (
        _body("Ministry for Economic Cooperation", "DE"),
        _body("Federal Ministry for Economic Cooperation", "DE", is_known=True),
        Likeness.LONGER,
    ),
    "another word": (
        _body("Centre for Robot Safety and Standards", "GB"),
        _body("Centre for Robot Security and Standards", "GB"),
        None,
    ),
    "most words": (
        _body("Institute for Safe Useful Robot Standards Research", "GB"),
        _body("Institute for Sound Useful Robot Standards Research", "GB"),
        None,
    ),
    "both known": (
        _body("Ministry for Economic Cooperation", "DE", is_known=True),
        _body("Federal Ministry for Economic Cooperation", "DE", is_known=True),
        None,
    ),
    "longer names of two countries": (_body("Space Agency", "GB"), _body("Space Robot Agency", "JP"), None),
    "different matters": (_body("Ministry of Trade", "IN"), _body("Ministry of Mines", "IN"), None),
}


@pytest.mark.parametrize(("one", "other", "expected"), BODIES.values(), ids=BODIES.keys())
def test_bodies(one: Organisation, other: Organisation, expected: Likeness | None) -> None:
    """Bodies are compared by the words of their names, their countries, and whether they are known."""
    readings = [_reading("A", organisations=(one,)), _reading("B", organisations=(other,))]
    found = find_look_alikes(readings)
    assert [alike.likeness for alike in found] == ([expected] if expected else [])
    assert find_look_alikes(readings[::-1]) == found


def test_the_addresses_are_given() -> None:
    """Each look-alike has its name and its address, all of one name together."""
    bodies = tuple(_body("Ministry of Robots", country) for country in ("RU", "GK", "XX"))
    (alike,) = find_look_alikes([_reading("A", organisations=bodies)])
    assert alike.sort == "organisations"
    assert alike.things == tuple(
        ("Ministry of Robots", ID[f"organisation/{code}-ministry-of-robots"]) for code in ("gk", "ru", "xx")
    )


INSTRUMENTS = {
    "a group's name before it": ("Robot Exchange Working Group", "Quad Robot Exchange Working Group", Likeness.LONGER),
    "one under two spellings": ("Ruritania-Graustark Robot Forum", "Graustark-Ruritania Robot Forum", None),
    "names of their sort alone": ("Strategic Dialogue", "Joint Strategic Dialogue", None),
}


@pytest.mark.parametrize(("one", "other", "expected"), INSTRUMENTS.values(), ids=INSTRUMENTS.keys())
def test_instruments(one: str, other: str, expected: Likeness | None) -> None:
    """Instruments are compared without regard to parties, which their addresses tell."""
    found = find_look_alikes(
        [_reading("A", instruments=(_instrument(one),)), _reading("B", instruments=(_instrument(other),))]
    )
    assert [alike.likeness for alike in found] == ([expected] if expected else [])


def test_instruments_of_other_parties() -> None:
    """A name that each pair of parties uses is shown where two pairs use it."""
    readings = [
        _reading("A", instruments=(_instrument("Agreement on Robots"),)),
        _reading("B", instruments=(_instrument("Agreement on Robots"),), parties=("GK",)),
    ]
    (alike,) = find_look_alikes(readings)
    assert alike.likeness is Likeness.OTHER_PARTIES


def test_instruments_that_name_their_parties() -> None:
    """Where each name tells its parties nothing is to be settled; one that does not tell them is shown."""
    names = ("U.S.-UK Robot Dialogue", "Annual Japan-U.S. Robot Dialogue", "U.S.-Japan Robot Dialogue")
    telling = _reading("A", instruments=tuple(_instrument(name) for name in names))
    assert find_look_alikes([telling]) == ()
    (alike,) = find_look_alikes([telling, _reading("B", instruments=(_instrument("Robot Dialogue"),))])
    assert alike.likeness is Likeness.OTHER_PARTIES
    assert len(alike.things) == 3


def test_people() -> None:
    """A surname alone is shown beside the full name, unless the country is another."""
    readings = [
        _reading("A", people=(_person("Rudolf Rassendyll", "RU"),)),
        _reading("B", people=(_person("Rassendyll", "RU"), _person("Rudolf Hentzau", "RU"))),
        _reading("C", people=(_person("Rassendyll", "GK"),)),
    ]
    found = {(alike.things[0][0], alike.things[1][0]): alike.likeness for alike in find_look_alikes(readings)}
    assert found == {
        ("Rassendyll", "Rassendyll"): Likeness.OTHER_COUNTRIES,
        ("Rassendyll", "Rudolf Rassendyll"): Likeness.LONGER,
    }


def test_meetings_on_one_day() -> None:
    """Two documents on one meeting, of which one does not count it, show two meetings of one series on one day."""
    small = make_small_reading()
    assert small.meeting
    uncounted = replace(
        small,
        document=replace(small.document, title="Readout"),
        meeting=replace(small.meeting, ordinal=None),
    )
    found = [alike for alike in find_look_alikes([small, uncounted]) if alike.sort == "meetings"]
    assert [alike.likeness for alike in found] == [Likeness.SAME_DAY]
