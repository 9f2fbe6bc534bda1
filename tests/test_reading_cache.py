from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.small_reading import make_small_reading

import cetgraph
from cetgraph.reading_cache import ReadingCache, user_cache_folder


@pytest.fixture
def gazetteer(tmp_path: Path) -> Path:
    """A folder that stands for a gazetteer."""
    folder = tmp_path / "gazetteer"
    (folder / "organisations").mkdir(parents=True)
    (folder / "organisations" / "us.yaml").write_text("- name: Office\n", encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path: Path, gazetteer: Path) -> ReadingCache:
    """An empty cache."""
    return ReadingCache.open(tmp_path / "cache", gazetteer=gazetteer)


def _files(kept: ReadingCache) -> list[Path]:
    return sorted(kept.folder.iterdir())


def test_a_reading_is_kept(kept: ReadingCache) -> None:
    """What was put under the digest of the document comes back, and leaves one file."""
    reading = make_small_reading()
    assert kept.get(reading.raw_sha256, suffix=".md") is None
    kept.put(reading, suffix=".md")
    assert kept.get(reading.raw_sha256, suffix=".md") == reading
    assert len(_files(kept)) == 1


def test_the_ending_of_the_name_counts(kept: ReadingCache) -> None:
    """The same bytes are read otherwise as HTML than as plain text."""
    reading = make_small_reading()
    kept.put(reading, suffix=".html")
    assert kept.get(reading.raw_sha256, suffix=".txt") is None


def test_another_document_has_another_reading(kept: ReadingCache) -> None:
    """Readings of different bytes are kept apart."""
    reading = make_small_reading()
    kept.put(reading, suffix=".md")
    assert kept.get("0" * 64, suffix=".md") is None


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Rassendyll", b"Rassendill"))


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


@pytest.mark.parametrize("harm", [_cut, _empty, _change, _binary])
def test_a_broken_entry_is_none(kept: ReadingCache, harm: object) -> None:
    """An entry that was cut off or changed is taken for none, and can be made anew."""
    reading = make_small_reading()
    kept.put(reading, suffix=".md")
    (path,) = _files(kept)
    assert callable(harm)
    harm(path)
    assert kept.get(reading.raw_sha256, suffix=".md") is None
    kept.put(reading, suffix=".md")
    assert kept.get(reading.raw_sha256, suffix=".md") == reading


def test_a_change_of_the_gazetteer_makes_all_anew(kept: ReadingCache, tmp_path: Path, gazetteer: Path) -> None:
    """A reading belongs to the gazetteer that it was made with; with the old one back, it is found again."""
    reading = make_small_reading()
    kept.put(reading, suffix=".md")
    (gazetteer / "organisations" / "sg.yaml").write_text("[]\n", encoding="utf-8")
    assert ReadingCache.open(tmp_path / "cache", gazetteer=gazetteer).get(reading.raw_sha256, suffix=".md") is None
    (gazetteer / "organisations" / "sg.yaml").unlink()
    assert ReadingCache.open(tmp_path / "cache", gazetteer=gazetteer).get(reading.raw_sha256, suffix=".md") == reading


def test_another_version_makes_all_anew(
    kept: ReadingCache, tmp_path: Path, gazetteer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading belongs to the version of the program that made it."""
    reading = make_small_reading()
    kept.put(reading, suffix=".md")
    monkeypatch.setattr(cetgraph, "__version__", "99.0")
    assert ReadingCache.open(tmp_path / "cache", gazetteer=gazetteer).get(reading.raw_sha256, suffix=".md") is None


def test_old_versions_go(tmp_path: Path, gazetteer: Path) -> None:
    """The folder does not grow for ever: the readings of the last four versions stay."""
    opened = []
    for number in range(6):
        (gazetteer / "people.yaml").write_text(f"- name: {number}\n", encoding="utf-8")
        opened.append(ReadingCache.open(tmp_path / "cache", gazetteer=gazetteer))
    folders = list((tmp_path / "cache" / "readings").iterdir())
    assert len(folders) == 4
    assert opened[-1].folder in folders


def test_it_can_be_deleted_at_any_time(kept: ReadingCache) -> None:
    """Where the folder has gone, nothing is found, and nothing breaks."""
    shutil.rmtree(kept.folder)
    reading = make_small_reading()
    kept.put(reading, suffix=".md")
    assert kept.get(reading.raw_sha256, suffix=".md") is None


def test_a_second_writing_replaces_the_first(kept: ReadingCache) -> None:
    """Two processes that read one document leave one whole entry."""
    reading = make_small_reading()
    kept.put(replace(reading, parties=()), suffix=".md")
    kept.put(reading, suffix=".md")
    assert kept.get(reading.raw_sha256, suffix=".md") == reading
    assert len(_files(kept)) == 1


def test_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On Linux it is where the XDG base directory specification has it."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache_folder() == tmp_path / "cetgraph"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/flavia")
    assert user_cache_folder() == Path("/home/flavia/.cache/cetgraph")
