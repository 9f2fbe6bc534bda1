"""What is sent where there is no answer: a problem document (RFC 9457), with a status that says whose turn it is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException, default_exceptions

from cetgraph.engine.messages import Trouble, Unanswered

STATUS: Final = {
    Trouble.SYNTAX: HTTPStatus.BAD_REQUEST,
    Trouble.REFUSED: HTTPStatus.FORBIDDEN,
    Trouble.FORMAT: HTTPStatus.NOT_ACCEPTABLE,
    Trouble.SIZE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Trouble.TIME: HTTPStatus.SERVICE_UNAVAILABLE,
    Trouble.MEMORY: HTTPStatus.SERVICE_UNAVAILABLE,
    Trouble.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Trouble.GONE: HTTPStatus.SERVICE_UNAVAILABLE,
    Trouble.CONFLICT: HTTPStatus.UNPROCESSABLE_ENTITY,
    Trouble.UPSTREAM: HTTPStatus.BAD_GATEWAY,
}
"""400 and 403 are for whoever wrote the query; 422 is a good query with too long an answer; 503 may go away."""

RETRY_AFTER: Final = 10
"""Seconds until it makes sense to try again, where that makes sense."""


def http_error(error: Unanswered) -> HTTPException:
    """The error as Flask knows errors."""
    exception = default_exceptions[STATUS[error.trouble]](str(error))
    if exception.code == HTTPStatus.SERVICE_UNAVAILABLE:
        exception.retry_after = RETRY_AFTER  # type: ignore[attr-defined]
    return exception


def problem(error: HTTPException, *, code: str = "") -> Response:
    """The problem document. `code` is a word for programs."""
    fields = {"type": "about:blank", "title": error.name, "status": error.code, "detail": error.description}
    response = jsonify({**fields, "code": code} if code else fields)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    response.status_code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response.content_type = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


def unanswered(error: Unanswered) -> Response:
    """The problem document of a query without an answer."""
    return problem(http_error(error), code=error.trouble)
