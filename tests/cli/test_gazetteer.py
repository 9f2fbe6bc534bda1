"""`cetgraph gazetteer`: one clear line for each fault, and the right exit code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cetgraph import cli

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SCHEMAS = REPOSITORY / "data" / "gazetteer" / "schema"

SG = "- {code: SG, name: Singapore}\n"
TOO = "list it in `shared` of each"

FAULTS = {
    "not YAML": (
        {"countries.yaml": "- {code: SG\n"},
        "countries.yaml: the file: is no YAML: while parsing a flow mapping",
    ),
    "not UTF-8": ({"countries.yaml": "- {code: SG, name: S\udce9n}\n"}, "countries.yaml: the file: is no YAML"),
    "an empty file": ({"countries.yaml": ""}, "countries.yaml: the file: None is not of type 'array'"),
    "an unknown file": ({"countries.yaml": SG, "rivers.yaml": "[]"}, "rivers.yaml: the file: is of no known kind"),
    "a field missing": (
        {"countries.yaml": "- {name: Norway}\n"},
        "countries.yaml: Norway: 'code' is a required property",
    ),
    "an unknown field": (
        {"countries.yaml": "- {code: SG, name: Singapore, capital: Singapore}\n"},
        "countries.yaml: Singapore: Additional properties are not allowed ('capital' was unexpected)",
    ),
    "Norway's code read as no": (
        {"countries.yaml": "- {code: NO, name: Norway}\n"},
        "countries.yaml: Norway: code: False is not of type 'string'",
    ),
    "a code given twice": (
        {"countries.yaml": SG + "- {code: SG, name: Singapura}\n"},
        "countries.yaml: Singapura: has the code SG of Singapore",
    ),
    "a word of two owners": (
        {"countries.yaml": "- {code: CD, name: Zaire, aliases: [Congo]}\n- {code: CG, name: Congo}\n"},
        f"countries.yaml: Zaire: 'Congo' belongs to Congo too; {TOO}",
    ),
    "a word twice in an entry": (
        {"countries.yaml": "- {code: SG, name: Singapore, aliases: [Singapore]}\n"},
        "countries.yaml: Singapore: names 'Singapore' twice",
    ),
    "a shared word that it lacks": (
        {"countries.yaml": "- {code: SG, name: Singapore, shared: [Temasek]}\n"},
        "countries.yaml: Singapore: shares 'Temasek', which is none of its names",
    ),
    "an exception without the name": (
        {"countries.yaml": "- {code: IN, name: India, not_in: [Pacific Ocean]}\n"},
        "countries.yaml: India: `not_in` has 'Pacific Ocean', which holds none of its names among other words",
    ),
    "a member that is no country": (
        {"countries.yaml": SG, "groups.yaml": "- {code: ASEAN, name: ASEAN, party: true, members: [SG, ZZ]}\n"},
        "groups.yaml: ASEAN: `members` has ZZ, which is neither a country nor a group here",
    ),
    "a parent that is not there": (
        {
            "countries.yaml": SG,
            "organisations/sg.yaml": "- {name: Lab, country: SG, kind: laboratory, parent: Ministry}\n",
        },
        "organisations/sg.yaml: Lab: its parent 'Ministry' is no organisation of this file",
    ),
    "a body that is part of itself": (
        {
            "countries.yaml": SG,
            "organisations/sg.yaml": "- {name: A, country: SG, kind: agency, parent: B}\n"
            "- {name: B, country: SG, kind: agency, parent: A}\n",
        },
        "organisations/sg.yaml: A: is part of itself: A < B < A",
    ),
    "a building in no city": (
        {"countries.yaml": SG, "places.yaml": "- {name: Istana, country: SG, kind: building, city: Orchard}\n"},
        "places.yaml: Istana: stands in 'Orchard', which is no place of its country here",
    ),
    "a term that ends before it begins": (
        {
            "countries.yaml": SG,
            "people.yaml": '- {name: A B, country: SG, posts: [{post: Minister, from: "2024", to: "2023-05"}]}\n',
        },
        "people.yaml: A B: Minister ends (2023-05) before it begins (2024)",
    ),
    "a date that is none": (
        {"countries.yaml": SG, "people.yaml": "- {name: A B, country: SG, posts: [{post: Minister, from: May}]}\n"},
        "people.yaml: A B: posts.0.from: 'May' does not match",
    ),
    "an area's example that nothing matches": (
        {"areas.yaml": "- {concept: quantum, patterns: [quantum], examples: [Quantum, Space]}\n"},
        "areas.yaml: quantum: no pattern matches its example 'Space'",
    ),
    "a general pattern that is none": (
        {"areas.yaml": "- {concept: quantum, patterns: [quantum], general: [qubit], examples: [Quantum, Quantum 2]}\n"},
        "areas.yaml: quantum: `general` has 'qubit', which is none of its patterns",
    ),
    "a verb in two classes": (
        {
            "verbs.yaml": "explore:\n- {lemma: study, example: We study it}\n"
            "promise:\n- {lemma: study, example: We study it}\n"
        },
        "verbs.yaml: promise: study: stands in explore too",
    ),
    "a verb that its example lacks": (
        {"verbs.yaml": "explore:\n- {lemma: study, example: We look at it}\n"},
        "verbs.yaml: explore: study: does not stand in its example 'We look at it'",
    ),
    "a head that its example lacks": (
        {
            "heads.yaml": "organisations:\n- {word: Ministry, kind: ministry, place: both, example: Department of X}\n"
            "instruments:\n- {word: Pact, kind: agreement, example: Digital Pact}\n"
        },
        "heads.yaml: organisations: Ministry: does not stand in its example 'Department of X'",
    ),
}

POSTS = """
honorifics: [{word: Dr., example: Dr. A}]
suffixes: [{word: Jr., example: A Jr.}]
particles: [{word: van, example: A van B}]
heads: [{word: Minister, example: Minister for Trade}]
modifiers: [{word: Deputy, example: Deputy Minister}]
joiners: [{word: for, example: Minister for Trade}]
patterns: [{name: plain, pattern: "%s", examples: [Minister, Deputy Minister], refuses: [Ministry]}]
"""

PATTERNS = {
    "a pattern that misses its example": ("${heads}", "does not match its example 'Deputy Minister'"),
    "a pattern that matches what it must refuse": (".*", "matches 'Ministry', which it must refuse"),
    "a pattern with an unknown slot": ("${tails}", "has the slot 'tails', which is no list of this file"),
    "a pattern that is none": ("(", "is no regular expression"),
}


def _gazetteer(folder: Path, files: dict[str, str]) -> Path:
    """The folder, with the schemas and those files in it."""
    shutil.copytree(SCHEMAS, folder / "schema")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return folder


@pytest.mark.parametrize(("files", "line"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_one_line_that_names_its_place(
    files: dict[str, str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault names file and entry and says what is wrong; the command ends with 1."""
    folder = _gazetteer(tmp_path, files)
    assert cli.exit_code(["gazetteer", "check", "--folder", str(folder)]) == 1
    faults = capsys.readouterr().out.splitlines()
    assert [fault for fault in faults if fault.startswith(line)], faults


@pytest.mark.parametrize(("pattern", "message"), PATTERNS.values(), ids=PATTERNS.keys())
def test_a_pattern_is_held_to_its_examples(
    pattern: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each pattern of posts.yaml matches all its examples and nothing that it must refuse."""
    folder = _gazetteer(tmp_path, {"posts.yaml": POSTS % pattern})
    assert cli.exit_code(["gazetteer", "check", "--folder", str(folder)]) == 1
    assert f"posts.yaml: patterns: plain: {message}" in capsys.readouterr().out


def test_a_sound_gazetteer_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without faults the command ends with 0 and prints the number of entries; a shared word may have two owners."""
    congo = "- {code: CD, name: Zaire, aliases: [Congo], shared: [Congo]}\n- {code: CG, name: Congo, shared: [Congo]}\n"
    pattern = "(?:${modifiers} )?${heads}"
    folder = _gazetteer(tmp_path, {"countries.yaml": congo, "posts.yaml": POSTS % pattern})
    assert cli.exit_code(["gazetteer", "check", "--folder", str(folder)]) == 0
    assert capsys.readouterr().out == "countries.yaml: 2 entries\nposts.yaml: 7 entries\n"


def test_a_folder_without_a_gazetteer_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be checked ends with 2 and one line on stderr."""
    assert cli.exit_code(["gazetteer", "check", "--folder", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        f"cetgraph: {tmp_path}: is no gazetteer (give the folder that holds countries.yaml)"
    ]


def test_the_gazetteer_that_comes_along_is_checked_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """`cetgraph gazetteer check` without a folder checks the one that comes along."""
    assert cli.exit_code(["gazetteer", "check"]) == 0
    assert "countries.yaml: 250 entries" in capsys.readouterr().out


def test_find_prints_the_owners_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """`cetgraph gazetteer find` prints the file and entry that own a name; without any it ends with 1."""
    assert cli.exit_code(["gazetteer", "find", "Viet Nam"]) == 0
    assert capsys.readouterr().out.startswith('countries.yaml: {"code": "VN"')
    assert cli.exit_code(["gazetteer", "find", "Atlantis Ministry of Tides"]) == 1
    assert capsys.readouterr().err == "no entry has the name 'Atlantis Ministry of Tides'\n"
