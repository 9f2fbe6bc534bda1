"""Writes results so that a reader of the folder sees the old files or the new ones, never half of one.

All files are first written beside their places, in a hidden folder on the same disk; only when every one is there are
they moved over the old ones, which are put back if a move fails. A full disk, a folder that cannot be written or
Ctrl-C before the moves leave everything as it was; Ctrl-C during them waits.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from cetgraph.errors import OutputError

MARK = "# Written by cetgraph."
"""How each file of ours begins, so that no file of somebody else is overwritten or removed."""

_WORK = ".cetgraph-"
_SUFFIXES = (".ttl", ".trig")


def publish(files: Mapping[str, str], folder: Path) -> tuple[Path, ...]:
    """The paths of the files, written into the folder, which is made if it is absent; keys are file names.

    Files of ours in the folder that are not among them are removed. Raises OutputError, with everything as it was,
    where the folder cannot be written or a file of that name is not ours.
    """
    texts = {name: f"{MARK} Made anew by `cetgraph build`.\n{text}" for name, text in files.items()}
    try:
        made = _make_folder(folder)
        try:
            with _work_folder(folder) as work:
                _write_all(texts, work)
                _replace_all(sorted(texts), folder, work)
        except BaseException:
            for path in made:
                with suppress(OSError):
                    path.rmdir()
            raise
    except OSError as error:
        raise _output_error(error, folder) from error
    return tuple(folder / name for name in sorted(files))


def is_ours(path: Path) -> bool:
    """Whether the file begins as our files do."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK.encode()


def _make_folder(folder: Path) -> tuple[Path, ...]:
    """The folders that had to be made, innermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(missing)


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _write_all(texts: Mapping[str, str], work: Path) -> None:
    for name, text in texts.items():
        with (work / name).open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def _replace_all(names: list[str], folder: Path, work: Path) -> None:
    """Move the new files over the old ones and remove what is stale; where that fails, undo it."""
    old = [path for path in sorted(folder.iterdir()) if path.suffix in _SUFFIXES and path.is_file() and is_ours(path)]
    _refuse_others(names, folder, old)
    kept = work / "old"
    kept.mkdir()
    for path in old:
        _keep(path, kept / path.name)
    with _interrupts_wait():
        try:
            for name in names:
                (work / name).replace(folder / name)
            for path in old:
                if path.name not in names:
                    path.unlink()
        except OSError:
            _put_back(names, folder, kept)
            raise


def _keep(path: Path, copy: Path) -> None:
    """A second name for the file, or where the disk has no such thing a copy."""
    try:
        copy.hardlink_to(path)
    except OSError:
        shutil.copy2(path, copy)


def _put_back(names: list[str], folder: Path, kept: Path) -> None:
    for name in names:
        if not (kept / name).exists():
            (folder / name).unlink(missing_ok=True)
    for path in kept.iterdir():
        path.replace(folder / path.name)


def _refuse_others(names: list[str], folder: Path, ours: list[Path]) -> None:
    for name in names:
        path = folder / name
        if os.path.lexists(path) and path not in ours:
            raise OutputError(
                "there is such a file already, and cetgraph did not write it",
                place=str(path),
                remedy="move it away, or choose another folder with --out",
            )


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Hold back Ctrl-C until the block has ended; only the main thread receives it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if received:
            signal.raise_signal(signal.SIGINT)


def _output_error(error: OSError, folder: Path) -> OutputError:
    return OutputError(
        f"cannot write the result: {error.strerror or error}; nothing was changed",
        place=str(folder),
        remedy="make room or choose another folder with --out",
    )
