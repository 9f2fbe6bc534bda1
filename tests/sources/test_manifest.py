from __future__ import annotations

from pathlib import Path

import pytest

from cetgraph.config import resource
from cetgraph.errors import ManifestError, ShortfallError
from cetgraph.model import DocumentFacts, DocumentKind, Reading
from cetgraph.sources.manifest import Floors, Manifest, check_bytes, check_floors, load_manifest, manifest_for

DIGEST = "0" * 64
WHOLE = f"""\
title: Joint Statement
date: 2024-07-31
language: en
sha256: "{DIGEST}"
origin: /joint-statement/
coverage: The first page.
floors: {{people: 1, organisations: 2, areas: 0, instruments: 0, commitments: 3}}
"""

BROKEN = {
    "empty": ("", "the manifest is empty"),
    "a comment only": ("# nothing\n", "the manifest is empty"),
    "a list": ("- title\n", ":1: the manifest is no mapping of keys to values"),
    "no YAML": ("title: [\n", "the manifest is not YAML"),
    "a control character": ("title: \x01\n", "control character"),
    "no title": (WHOLE.replace("title: Joint Statement\n", ""), ":1: the manifest lacks 'title'"),
    "title is empty": (WHOLE.replace("Joint Statement", ""), ":1: 'title' is no text"),
    "title is null": (WHOLE.replace("Joint Statement", "~"), ":1: 'title' is no text"),
    "title is a list": (WHOLE.replace("Joint Statement", "[a, b]"), ":1: 'title' is no text"),
    "an unknown key": (WHOLE + "publisher: a guess\n", ":8: the manifest has an unknown key 'publisher'"),
    "a key twice": (WHOLE + "title: Another\n", ":8: the manifest has 'title' twice"),
    "a key that is a list": (WHOLE + "? [a]\n: b\n", ":8: the manifest has an unknown key '?'"),
    "a date in words": (WHOLE.replace("2024-07-31", "31 July 2024"), ":2: 'date' is '31 July 2024', not YYYY-MM-DD"),
    "a thirteenth month": (WHOLE.replace("2024-07-31", "2024-13-31"), ":2: 'date' is '2024-13-31', not YYYY-MM-DD"),
    "a language in words": (WHOLE.replace("language: en", "language: English"), ":3: 'language' is 'English'"),
    "half a digest": (WHOLE.replace(DIGEST, "0" * 32), ":4: 'sha256' is"),
    "a floor missing": (WHOLE.replace("people: 1, ", ""), ":7: floors lacks 'people'"),
    "a floor misspelt": (WHOLE.replace("people", "persons"), ":7: floors has an unknown key 'persons'"),
    "a floor below zero": (WHOLE.replace("people: 1", "people: -1"), ":7: 'floors.people' is '-1', not a count"),
    "a floor in words": (WHOLE.replace("people: 1", "people: one"), ":7: 'floors.people' is 'one', not a count"),
    "a floor in quotes": (WHOLE.replace("people: 1", "people: '1'"), ":7: 'floors.people' is '1', not a count"),
}


def _write(folder: Path, text: str) -> Path:
    path = folder / "statement.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _empty_reading() -> Reading:
    return Reading(
        document=DocumentFacts(title="t", date=None, source_url=None, kind=DocumentKind.OTHER),
        text="",
        raw_sha256=DIGEST,
        parties=(),
        known_parties=(),
        meeting=None,
        people=(),
        organisations=(),
        areas=(),
        instruments=(),
        commitments=(),
        unclear=(),
    )


def test_a_whole_manifest_is_read(tmp_path: Path) -> None:
    """Every key arrives in the value of its name."""
    path = _write(tmp_path, WHOLE)
    assert load_manifest(path) == Manifest(
        path=path,
        title="Joint Statement",
        date="2024-07-31",
        language="en",
        sha256=DIGEST,
        origin="/joint-statement/",
        coverage="The first page.",
        floors=Floors(people=1, organisations=2, areas=0, instruments=0, commitments=3),
    )


def test_origin_and_coverage_may_be_absent(tmp_path: Path) -> None:
    """A file that says nothing of its origin, and is whole, needs neither key."""
    text = WHOLE.replace("origin: /joint-statement/\n", "").replace("coverage: The first page.\n", "")
    manifest = load_manifest(_write(tmp_path, text))
    assert (manifest.origin, manifest.coverage) == (None, None)


@pytest.mark.parametrize(("text", "complaint"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_manifest_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """The error names the file, the line and the key."""
    path = _write(tmp_path, text)
    with pytest.raises(ManifestError) as caught:
        load_manifest(path)
    assert str(caught.value).startswith(str(path))
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    """The error says why the file cannot be read."""
    with pytest.raises(ManifestError, match="cannot read the manifest: No such file"):
        load_manifest(tmp_path / "none.yaml")


def test_a_manifest_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A manifest is UTF-8."""
    path = tmp_path / "statement.yaml"
    path.write_bytes("title: Café\n".encode("latin-1"))
    with pytest.raises(ManifestError, match="not UTF-8"):
        load_manifest(path)


def test_other_bytes_than_described_are_refused(tmp_path: Path) -> None:
    """One changed byte is told with both digests."""
    manifest = load_manifest(_write(tmp_path, WHOLE))
    with pytest.raises(ManifestError, match=f"its manifest says {DIGEST}"):
        check_bytes(manifest, b"other")


def test_a_shortfall_names_each_kind(tmp_path: Path) -> None:
    """What fell short is named; a floor that is met is not."""
    manifest = load_manifest(_write(tmp_path, WHOLE))
    with pytest.raises(ShortfallError) as caught:
        check_floors(manifest, _empty_reading())
    assert "only 0 of 1 people, 0 of 2 organisations, 0 of 3 commitments" in str(caught.value)


def _sources() -> list[Path]:
    return sorted(path for path in (resource("data") / "sources").iterdir() if path.suffix != ".yaml")


@pytest.mark.parametrize("document", _sources(), ids=lambda path: str(path.name))
def test_each_shipped_document_is_the_one_described(document: Path) -> None:
    """A document in data/sources has a manifest, and its bytes are those of the digest."""
    path = manifest_for(document)
    assert path is not None
    check_bytes(load_manifest(path), document.read_bytes())


def test_each_shipped_manifest_has_its_document() -> None:
    """No manifest is left over."""
    documents = {path.stem for path in _sources()}
    manifests = {path.stem for path in (resource("data") / "sources").glob("*.yaml")}
    assert manifests == documents
    assert len(documents) >= 1
