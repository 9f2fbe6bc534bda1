"""Reads many documents: those that have not changed from the cache, the others in several processes at once.

The readings come in the order of the documents, and are the same however many processes read them. A document that
cannot be read is told as an outcome and does not keep the others from being read. Each reading is kept as soon as it
is made, so that work which was interrupted goes on where it ended.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from cetgraph.errors import CetgraphError, GazetteerError, SourceError
from cetgraph.fetch import Address
from cetgraph.model import Reading
from cetgraph.pipeline import Reader
from cetgraph.reading_cache import ReadingCache
from cetgraph.reading_codec import decode_reading, encode_reading
from cetgraph.sources.read import MAXIMUM_BYTES

Document: TypeAlias = Path | Address
Outcome: TypeAlias = Reading | CetgraphError
"""What came of a document: its reading, or why there is none."""

_WORTH_A_PROCESS = 600_000
"""Bytes of documents that a process reads in about the second that it needs to start and to load the gazetteer: some
thirty statements as text, or two or three as PDF."""

_BYTES_OF_AN_ADDRESS = 200_000
"""What a document on the web counts as: a page with its menus, and the wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How a corpus is read: with which gazetteer, keeping readings where (None: nowhere), in how many processes.

    `jobs` None leaves their number to the size of what is to be read.
    """

    gazetteer: Path
    cache: ReadingCache | None
    jobs: int | None = None


def read_corpus(documents: Sequence[Document], work: Work) -> Iterator[tuple[Document, Outcome]]:
    """Each document with its outcome, in their order. Raises GazetteerError where the gazetteer is broken."""
    kept = {document: reading for document in documents if (reading := _kept(document, work.cache)) is not None}
    pending = [document for document in documents if document not in kept]
    jobs = min(work.jobs or sensible_jobs(pending), len(pending))
    fresh = _read_in_processes(pending, work, jobs) if jobs > 1 else _read_here(pending, work)
    for document in documents:
        if document in kept:
            yield document, kept[document]
        else:
            yield document, next(fresh)


def sensible_jobs(documents: Sequence[Document]) -> int:
    """In how many processes these documents are read fastest on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, sum(map(_size, documents)) // _WORTH_A_PROCESS))


def _size(document: Document) -> int:
    if not isinstance(document, Path):
        return _BYTES_OF_AN_ADDRESS
    try:
        return document.stat().st_size
    except OSError:
        return 0


def _kept(document: Document, readings: ReadingCache | None) -> Reading | None:
    """The cached reading; None for an address, which must be fetched to know whether it has changed, and for a pipe."""
    if readings is None or not isinstance(document, Path):
        return None
    try:
        if not document.is_file() or document.stat().st_size > MAXIMUM_BYTES:
            return None
        digest = hashlib.sha256(document.read_bytes()).hexdigest()
    except OSError:
        return None  # the reader tells what is wrong with it
    return readings.get(digest, suffix=document.suffix.lower())


def _read_here(documents: Sequence[Document], work: Work) -> Iterator[Outcome]:
    for document in documents:
        yield _read(document, _reader(work.gazetteer), work.cache)


def _read_in_processes(documents: Sequence[Document], work: Work, jobs: int) -> Iterator[Outcome]:
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_parent)
    try:
        futures = [executor.submit(_read_elsewhere, document, work) for document in documents]
        for document, future in zip(documents, futures, strict=True):
            yield _outcome(document, future)
        executor.shutdown()
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise


def _outcome(document: Document, future: Future[str | CetgraphError]) -> Outcome:
    try:
        result = future.result()
    except BrokenProcessPool as error:
        raise SourceError(
            "the process that read this document or one beside it was ended from outside",
            place=str(document),
            remedy="the memory may be full: try --jobs 1",
        ) from error
    return decode_reading(result) if isinstance(result, str) else result


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_elsewhere(document: Document, work: Work) -> str | CetgraphError:
    outcome = _read(document, _reader(work.gazetteer), work.cache)
    return encode_reading(outcome) if isinstance(outcome, Reading) else outcome


def _read(document: Document, reader: Reader, readings: ReadingCache | None) -> Outcome:
    try:
        reading = reader.read(document)
    except GazetteerError:
        raise
    except CetgraphError as error:
        return error
    except Exception as error:  # noqa: BLE001  # a fault of the program in one document must not cost the others
        told = SourceError(
            f"the program failed on this document ({type(error).__name__}: {error})",
            place=str(document),
            remedy="run `cetgraph read` on it to see where, and report it",
        )
        told.__cause__ = error
        return told
    if readings is not None and isinstance(document, Path):
        readings.put(reading, suffix=document.suffix.lower())
    return reading


@cache
def _reader(gazetteer: Path) -> Reader:
    """The process's reader: its gazetteer is loaded once, when the first document is read."""
    return Reader.load(gazetteer)
