"""The bundled scripts of the pages, which `hatch_build.py` makes, sent small."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from cetgraph.errors import CetgraphError
from cetgraph.web.compression import mark_gzip, takes_gzip

BUILT: Final = Path(__file__).parent / "static" / "built"

NEEDED: Final = ("editor.js", "editor.css", "explore.js", "site.js")

MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}


def bundle(folder: Path = BUILT) -> Blueprint:
    """The addresses `/static/built/<name>`, which take the place of the plain files': read and packed once, now.

    Raises CetgraphError where the scripts have not been bundled.
    """
    for name in NEEDED:
        if not (folder / name).is_file():
            raise CetgraphError(
                f"the web pages' script {name!r} has not been built",
                remedy="install cetgraph again (in a checkout: pip install --editable .), which builds it",
            )
    plain: Mapping[str, bytes] = {
        path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in MEDIA_TYPES
    }
    packed = {name: gzip.compress(octets, 6, mtime=0) for name, octets in plain.items()}
    tags = {name: hashlib.sha256(octets).hexdigest()[:32] for name, octets in plain.items()}
    blueprint = Blueprint("bundle", __name__)

    @blueprint.get("/static/built/<name>")
    def built(name: str) -> Response:
        if name not in plain:
            raise NotFound("There is no such file.")
        is_packed = takes_gzip(request)
        response = Response(packed[name] if is_packed else plain[name])
        response.content_type = f"{MEDIA_TYPES[Path(name).suffix]}; charset=utf-8"
        response.set_etag(tags[name])
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept-Encoding")
        if is_packed:
            mark_gzip(response)
        response.make_conditional(request)
        return response

    return blueprint
