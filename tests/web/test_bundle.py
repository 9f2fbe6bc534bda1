"""The bundled scripts of the pages."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cetgraph.errors import CetgraphError
from cetgraph.web.bundle import BUILT, bundle


def test_a_missing_bundle_is_told_with_the_remedy(tmp_path: Path) -> None:
    """An installation without the scripts says what to do, instead of showing dead pages."""
    with pytest.raises(CetgraphError, match=r"editor\.js.*has not been built"):
        bundle(tmp_path)


def test_scripts_are_sent_small_and_once(client: FlaskClient) -> None:
    """Who takes gzip gets gzip; who has the file already gets 304."""
    plain = client.get("/static/built/editor.js")
    packed = client.get("/static/built/editor.js", headers={"Accept-Encoding": "gzip"})
    assert plain.data == gzip.decompress(packed.data) == (BUILT / "editor.js").read_bytes()
    assert len(packed.data) < len(plain.data) / 3
    assert plain.content_type == "text/javascript; charset=utf-8"
    known = client.get("/static/built/editor.js", headers={"If-None-Match": plain.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


def test_other_files_are_not_there(client: FlaskClient) -> None:
    """Only what was bundled is sent."""
    assert client.get("/static/built/nothing.js").status_code == 404
    assert client.get("/static/built/..%2f..%2feditor.py").status_code == 404
