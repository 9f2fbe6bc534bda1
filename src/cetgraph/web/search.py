"""`/search`: things by name and sentences by words, as a page, and as JSON for who is typing."""

from __future__ import annotations

from typing import Final, TypedDict

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.web.search_index import NAMED, Hit, Said, SearchIndex
from cetgraph.web.search_words import LONGEST_SEARCH, read_search

MOST_OF_A_KIND: Final = 6
"""Things of each kind that the page of all kinds shows."""

MOST_THINGS: Final = 200
"""Things that the page of one kind shows."""

SENTENCES: Final = 20
"""Sentences on a page of them."""

LAST_PAGE: Final = 500

EXCERPT: Final = 160
"""Characters of a sentence that are suggested."""


class FoundJson(TypedDict):
    """What is suggested. `id` is the explorer's name for it, empty for a sentence that no commitment rests on."""

    id: str
    label: str
    kind: str
    about: str
    path: str


def search(index: SearchIndex) -> Blueprint:
    """`/search?q=…`, all of one kind with `&kind=…`, and `/search.json?q=…`."""
    blueprint = Blueprint("search", __name__)

    @blueprint.get("/search")
    def find() -> BaseResponse:
        words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
        kind = request.args.get("kind", "")
        if kind and kind not in {*NAMED, "sentence"}:
            abort(400, "There is no such kind of thing.")
        number = _page_number()
        wanted = read_search(words)
        total = index.count_sentences(wanted)
        after = (number - 1) * SENTENCES
        most = MOST_THINGS if kind else MOST_OF_A_KIND
        page = render_template(
            "search.html",
            words=words,
            kind=kind,
            groups=() if kind == "sentence" else index.find_kinds(wanted, kind=kind, most=most),
            said=index.find_sentences(wanted, most=SENTENCES, after=after) if kind in {"", "sentence"} else (),
            said_total=total,
            meant=index.find_like(wanted),
            number=number,
            pages=min(LAST_PAGE, -(-total // SENTENCES)),
            first=after + 1,
        )
        response = BaseResponse(page, mimetype="text/html")
        response.add_etag()
        return response.make_conditional(request)

    @blueprint.get("/search.json")
    def suggest() -> BaseResponse:
        things, said = index.suggest(request.args.get("q", ""))
        response = jsonify([*map(_thing, things), *map(_sentence, said)])
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def _page_number() -> int:
    given = request.args.get("page", "1")
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= LAST_PAGE):
        abort(400, f"Pages have numbers from 1 to {LAST_PAGE}.")
    return int(given)


def _thing(hit: Hit) -> FoundJson:
    path = url_for("linked_data.describe", local=hit.name)
    return FoundJson(id=hit.name, label=hit.label, kind=hit.kind, about=hit.about, path=path)


def _sentence(said: Said) -> FoundJson:
    return FoundJson(
        id=said.finding,
        label=_excerpt(said),
        kind="sentence",
        about=said.issued,
        path=request.script_root + said.room,
    )


def _excerpt(said: Said) -> str:
    """The sentence, or what stands around the first words asked for in it."""
    words = said.words
    if len(words) <= EXCERPT:
        return words
    place = next((index for index, (_, is_wanted) in enumerate(said.pieces) if is_wanted), 0)
    before = len("".join(piece for piece, _ in said.pieces[:place]))
    start = max(0, min(before - EXCERPT // 3, len(words) - EXCERPT))
    start = words.find(" ", start) + 1 if start else 0
    end = start + EXCERPT
    cut = words[start:end] if end >= len(words) else words[start:end].rpartition(" ")[0]
    return ("… " if start else "") + cut + ("" if end >= len(words) else " …")
