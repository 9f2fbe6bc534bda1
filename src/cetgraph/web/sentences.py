"""A sentence of a document by itself: what it states, and the triples that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.terms import Iri, Term, Triple, triple_order
from cetgraph.web.rdf import RDF_FORMATS, choose_ending, find_format, write_rdf
from cetgraph.web.reading_room import Room, find_document, make_room
from cetgraph.web.room_text import Sentence
from cetgraph.web.things import Finding, describe_thing, make_finding
from cetgraph.web.view import View
from cetgraph.web.wording import term


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePage:
    """A sentence, the findings that rest on its words, and their triples, sorted."""

    room: Room
    sentence: Sentence
    findings: tuple[Finding, ...]
    triples: tuple[Triple, ...]


def sentence_pages(view: View) -> Blueprint:
    """`/document/<name>/c<start>`, a page or RDF, by what is asked for or by ending."""
    blueprint = Blueprint("sentences", __name__)

    @blueprint.get("/document/<name>/c<int:start>", defaults={"ending": ""})
    @blueprint.get("/document/<name>/c<int:start>.<ending>")
    def read(name: str, start: int, ending: str) -> BaseResponse:
        document = find_document(view, name)
        page = make_sentence_page(view, document, start) if document else None
        if page is None or (ending and find_format(ending) is None):
            abort(404, "No sentence of a document begins there.")
        chosen = ending or choose_ending(request.accept_mimetypes)
        if chosen is None:
            abort(406, "This is described in HTML, Turtle, N-Triples, JSON-LD and RDF/XML.")
        if found := find_format(chosen):
            response = Response(write_rdf(page.triples, chosen), mimetype=found.media_type)
        else:
            turtle = write_rdf(page.triples, "ttl").decode("utf-8")
            response = Response(
                render_template("sentence.html", page=page, name=name, turtle=turtle, formats=RDF_FORMATS)
            )
        for other in RDF_FORMATS:
            address = url_for("sentences.read", name=name, start=start, ending=other.ending)
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{other.media_type}"')
        response.vary.add("Accept")
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def make_sentence_page(view: View, document: Iri, start: int) -> SentencePage | None:
    """The page of the sentence that begins at that code point of the frozen text; None where none does."""
    room = make_room(view, document)
    sentence = next((one for block in room.blocks for one in block.sentences if one.start == start), None)
    if sentence is None:
        return None
    stated = sorted(found for found in view.store.subjects(term("cet:statedIn"), document) if isinstance(found, Iri))
    findings = [
        replace(make_finding(view, found), passages=here)
        for found in stated
        if (here := tuple(part for part in view.passages(found) if _meets(sentence, part.start, part.end)))
    ]
    return SentencePage(
        room=room,
        sentence=sentence,
        findings=tuple(findings),
        triples=tuple(sorted(_triples(view, stated, sentence), key=triple_order)),
    )


def _triples(view: View, stated: Sequence[Iri], sentence: Sentence) -> set[Triple]:
    """What is said of the findings that rest on the sentence, with this evidence of theirs and none from elsewhere."""
    triples: set[Triple] = set()
    elsewhere: set[Term] = set()
    for finding in stated:
        evidence = view.things(finding, term("cet:evidence"))
        other = [found for found in evidence if not _is_here(view, found, sentence)]
        if len(other) < len(evidence):
            triples.update(describe_thing(view, finding))
            elsewhere.update(other, *(view.objects(found, term("oa:hasSelector")) for found in other))
    return {triple for triple in triples if triple.subject not in elsewhere and triple.object not in elsewhere}


def _is_here(view: View, evidence: Iri, sentence: Sentence) -> bool:
    places = [
        (int(start), int(end))
        for selector in view.things(evidence, term("oa:hasSelector"))
        if (start := view.text(selector, term("oa:start"))) and (end := view.text(selector, term("oa:end")))
    ]
    return any(_meets(sentence, start, end) for start, end in places)


def _meets(sentence: Sentence, start: int, end: int) -> bool:
    return start < sentence.end and sentence.start < end
