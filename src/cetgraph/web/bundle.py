"""The site's own files: styles, and the scripts that `hatch_build.py` bundles; sent small, and kept by browsers."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from cetgraph.errors import CetgraphError
from cetgraph.web.compression import mark_encoding

STATIC: Final = Path(__file__).parent / "static"

NEEDED: Final = ("built/editor.js", "built/editor.css", "built/answer.css", "built/explore.js", "built/site.js")

MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain", ".svg": "image/svg+xml"}

FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
"""For an address that carries the digest of the file: it never means other bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file as it is sent: its media type, the digest of its bytes, and these by their encoding."""

    media_type: str
    digest: str
    encodings: Mapping[str, bytes]


def serve_static(app: Flask, folder: Path = STATIC) -> None:
    """Make the app answer `/static/<name>` with the folder's files, read and packed once, now.

    `url_for("static", …)` adds the file's digest to its address, so that browsers ask for it once and see a change at
    once. The app must have been made without a static folder. Raises CetgraphError where scripts have not been bundled.
    """
    for name in NEEDED:
        if not (folder / name).is_file():
            raise CetgraphError(
                f"the web pages' script {Path(name).name!r} has not been built",
                remedy="install cetgraph again (in a checkout: pip install --editable .), which builds it",
            )
    files = {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in MEDIA_TYPES and path.is_file()
    }

    @app.url_defaults
    def add_digest(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static" and (file := files.get(values.get("filename", ""))):
            values.setdefault("v", file.digest)

    @app.get("/static/<path:filename>", endpoint="static")
    def static(filename: str) -> Response:
        file = files.get(filename)
        if file is None:
            raise NotFound("There is no such file.")
        encoding = request.accept_encodings.best_match(file.encodings, default="identity")
        response = Response(file.encodings[encoding])
        response.content_type = f"{file.media_type}; charset=utf-8"
        response.set_etag(file.digest)
        response.headers["Cache-Control"] = FOR_A_YEAR if request.args.get("v") == file.digest else "no-cache"
        response.vary.add("Accept-Encoding")
        if encoding != "identity":
            mark_encoding(response, encoding)
        response.make_conditional(request)
        return response


def _read(path: Path) -> StaticFile:
    octets = path.read_bytes()
    brotli = path.with_name(f"{path.name}.br")
    packed = {"br": brotli.read_bytes()} if brotli.is_file() else {}
    return StaticFile(
        media_type=MEDIA_TYPES[path.suffix],
        digest=hashlib.sha256(octets).hexdigest()[:32],
        encodings={**packed, "gzip": gzip.compress(octets, 9, mtime=0), "identity": octets},
    )
