"""Keeps readings on disk, so that a document that has not changed is not read again.

A reading depends on the file's bytes and the ending of its name, on the gazetteer, on the code that reads and on
the libraries that it uses; all of these make an entry's name, so an entry is never wrong, only unused. The folder can
be deleted at any time. An entry begins with the digest of the rest: what was cut off or changed is read anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import cetgraph
from cetgraph.model import Reading
from cetgraph.reading_codec import decode_reading, encode_reading, form_of_readings

_CODE = ("sources", "extract", "model.py", "passages.py", "pipeline.py", "reading_codec.py")
"""What of the package decides what a reading says."""

_NAME = re.compile(r"[^A-Za-z0-9._-]")
_KEPT_VERSIONS = 4
"""Readings of so many versions of gazetteer and program are kept, so that the folder does not grow for ever."""


@dataclass(frozen=True, slots=True)
class ReadingCache:
    """Readings in a folder, by the document's digest; `open` makes one."""

    folder: Path

    @classmethod
    def open(cls, folder: Path, *, gazetteer: Path) -> ReadingCache:
        """The cache of what this version of the program reads with that gazetteer.

        Raises OSError where the folder cannot be written.
        """
        own = folder / "readings" / _fingerprint(gazetteer)
        own.mkdir(parents=True, exist_ok=True)
        own.touch()
        _remove_old(own)
        return cls(own)

    def get(self, digest: str, *, suffix: str) -> Reading | None:
        """The reading of a file whose bytes have that SHA-256 and whose name ends so; None without a sound one."""
        try:
            mark, _, text = self._path(digest, suffix).read_text(encoding="ascii").partition("\n")
            return decode_reading(text) if mark == _digest(text.encode()) else None
        except (OSError, ValueError):
            return None

    def put(self, reading: Reading, *, suffix: str) -> None:
        """Keep the reading of a file whose name ends so. Where the disk refuses, it is not kept, which costs time."""
        text = encode_reading(reading)
        path = self._path(reading.raw_sha256, suffix)
        with suppress(OSError):
            number, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(number, "w", encoding="ascii", newline="\n") as file:
                    file.write(f"{_digest(text.encode())}\n{text}")
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def _path(self, digest: str, suffix: str) -> Path:
        return self.folder / f"{digest}{_digest(suffix.encode())[:8]}.json"


def user_cache_folder() -> Path | None:
    """Where this system keeps what a user's programs can do without; None where the user has no home."""
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "cetgraph" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "cetgraph"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cetgraph"
    except RuntimeError:
        return None


def _fingerprint(gazetteer: Path) -> str:
    """Some hex digits for all that a reading depends on but the document."""
    python = ".".join(map(str, sys.version_info[:2]))  # with it change the tables of characters
    lines = [cetgraph.__version__, form_of_readings(), python, *_libraries()]
    package = Path(cetgraph.__file__).parent
    for place in (gazetteer, *(package / name for name in _CODE)):
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        lines += [
            f"{path.relative_to(place.parent).as_posix()} {_digest(path.read_bytes())}"
            for path in files
            if path.suffix in {".py", ".yaml"}
        ]
    return _digest("\n".join(lines).encode())[:32]


def _libraries() -> list[str]:
    """The versions of the libraries that the program needs; none where it runs without having been installed."""
    try:
        names = [_NAME.split(line)[0] for line in requires("cetgraph") or () if "extra ==" not in line]
        return sorted(f"{name} {version(name)}" for name in names)
    except PackageNotFoundError:
        return []


def _remove_old(own: Path) -> None:
    with suppress(OSError):
        others = [path for path in own.parent.iterdir() if path.is_dir() and path != own]
        others.sort(key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
        for path in others[_KEPT_VERSIONS - 1 :]:
            shutil.rmtree(path, ignore_errors=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
