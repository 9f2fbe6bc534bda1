"""Scores the reader on the gold readings with and without the names that only the document at hand needs.

    python bench/leave_one_out.py [--shared ../shared]

For each gold document, the bodies, people and instruments of the gazetteer that no other document of the corpus names
are taken out; then it is read and scored again. The rules cannot be taken out: they were written with the gold
documents in view, so the second figure says what the names are worth, and the first sight of a new document says more.
Prints a Markdown table; writes nothing but a temporary folder.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType

import yaml

from cetgraph.config import resource
from cetgraph.model import Reading
from cetgraph.pipeline import Reader
from cetgraph.reading_json import reading_to_value
from cetgraph.sources.read import SUFFIXES

Name = tuple[str, str, str | None]


def names_of(reading: Reading) -> set[Name]:
    """The gazetteer's entries that a reading used: kind, name and, for a body, country."""
    used: set[Name] = {("person", one.canonical, None) for one in reading.people if one.canonical}
    used |= {("instrument", one.canonical, None) for one in reading.instruments if one.canonical}
    used |= {("organisation", one.known.name, one.country) for one in reading.organisations if one.known}
    return used


def write_without(gazetteer: Path, folder: Path, left_out: set[Name]) -> None:
    """Copies the gazetteer, without these entries. JSON is YAML, and is written faster."""
    shutil.copytree(gazetteer, folder, dirs_exist_ok=True)
    for path in sorted(folder.rglob("*.yaml")):
        kind = {"people": "person", "instruments": "instrument"}.get(path.stem)
        kind = "organisation" if path.parent.name == "organisations" else kind
        if kind is None:
            continue
        names = {(name, country) for of_kind, name, country in left_out if of_kind == kind}
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe in both cases
        kept = [
            entry
            for entry in entries
            if (entry["name"], entry["country"] if kind == "organisation" else None) not in names
        ]
        if len(kept) < len(entries):
            path.write_text(json.dumps(kept), encoding="utf-8")


def load_scorer(path: Path) -> ModuleType:
    """The scorer of the gold readings, which is no package."""
    specification = importlib.util.spec_from_file_location("score", path)
    if specification is None or specification.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(specification)
    sys.modules["score"] = module
    specification.loader.exec_module(module)
    return module


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).resolve().parent.parent.parent / "shared"
    parser.add_argument("--shared", type=Path, default=default, help="the folder with corpus/ and extraction/")
    shared = parser.parse_args().shared
    scorer = load_scorer(shared / "extraction" / "score.py")
    gazetteer = resource("data") / "gazetteer"
    documents = sorted(path for path in (shared / "corpus").iterdir() if path.suffix in SUFFIXES)
    reader = Reader.load(gazetteer)
    readings = {path.stem: reader.read(path) for path in documents}
    uses = Counter(name for reading in readings.values() for name in names_of(reading))
    whole, without = scorer.Scores(), scorer.Scores()
    print("| document | with all names | names taken out | without them |\n| --- | ---: | ---: | ---: |")
    for gold_file in sorted((shared / "extraction" / "gold").glob("*.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        path = next(one for one in documents if one.stem == gold_file.stem)
        own = {name for name in names_of(readings[path.stem]) if uses[name] == 1}
        with tempfile.TemporaryDirectory() as folder:
            write_without(gazetteer, Path(folder), own)
            poorer = Reader.load(Path(folder)).read(path)
        scores = scorer.compare(gold, reading_to_value(readings[path.stem]))
        less = scorer.compare(gold, reading_to_value(poorer))
        whole.add(scores)
        without.add(less)
        print(f"| {path.stem[:48]} | {scores.total().f1:.3f} | {len(own)} | {less.total().f1:.3f} |")
    print(f"| all slots | {whole.total().f1:.3f} | | {without.total().f1:.3f} |")
    for layer, tally in whole.tallies.items():
        print(f"| {layer} | {tally.f1:.3f} | | {without[layer].f1:.3f} |")


if __name__ == "__main__":
    main()
