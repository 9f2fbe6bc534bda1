"""`cetgraph gazetteer`: check the known names, and look one up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import yaml
from jsonschema import Draft202012Validator

from cetgraph.cli.gazetteer_rules import OWNED_FIELDS, Entry, Fault, Value, find_faults
from cetgraph.config import resource
from cetgraph.errors import GazetteerError

try:  # The C loader is ten times faster; it is absent where PyYAML was built without libyaml.
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

KINDS = {
    "countries.yaml": "country",
    "groups.yaml": "group",
    "people.yaml": "person",
    "posts.yaml": "posts",
    "instruments.yaml": "instrument",
    "areas.yaml": "area",
    "places.yaml": "place",
    "heads.yaml": "heads",
    "verbs.yaml": "verbs",
}
"""The schema that each file follows; the files in `organisations/` follow that of an organisation."""

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another gazetteer than the one that comes along.",
)


@click.group()
def gazetteer() -> None:
    """Look up and check the known names."""


@gazetteer.command()
@FOLDER
def check(*, folder: Path | None) -> int:
    """Check the gazetteer's files against their schemas and rules.

    Prints how many entries each file has, or one line for each fault; ends with 1 where there is any.

    Example: cetgraph gazetteer check
    """
    faults, entries = check_folder(folder or resource("data") / "gazetteer")
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} faults", err=True)
        return 1
    counts = Counter(entry.file.partition("/")[0] for entry in entries)
    for name, count in sorted(counts.items()):
        click.echo(f"{name}: {count} entries")
    return 0


@gazetteer.command()
@click.argument("name")
@FOLDER
def find(*, name: str, folder: Path | None) -> int:
    """Print the entries that a name belongs to; ends with 1 where there is none.

    Example: cetgraph gazetteer find "Viet Nam"
    """
    _, entries = check_folder(folder or resource("data") / "gazetteer")
    found = [entry for entry in entries if name in entry.texts(*OWNED_FIELDS.get(entry.kind, ()), "code")]
    for entry in found:
        click.echo(f"{entry.file}: {json.dumps(entry.fields, ensure_ascii=False)}")
    if not found:
        click.echo(f"no entry has the name {name!r}", err=True)
    return 0 if found else 1


def check_folder(folder: Path) -> tuple[list[Fault], list[Entry]]:
    """The faults of the gazetteer in that folder, and the entries of the files that fit their schema.

    Raises GazetteerError where the folder holds no gazetteer at all.
    """
    schemas = folder / "schema"
    paths = [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("organisations/*.yaml"))]
    if not paths or not schemas.is_dir():
        raise GazetteerError("is no gazetteer", place=str(folder), remedy="give the folder that holds countries.yaml")
    faults: list[Fault] = []
    entries: list[Entry] = []
    for path in paths:
        file = path.relative_to(folder).as_posix()
        kind = "organisation" if path.parent != folder else KINDS.get(path.name)
        if kind is None:
            faults.append(Fault(file=file, entry="the file", message="is of no known kind"))
            continue
        try:
            content: Value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults.append(Fault(file=file, entry="the file", message=f"is no YAML: {_one_line(error)}"))
            continue
        broken = list(_schema_faults(file=file, content=content, schema=schemas / f"{kind}.schema.json"))
        faults.extend(broken)
        if not broken:
            entries.extend(_entries(file=file, kind=kind, content=content))
    return faults + find_faults(entries), entries


def _schema_faults(*, file: str, content: Value, schema: Path) -> Iterator[Fault]:
    """Where the content departs from the schema, one fault for each place."""
    try:
        validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise GazetteerError("its schema cannot be read", place=f"{schema.name} for {file}") from error
    for departure in validator.iter_errors(content):
        path = list(departure.absolute_path)
        inside = ".".join(map(str, path[1:]))
        message = _one_line(departure.message)
        yield Fault(file=file, entry=_place(content, path), message=f"{inside}: {message}" if inside else message)


def _place(content: Value, path: Sequence[str | int]) -> str:
    """What a person finds the entry at that path by: the name nearest to it, or its number."""
    label = "the file"
    for step in path:
        if isinstance(content, Mapping):
            content = content[str(step)]
        elif isinstance(content, Sequence) and not isinstance(content, str):
            content = content[int(step)]
            label = f"entry {int(step) + 1}"
        if isinstance(content, Mapping) and label.startswith("entry"):
            named = Entry(file="", kind="", fields=content).label
            return label if named.startswith("an entry") else named
    return label


def _entries(*, file: str, kind: str, content: Value) -> Iterator[Entry]:
    """The entries of a file that fits its schema: a list, or several lists by name."""
    lists = content if isinstance(content, Mapping) else {"": content}
    for name, items in lists.items():
        if isinstance(items, Sequence):
            for item in items:
                if isinstance(item, Mapping):
                    yield Entry(file=file, kind=kind, fields=item, list=name)


def _one_line(error: object) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:200] + " …"
