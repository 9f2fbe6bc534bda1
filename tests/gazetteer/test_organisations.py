"""The rules that the names of organisations in `data/gazetteer/organisations` keep."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from cetgraph.model import OrganisationKind

Entry: TypeAlias = dict[str, object]

FOLDER = Path(__file__).parents[2] / "data" / "gazetteer" / "organisations"
FILES = sorted(FOLDER.glob("*.yaml"))
FLOOR = 5500
"""Fewer bodies than this means that a file was lost; raise it as the gazetteer grows."""

KEYS = ["name", "acronym", "aliases", "not_in", "country", "kind", "parent", "wikidata", "ror"]
REQUIRED = {"name", "country", "kind"}
KINDS = {str(kind) for kind in OrganisationKind}
TOO_COMMON = {
    "AI", "API", "CEO", "CFE", "ESG", "ESS", "EU", "GIS", "ICE", "ICT", "IP", "IPR", "ISP", "IT", "MDA", "MOU", "NDA",
    "NDC", "NIS", "PM", "R&D", "RAN", "SAF", "SDA", "SLA", "SSA", "TV", "UK", "US",
    "Cognizant", "Orange", "Reliance", "Visa",
    "Commerce", "Defence", "Defense", "Education", "Energy", "Health", "Justice", "Labor", "State", "Treasury",
    "Agency", "Board", "Commission", "Council", "Department", "Government", "Institute", "Ministry", "University",
}  # fmt: skip
"""Words that prose uses for other things: none may stand alone as a spelling of a body."""

LOWER_CASE = {
    "acatech", "armasuisse", "dsm-firmenich", "economiesuisse", "imec", "ispace", "onsemi", "planqc", "techUK",
    "thyssenkrupp", "voestalpine",
}  # fmt: skip
"""Names that are officially written without a leading capital."""


def country_of(file: Path) -> str | None:
    """The country that every entry of a file has; None for the file of international bodies."""
    return None if file.stem == "int" else file.stem.upper()


@cache
def entries_of(file: Path) -> list[Entry]:
    """The mappings that a file lists."""
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(loaded, list), f"{file.name} is not a list"
    assert all(isinstance(entry, dict) for entry in loaded), f"{file.name} holds something that is not a mapping"
    return loaded


def aliases_of(entry: Entry) -> list[str]:
    """The other spellings of an entry, none if it has none."""
    aliases = entry.get("aliases", [])
    assert isinstance(aliases, list), entry
    return [str(alias) for alias in aliases]


def spellings_of(entry: Entry) -> Iterator[str]:
    """Name, acronym and aliases of an entry."""
    yield str(entry["name"])
    if "acronym" in entry:
        yield str(entry["acronym"])
    yield from aliases_of(entry)


each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_file
def test_entries_have_the_documented_form(file: Path) -> None:
    """Known keys in their order, the file's country, a known kind, text without stray spaces or line ends."""
    for entry in entries_of(file):
        assert list(entry) == [key for key in KEYS if key in entry], f"unknown or misplaced key in {entry}"
        assert entry.keys() >= REQUIRED, entry
        assert entry["country"] == country_of(file), entry
        assert entry["kind"] in KINDS, entry
        assert entry.get("aliases") != [], f"leave out an empty list: {entry}"
        for text in [*spellings_of(entry), str(entry.get("parent", "x"))]:
            assert text, entry
            assert text == " ".join(text.split()), (text, entry)
        for key in ("name", "acronym", "parent"):
            assert isinstance(entry.get(key, ""), str), (key, entry)


@each_file
def test_names_are_unique_and_sorted(file: Path) -> None:
    """A name stands once in its country, and a reader finds it by the alphabet."""
    names = [str(entry["name"]) for entry in entries_of(file)]
    assert names == sorted(set(names))


@each_file
def test_no_spelling_belongs_to_two_bodies_of_a_country(file: Path) -> None:
    """Within a country a name, acronym or alias leads to one body, and is written once."""
    count = Counter(spelling for entry in entries_of(file) for spelling in spellings_of(entry))
    assert [spelling for spelling, times in count.items() if times > 1] == []


@each_file
def test_no_spelling_is_a_common_word(file: Path) -> None:
    """Matching is case-sensitive: a spelling has a capital or digit, no leading "the", and is no ordinary word."""
    for entry in entries_of(file):
        for spelling in spellings_of(entry):
            assert spelling not in TOO_COMMON, entry
            assert spelling != spelling.lower() or any(map(str.isdigit, spelling)) or spelling in LOWER_CASE, entry
            assert not spelling.startswith("the "), entry
            assert len(spelling) > 1, entry


@each_file
def test_parents_exist_without_a_cycle(file: Path) -> None:
    """A parent is another entry of the same file, and going up ends."""
    parents = {str(entry["name"]): entry.get("parent") for entry in entries_of(file)}
    for name, parent in parents.items():
        above, seen = parent, {name}
        while above is not None:
            assert above in parents, f"{name}: no entry for its parent {above}"
            assert above not in seen, f"{name}: its parents go in a circle"
            seen.add(str(above))
            above = parents[str(above)]


def test_identifiers_are_well_formed_and_name_one_body() -> None:
    """Wikidata and ROR identifiers have their form, and no two bodies share one."""
    for key, form in (("wikidata", r"Q[1-9]\d*"), ("ror", r"0[0-9a-hj-km-np-tv-z]{6}\d{2}")):
        found = [str(entry[key]) for file in FILES for entry in entries_of(file) if key in entry]
        assert [value for value in found if not re.fullmatch(form, value)] == []
        assert [value for value, times in Counter(found).items() if times > 1] == []


def test_ror_identifiers_check() -> None:
    """The last two digits of a ROR identifier check the six before them (ISO 7064, modulo 97)."""
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    for file in FILES:
        for entry in entries_of(file):
            if "ror" in entry:
                number = 0
                for digit in str(entry["ror"])[1:7]:
                    number = number * 32 + digits.index(digit)
                assert int(str(entry["ror"])[7:]) == 98 - number * 100 % 97, entry


def test_there_are_enough() -> None:
    """The files together hold at least the floor, and none is empty."""
    sizes = {file.stem: len(entries_of(file)) for file in FILES}
    assert min(sizes.values(), default=0) > 0, sizes
    assert sum(sizes.values()) >= FLOOR, sizes
