"""`/matrix`: who works with whom across two countries, as a picture, a table and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.terms import Iri
from cetgraph.web.matrix import Cooperation, Matrix, Pair
from cetgraph.web.things import Finding, make_finding
from cetgraph.web.view import View

MOST_FINDINGS: Final = 40
"""Commitments behind a cell that the page shows; the CSV has all."""

_COLUMNS: Final = (
    "one_party",
    "one_body",
    "other_party",
    "other_body",
    "shared_commitments",
    "commitment",
    "progress",
    "sentence",
    "document",
    "issued",
)


def matrix_pages(view: View) -> Blueprint:
    """`/matrix?one=US&other=SG`, with `&a=…&b=…` for what is behind a cell, and `/matrix.csv`."""
    blueprint = Blueprint("matrix", __name__)
    cooperation = Cooperation(view.store)

    @blueprint.get("/matrix")
    def show() -> BaseResponse:
        one, other = _asked(cooperation)
        problem = _problem(cooperation, one, other)
        matrix = cooperation.make_matrix(one, other) if one and other and not problem else None
        pair = _pair(matrix) if matrix else None
        page = render_template(
            "matrix.html",
            parties=cooperation.parties.values(),
            one=one,
            other=other,
            problem=problem,
            matrix=matrix,
            pair=pair,
            behind=_findings(view, pair.commitments[:MOST_FINDINGS]) if pair else (),
        )
        response = BaseResponse(page, status=400 if problem else 200, mimetype="text/html")
        if not problem:
            response.add_etag()
            response.make_conditional(request)
        return response

    @blueprint.get("/matrix.csv")
    def download() -> BaseResponse:
        one, other = _asked(cooperation)
        problem = _problem(cooperation, one, other)
        if problem or not one:
            abort(400, problem or "No two countries work together here.")
        response = BaseResponse(_csv(view, cooperation.make_matrix(one, other)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="who-works-with-whom-{one}-{other}.csv"'
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def _asked(cooperation: Cooperation) -> tuple[str, str]:
    """The codes that the address names, or the usual ones; empty where the graph has no two."""
    if "one" in request.args or "other" in request.args:
        return request.args.get("one", ""), request.args.get("other", "")
    return cooperation.usual() or ("", "")


def _problem(cooperation: Cooperation, one: str, other: str) -> str:
    """What is wrong with the two, empty if nothing is."""
    if not (one or other) and "one" not in request.args:
        return ""
    unknown = [code for code in (one, other) if code not in cooperation.parties]
    if unknown:
        return "No body of such a country works with one of another, as far as was found: choose both from the lists."
    return "Choose two different ones." if one == other else ""


def _pair(matrix: Matrix) -> Pair | None:
    """The pair whose cell was followed; 404 for two that share nothing."""
    names = (request.args.get("a", ""), request.args.get("b", ""))
    if names == ("", ""):
        return None
    pair = next((pair for pair in matrix.pairs if (pair.one.local, pair.other.local) == names), None)
    if pair is None:
        abort(404, "These two bodies share no commitment, as far as was found.")
    return pair


def _findings(view: View, commitments: Iterable[str]) -> tuple[Finding, ...]:
    """The commitments with their words, the latest first."""
    found = [make_finding(view, Iri(commitment)) for commitment in commitments]
    return tuple(sorted(found, key=lambda finding: finding.issued, reverse=True))


def _csv(view: View, matrix: Matrix) -> bytes:
    """A row for each commitment that two bodies share."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for pair in matrix.pairs:
        for commitment in pair.commitments:
            finding = make_finding(view, Iri(commitment))
            writer.writerow(
                (
                    pair.one.party,
                    pair.one.name,
                    pair.other.party,
                    pair.other.name,
                    pair.weight,
                    commitment,
                    finding.progress,
                    " ".join(part.words for part in finding.passages),
                    finding.document.words,
                    finding.issued,
                )
            )
    return text.getvalue().encode()
