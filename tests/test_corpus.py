"""Many documents are read in order, whatever their number of processes, and one bad document costs no other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cetgraph.config import resource
from cetgraph.corpus import Work, read_corpus, sensible_jobs
from cetgraph.errors import GazetteerError, SourceError
from cetgraph.fetch import Address
from cetgraph.model import Reading
from cetgraph.pipeline import Reader
from cetgraph.reading_cache import ReadingCache

GAZETTEER = resource("data") / "gazetteer"


def _work(*, cache: ReadingCache | None = None, jobs: int = 1, gazetteer: Path = GAZETTEER) -> Work:
    return Work(gazetteer=gazetteer, cache=cache, jobs=jobs)


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    """Five small documents, of which the third is empty and the fifth is missing."""
    paths = [tmp_path / f"{number}.md" for number in range(5)]
    for number, path in enumerate(paths[:4]):
        text = f"# Statement {number} of Japan and India\n\nThe two sides will launch a Robot Forum.\n"
        path.write_text("" if number == 2 else text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_outcomes(documents: list[Path], jobs: int) -> None:
    """Each document has its outcome, in order: a reading, or the error that tells why there is none."""
    outcomes = list(read_corpus(documents, _work(jobs=jobs)))
    assert [document for document, _ in outcomes] == documents
    alone = Reader.load(GAZETTEER)
    for number in (0, 1, 3):
        assert outcomes[number][1] == alone.read(documents[number])
    for number, words in ((2, "the file is empty"), (4, "no such file")):
        error = outcomes[number][1]
        assert isinstance(error, SourceError)
        assert str(error) == f"{documents[number]}: {words}"


@pytest.mark.parametrize("jobs", [1, 2])
def test_kept_readings(documents: list[Path], tmp_path: Path, jobs: int) -> None:
    """Every reading is kept as soon as it is made, so that a work that is broken off has not been for nothing."""
    cache = ReadingCache.open(tmp_path / "cache", gazetteer=GAZETTEER)
    first = list(read_corpus(documents, _work(cache=cache, jobs=jobs)))
    assert len(list(cache.folder.iterdir())) == 3
    again = read_corpus(documents[:2], _work(cache=cache, gazetteer=tmp_path / "none"))
    assert list(again) == first[:2]


def test_work_that_is_broken_off(documents: list[Path], tmp_path: Path) -> None:
    """What was read before is there the next time."""
    cache = ReadingCache.open(tmp_path / "cache", gazetteer=GAZETTEER)
    outcomes = read_corpus(documents, _work(cache=cache))
    next(outcomes)
    next(outcomes)
    assert len(list(cache.folder.iterdir())) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_gazetteer(documents: list[Path], tmp_path: Path, jobs: int) -> None:
    """It is no fault of a document: the work ends."""
    with pytest.raises(GazetteerError):
        list(read_corpus(documents, _work(gazetteer=tmp_path, jobs=jobs)))


def test_a_fault_of_the_program(documents: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A document on which the program itself fails is told as such and costs no other."""
    real = Reader.read

    def failing(self: Reader, document: Path) -> Reading:
        if document == documents[1]:
            raise IndexError("list index out of range")
        return real(self, document)

    monkeypatch.setattr(Reader, "read", failing)
    outcomes = dict(read_corpus(documents[:2], _work()))
    assert isinstance(outcomes[documents[0]], Reading)
    error = outcomes[documents[1]]
    assert isinstance(error, SourceError)
    assert "the program failed on this document (IndexError: list index out of range)" in str(error)
    assert isinstance(error.__cause__, IndexError)


def test_few_documents_are_read_in_one_process(tmp_path: Path) -> None:
    """A process that takes longer to start than to read is not started; nor are there more than cores."""
    small, large = tmp_path / "small.md", tmp_path / "large.pdf"
    small.write_bytes(b"x" * 20_000)
    large.write_bytes(b"x" * 2_000_000)
    assert sensible_jobs([]) == sensible_jobs([small] * 10) == sensible_jobs([tmp_path / "missing.md"]) == 1
    most = sensible_jobs([large] * 1_000)
    assert 1 <= most <= (os.cpu_count() or 1)
    assert sensible_jobs([Address("https://example.org/")] * 1_000) == most
