"""Writing what a command made: to stdout, or to files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cetgraph.errors import OutputError

STDOUT = Path("-")
"""Stands for standard output."""


def write_file(octets: bytes, path: Path) -> None:
    """Write the file, or to stdout for ``-``. Raises OutputError, with what stood there before untouched."""
    if path == STDOUT:
        sys.stdout.buffer.write(octets)
        return
    target = path.resolve()
    if target.is_dir():
        raise OutputError("this is a folder", place=str(path), remedy="name a file with --out")
    if not target.parent.is_dir():
        raise OutputError("there is no such folder", place=str(path.parent))
    with _refusals(path):
        if target.exists() and not target.is_file():
            # A device or a pipe is written to, not replaced by a file.
            target.write_bytes(octets)
        else:
            _write_all({target.name: octets}, target.parent)


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into the folder, which is made if it is absent.

    All are written beside their places first and moved there when each is whole. Raises OutputError, with what stood
    there before untouched.
    """
    with _refusals(folder):
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _write_all(files, folder)
        except BaseException:
            if is_new:
                with suppress(OSError):
                    folder.rmdir()
            raise


def _write_all(files: Mapping[str, bytes], folder: Path) -> None:
    work = Path(tempfile.mkdtemp(prefix=".cetgraph-", dir=folder))
    try:
        for name, octets in files.items():
            _write_through(work / name, octets)
        for name in files:
            (work / name).replace(folder / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", place=str(path)) from error


def _write_through(path: Path, octets: bytes) -> None:
    """Write the file and wait until the disk has it, so that a full one is noticed before anything is moved."""
    with path.open("wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
