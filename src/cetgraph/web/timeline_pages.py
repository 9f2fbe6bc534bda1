"""`/timeline`: the dialogues, and the timeline of each."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.web.dates import say_date
from cetgraph.web.overview import list_dialogues
from cetgraph.web.timeline import make_timeline
from cetgraph.web.view import View, thing_at
from cetgraph.web.wording import term


def timeline_pages(view: View) -> Blueprint:
    """`/timeline`, and for each dialogue `/timeline/<its local name>`."""
    blueprint = Blueprint("timeline", __name__)
    blueprint.add_app_template_filter(say_date, "say_date")

    @blueprint.get("/timeline")
    def index() -> BaseResponse:
        return _send(render_template("timelines.html", dialogues=list_dialogues(view)))

    @blueprint.get("/timeline/<path:local>")
    def show(local: str) -> BaseResponse:
        dialogue = thing_at(local)
        if not view.knows(dialogue) or term("cet:Dialogue") not in view.store.objects(dialogue, term("rdf:type")):
            abort(404, "No dialogue of that name is known.")
        return _send(render_template("timeline.html", timeline=make_timeline(view, dialogue), local=local))

    return blueprint


def _send(page: str) -> BaseResponse:
    response = BaseResponse(page, mimetype="text/html")
    response.add_etag()
    return response.make_conditional(request)
