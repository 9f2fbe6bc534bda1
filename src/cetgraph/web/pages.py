"""The first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.questions import Question
from cetgraph.web.catalogue import describe_for_search
from cetgraph.web.downloads import Shelf
from cetgraph.web.overview import MOST_AREAS, MOST_DIALOGUES, Overview
from cetgraph.web.statistics import Statistics

FIRST: Final = ("promised", "not-mentioned-again", "due-dates", "brief", "who-works-on-what", "evidence-of-a-claim")
"""The questions that are asked most, which the first page names; it leads to all others."""


def pages(overview: Overview, questions: Sequence[Question], *, shelf: Shelf, statistics: Statistics) -> Blueprint:
    """`/`, for a graph of which this is the overview and these are the counts."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.app_template_filter("here")
    def here(path: str) -> str:
        """A path of this site with what a proxy put before it; other addresses are left alone."""
        return f"{request.script_root}{path}" if path.startswith("/") else path

    @blueprint.get("/")
    def home() -> BaseResponse:
        page = render_template(
            "home.html",
            overview=overview,
            first=[question for name in FIRST for question in questions if question.name == name],
            questions=len(questions),
            statistics=statistics,
            most_areas=MOST_AREAS,
            most_dialogues=MOST_DIALOGUES,
            described=describe_for_search(shelf, statistics),
        )
        response = BaseResponse(page, mimetype="text/html")
        response.add_etag()
        return response.make_conditional(request)

    return blueprint
