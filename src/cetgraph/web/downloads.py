"""The graph's files, as they lie in the data folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, send_file

MEDIA_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    ".ttl": ("Turtle", "text/turtle"),
    ".trig": ("TriG", "application/trig"),
    ".nt": ("N-Triples", "application/n-triples"),
    ".nq": ("N-Quads", "application/n-quads"),
}
"""Format and media type by the ending of a file's name."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the graph: its name below the data folder, its format's name, and its size in bytes."""

    name: str
    format: str
    size: int


def list_downloads(data: Path) -> tuple[Download, ...]:
    """The graph files below the folder, by name."""
    files = sorted(path for path in data.rglob("*") if path.suffix in MEDIA_TYPES and path.is_file())
    return tuple(
        Download(path.relative_to(data).as_posix(), MEDIA_TYPES[path.suffix][0], path.stat().st_size) for path in files
    )


def downloads(data: Path, files: tuple[Download, ...]) -> Blueprint:
    """The pages `/download/<name>`, one for each of the files and for no other."""
    blueprint = Blueprint("downloads", __name__)
    names = frozenset(file.name for file in files)

    @blueprint.get("/download/<path:name>")
    def download(name: str) -> Response:
        if name not in names:
            abort(404, "There is no such file to download.")
        path = data / name
        return send_file(path.resolve(), mimetype=MEDIA_TYPES[path.suffix][1], as_attachment=True, conditional=True)

    return blueprint
