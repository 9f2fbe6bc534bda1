"""What is known of a source before it is read: a YAML file beside the document, of the same name.

A manifest names the document's title, date, language and digest, what the file itself says of its origin, how much
of the original it holds, and how many things a reading must find at least::

    title: "Second US Singapore Critical and Emerging Technology Dialogue: Joint Fact Sheet"
    date: 2024-07-31
    language: en
    sha256: 6ccd…
    origin: /second-us-singapore-…/     # optional: only what the file itself says
    coverage: Only the part on AI.      # optional: absent where the file holds the whole document
    floors: {people: 4, organisations: 9, areas: 1, instruments: 4, commitments: 10}

Every key is known, or the manifest is refused: a floor that is misspelt would guard nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NoReturn

import yaml

from cetgraph.errors import ManifestError, ShortfallError
from cetgraph.model import Reading

SUFFIX = ".yaml"

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """How many things of each kind a reading must find at least."""

    people: int
    organisations: int
    areas: int
    instruments: int
    commitments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of one source.

    `path` is the manifest's own file. `date` is ISO 8601, `language` a BCP 47 tag, `sha256` the hex digest of the
    document's bytes. `origin` is what the file itself says of where it comes from, None where it says nothing;
    `coverage` says which part of the document the file holds, None where it is the whole.
    """

    path: Path
    title: str
    date: str
    language: str
    sha256: str
    origin: str | None
    coverage: str | None
    floors: Floors


_FLOORS = tuple(field.name for field in fields(Floors))
_REQUIRED = ("title", "date", "language", "sha256", "floors")
_OPTIONAL = ("origin", "coverage")


def manifest_for(document: Path) -> Path | None:
    """The manifest's file beside `document`, None where there is none.

    >>> manifest_for(Path("nowhere/statement.html")) is None
    True
    """
    path = document.with_suffix(SUFFIX)
    return path if path.is_file() else None


def load_manifest(path: Path) -> Manifest:
    """The manifest that the file holds. Raises ManifestError with the file, the line and the key at fault."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ManifestError(f"cannot read the manifest: {error.strerror}", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise ManifestError("the manifest is not UTF-8", place=str(path), remedy="save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ManifestError(f"the manifest is not YAML: {error.problem}", place=f"{path}{line}") from error
    except yaml.YAMLError as error:
        raise ManifestError("the manifest is not YAML: it holds a control character", place=str(path)) from error
    if root is None:
        raise ManifestError("the manifest is empty", place=str(path))
    return _Parser(path).manifest(root)


def check_bytes(manifest: Manifest, raw: bytes) -> None:
    """Raise ManifestError unless `raw` are the very bytes of the document that the manifest describes."""
    digest = hashlib.sha256(raw).hexdigest()
    if digest != manifest.sha256:
        raise ManifestError(
            f"the document's sha256 is {digest}, its manifest says {manifest.sha256}",
            place=str(manifest.path),
            remedy="restore the document, or review the change and write the new digest",
        )


def check_floors(manifest: Manifest, reading: Reading) -> None:
    """Raise ShortfallError, naming each kind that fell short, where the reading found less than promised."""
    short = [f"{found} of {floor} {kind}" for kind, found, floor in _counts(manifest.floors, reading) if found < floor]
    if short:
        raise ShortfallError(
            f"the reading found only {', '.join(short)}",
            place=str(manifest.path),
            remedy="read the document with `cetgraph read --format text` to see what is missing",
        )


def _counts(floors: Floors, reading: Reading) -> tuple[tuple[str, int, int], ...]:
    return (
        ("people", len(reading.people), floors.people),
        ("organisations", len(reading.organisations), floors.organisations),
        ("areas", len(reading.areas), floors.areas),
        ("instruments", len(reading.instruments), floors.instruments),
        ("commitments", len(reading.commitments), floors.commitments),
    )


@dataclass(frozen=True, slots=True)
class _Parser:
    """Turns the nodes of one YAML file into values; nodes, not loaded values, because they know their lines."""

    path: Path

    def manifest(self, root: yaml.Node) -> Manifest:
        entries = self._entries(root, key="the manifest", required=_REQUIRED, optional=_OPTIONAL)
        return Manifest(
            path=self.path,
            title=self._text(entries["title"], key="title"),
            date=self._matching(entries["date"], key="date", pattern=_DATE, form="YYYY-MM-DD"),
            language=self._matching(entries["language"], key="language", pattern=_LANGUAGE, form="a tag such as en"),
            sha256=self._matching(entries["sha256"], key="sha256", pattern=_SHA256, form="64 hexadecimal digits"),
            origin=self._text(entries["origin"], key="origin") if "origin" in entries else None,
            coverage=self._text(entries["coverage"], key="coverage") if "coverage" in entries else None,
            floors=self._floors(entries["floors"]),
        )

    def _floors(self, node: yaml.Node) -> Floors:
        entries = self._entries(node, key="floors", required=_FLOORS, optional=())
        return Floors(**{kind: self._count(entries[kind], key=f"floors.{kind}") for kind in _FLOORS})

    def _entries(
        self, node: yaml.Node, *, key: str, required: Collection[str], optional: Collection[str]
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._refuse(node, f"{key} is no mapping of keys to values")
        entries: dict[str, yaml.Node] = {}
        for name_node, value in node.value:
            name = name_node.value if isinstance(name_node, yaml.ScalarNode) else "?"
            if name in entries:
                self._refuse(name_node, f"{key} has {name!r} twice")
            if name not in required and name not in optional:
                self._refuse(name_node, f"{key} has an unknown key {name!r}")
            entries[name] = value
        for name in required:
            if name not in entries:
                self._refuse(node, f"{key} lacks {name!r}")
        return entries

    def _text(self, node: yaml.Node, *, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or node.tag.endswith(":null"):
            self._refuse(node, f"{key!r} is no text")
        return str(node.value)

    def _matching(self, node: yaml.Node, *, key: str, pattern: re.Pattern[str], form: str) -> str:
        text = self._text(node, key=key)
        if not pattern.fullmatch(text):
            self._refuse(node, f"{key!r} is {text!r}, not {form}")
        return text

    def _count(self, node: yaml.Node, *, key: str) -> int:
        text = self._text(node, key=key)
        if not node.tag.endswith(":int") or not text.isascii() or not text.isdigit():
            self._refuse(node, f"{key!r} is {text!r}, not a count")
        return int(text)

    def _refuse(self, node: yaml.Node, message: str) -> NoReturn:
        raise ManifestError(message, place=f"{self.path}:{node.start_mark.line + 1}")
