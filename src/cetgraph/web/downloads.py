"""Files of the graph: all of it and each document's part, in every format, plain and gzipped.

A file is made when it or its page is first asked for, or before by `Shelf.prepare`, and kept while the site runs.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
import os
import shutil
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from flask import Blueprint, Flask, Response, abort, render_template, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.errors import CetgraphError, OutputError
from cetgraph.graph.export import ExportFormat, export_quads, export_tables
from cetgraph.graph.stored_export import export_stored, tables_of_stored
from cetgraph.graph.terms import Quad
from cetgraph.web.source import Source
from cetgraph.web.view import Reference, View, document_at
from cetgraph.web.wording import term

WHOLE: Final = "cetgraph"
"""What the files of the whole graph are called."""

EXTENSION: Final = "cetgraph.downloads"
"""What the app knows its shelf by."""

GZIP: Final = "application/gzip"

PATIENCE: Final = 0.5
"""Seconds that a document's page waits for its files, before it shows those that are there; most are there by then."""

_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that the graph is offered in: its name, the ending of its files, its media type, and what it holds."""

    name: str
    ending: str
    media_type: str
    exported: ExportFormat
    about: str


FORMATS: Final = (
    FileFormat("TriG", ".trig", "application/trig", ExportFormat.TRIG, "all, documents kept apart"),
    FileFormat("Turtle", ".ttl", "text/turtle", ExportFormat.TURTLE, "all statements"),
    FileFormat("N-Triples", ".nt", "application/n-triples", ExportFormat.NTRIPLES, "all statements"),
    FileFormat("JSON-LD", ".jsonld", "application/ld+json", ExportFormat.JSONLD, "all statements"),
    FileFormat("RDF/XML", ".rdf", "application/rdf+xml", ExportFormat.RDFXML, "all statements"),
    FileFormat("GraphML", ".graphml", "application/graphml+xml", ExportFormat.GRAPHML, "things and links"),
    FileFormat("GEXF", ".gexf", "application/gexf+xml", ExportFormat.GEXF, "things and links"),
    *(
        FileFormat("CSV", f"-{table}.csv", "text/csv", ExportFormat.CSV, f"table of {table}")
        for table in ("commitments", "people", "organisations", "instruments", "meetings")
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to download: its name and format, its size in bytes, plain and gzipped, and the digest of each."""

    name: str
    format: FileFormat
    size: int
    sha256: str
    packed_size: int
    packed_sha256: str


class Shelf:
    """The files that a graph gives; `folder` takes them, or a temporary one does, which goes with the shelf.

    Of a store on disk, the whole is written without being held in memory, see `export_stored`.
    """

    def __init__(self, source: Source, folder: Path | None = None) -> None:
        self._source = source
        self._folder = folder or Path(mkdtemp(prefix="cetgraph-downloads-"))
        self._makers: list[BaseProcess] = []
        self._threads: dict[str, threading.Thread] = {}
        self._document: tuple[str, Sequence[Quad]] | None = None
        if folder is None:
            weakref.finalize(self, _clear_away, self._folder, self._makers)
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self.modified = source.modified

    @property
    def date(self) -> str:
        """The day on which the data last changed."""
        return self.modified.date().isoformat()

    def prepare(self) -> None:
        """Have the files of the whole graph made in a process of its own, which takes half a minute for a large one."""
        if not self.has_files_of_all:
            return
        maker = multiprocessing.get_context("spawn").Process(
            target=_make_all, args=(self._source, self._folder), daemon=True
        )
        maker.start()
        self._makers.append(maker)

    @property
    def is_kept(self) -> bool:
        """Whether the files are made from a store on disk, which does not keep how numbers were spelt."""
        return self._source.held is not None

    def is_preparing(self, stem: str) -> bool:
        """Whether files of the whole graph, or of a document, are being made."""
        thread = self._threads.get(stem)
        return any(maker.is_alive() for maker in self._makers) if stem == WHOLE else bool(thread and thread.is_alive())

    @property
    def has_files_of_all(self) -> bool:
        """Whether there are files of the whole graph."""
        return self._source.has_files_of_all

    def documents(self) -> tuple[str, ...]:
        """The documents that have files of their own."""
        return self._source.documents()

    def list_files(self, stem: str) -> tuple[Download, ...]:
        """The files of the whole graph or of a document in the formats that can hold it, made where they are not.

        While they are being made (see `is_preparing`), those that are ready.
        """
        if stem == WHOLE and not self.has_files_of_all:
            return ()
        names = [f"{stem}{found.ending}" for found in FORMATS]
        if self.is_preparing(stem):
            names = [name for name in names if self._card(name).exists()]
        files: list[Download] = []
        for name in names:
            with suppress(OutputError):
                files.append(self.find(name))
        return tuple(files)

    def prepare_document(self, stem: str) -> None:
        """Have the files of a document made, and wait a moment for them."""
        with self._starting:
            thread = self._threads.get(stem)
            if thread is None:
                thread = threading.Thread(target=self._make_document, args=(stem,), daemon=True)
                thread.start()
                self._threads[stem] = thread
        thread.join(PATIENCE)

    def find(self, name: str) -> Download:
        """The file of that name, made if it is not yet.

        Raises KeyError where there is none, OutputError where the format cannot hold the graph.
        """
        stem, file_format = self._read_name(name)
        while stem == WHOLE and self.is_preparing(WHOLE) and not self._card(name).exists():
            time.sleep(0.05)
        if not self._card(name).exists():
            with self._lock:
                if not self._card(name).exists():
                    self._make(stem, file_format)
        card = json.loads(self._card(name).read_text(encoding="utf-8"))
        return Download(name=name, format=file_format, **card)

    def path(self, name: str) -> Path:
        """Where a file that has been made lies."""
        return self._folder / name

    def _card(self, name: str) -> Path:
        """What is known of a file that has been made: it comes last, so that what it tells of is whole."""
        return self._folder / f"{name}.card"

    def _read_name(self, name: str) -> tuple[str, FileFormat]:
        for file_format in FORMATS:
            stem = name.removesuffix(file_format.ending)
            if stem != name and (self.has_files_of_all if stem == WHOLE else stem in self.documents()):
                return stem, file_format
        raise KeyError(name)

    def _make(self, stem: str, file_format: FileFormat) -> None:
        name, held = f"{stem}{file_format.ending}", self._source.held
        if stem == WHOLE and held is not None:
            if file_format.exported is ExportFormat.CSV:
                self._write_all(stem, tables_of_stored(held))
            else:
                export_stored(held, file_format.exported, self.path(name))
                self._finish(name)
            return
        quads = self._source.read() if stem == WHOLE else self._read_document(stem)
        if file_format.exported is ExportFormat.CSV:
            self._write_all(stem, export_tables(quads))
        else:
            self.path(name).write_bytes(export_quads(quads, file_format.exported, title=stem))
            self._finish(name)

    def _make_document(self, stem: str) -> None:
        # The folder is gone with the site, or the graph cannot be read, which whoever asks for the file is told.
        with suppress(FileNotFoundError, CetgraphError):
            for found in FORMATS:
                with suppress(OutputError):
                    self.find(f"{stem}{found.ending}")
        with self._lock:
            self._document = None

    def _read_document(self, stem: str) -> Sequence[Quad]:
        """The document's statements, kept from one format to the next."""
        if self._document is None or self._document[0] != stem:
            self._document = (stem, self._source.read_document(stem))
        return self._document[1]

    def _write_all(self, stem: str, tables: Mapping[str, bytes]) -> None:
        for table, octets in tables.items():
            name = f"{stem}-{table}"
            self.path(name).write_bytes(octets)
            self._finish(name)

    def _finish(self, name: str) -> None:
        """Add to the file that has been written its packed form and its card."""
        plain, packed = self.path(name), self.path(f"{name}.gz")
        with (
            plain.open("rb") as source,
            packed.open("wb") as target,
            gzip.GzipFile("", "wb", mtime=0, fileobj=target) as to,
        ):
            shutil.copyfileobj(source, to, _PIECE)
        card = {
            "size": plain.stat().st_size,
            "sha256": _digest(plain),
            "packed_size": packed.stat().st_size,
            "packed_sha256": _digest(packed),
        }
        unfinished = self._card(f"{name}.{os.getpid()}")
        unfinished.write_text(json.dumps(card), encoding="utf-8")
        unfinished.rename(self._card(name))


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _clear_away(folder: Path, makers: Sequence[BaseProcess]) -> None:
    """End the making of files that nobody will ask for any more, and remove those that were made."""
    for maker in makers:
        maker.terminate()
    shutil.rmtree(folder, ignore_errors=True)


def _make_all(source: Source, folder: Path) -> None:
    """Make the files of the whole graph, giving way to whatever else runs."""
    os.nice(10)
    with suppress(FileNotFoundError):  # the folder is gone: the site has ended or moved to other data
        Shelf(source, folder).list_files(WHOLE)


def prepare_downloads(app: Flask) -> Flask:
    """The app, which has begun to make the files of the whole graph before anyone asks for them."""
    shelf = app.extensions[EXTENSION]
    if not isinstance(shelf, Shelf):
        raise TypeError(f"the downloads are kept by {type(shelf).__name__}")
    shelf.prepare()
    return app


def downloads(shelf: Shelf, view: View) -> Blueprint:
    """`/download`, `/download/<document>` and the files below them."""
    blueprint = Blueprint("downloads", __name__)
    blueprint.record_once(lambda state: state.app.extensions.update({EXTENSION: shelf}))

    @blueprint.get("/download")
    def overview() -> BaseResponse:
        return _listing(shelf, view, WHOLE)

    @blueprint.get("/download/<name>")
    def download(name: str) -> BaseResponse:
        plain = name.removesuffix(".gz")
        try:
            found = shelf.find(plain)
        except KeyError:
            if name in shelf.documents():
                return _listing(shelf, view, name)
            abort(404, "There is no such file to download.")
        except OutputError as error:
            abort(404, f"This file is not offered: {error}")
        is_packed = plain != name
        response = send_file(
            shelf.path(name),
            mimetype=GZIP if is_packed else found.format.media_type,
            as_attachment=True,
            last_modified=shelf.modified,
            etag=found.packed_sha256 if is_packed else found.sha256,
            conditional=True,
        )
        response.headers["Link"] = '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"'
        return response

    return blueprint


def _listing(shelf: Shelf, view: View, stem: str) -> BaseResponse:
    """The page of the files of the whole graph or of a document."""
    documents: Mapping[str, tuple[Reference, str]] = {}
    if stem == WHOLE:
        view.store.warm(map(document_at, shelf.documents()))
        named = {
            name: (view.refer(document_at(name)), view.text(document_at(name), term("dcterms:issued")))
            for name in shelf.documents()
        }
        documents = dict(sorted(named.items(), reverse=True))
    if stem != WHOLE:
        shelf.prepare_document(stem)
    is_preparing = shelf.is_preparing(stem)
    page = render_template(
        "downloads.html",
        is_preparing=is_preparing,
        has_files=stem != WHOLE or shelf.has_files_of_all,
        is_kept=shelf.is_kept,
        title=None if stem == WHOLE else view.label(document_at(stem)),
        files=shelf.list_files(stem),
        date=shelf.date,
        documents=documents,
        address=request.url_root,
    )
    response = Response(page)
    response.add_etag()
    return response.make_conditional(request)
