"""The headers that every answer carries: what a browser may load and do with our pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request

from cetgraph.web.compression import compress

if TYPE_CHECKING:
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    ErrorInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing but our own scripts, styles and pictures, and no script within a page."""

SECURITY: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

OPEN_DATA: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Location, Retry-After, Server-Timing",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Our data is public, and we set no cookie that another site's request could carry: any page may read it."""


_ALWAYS: Final = tuple((name.lower(), (name, value)) for name, value in {**SECURITY, **OPEN_DATA}.items())


def add_headers(app: Flask) -> None:
    """Make every answer of the app carry these headers, errors among them, and be small where the client likes that."""

    @app.after_request
    def _made_small(response: Response) -> Response:
        return compress(response, request)

    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask documents it


def _with_headers(app: WSGIApplication) -> WSGIApplication:
    """The app with our headers where it sets none of that name: in WSGI itself, where they cost least."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], error: ErrorInfo | None = None
        ) -> Callable[[bytes], object]:
            own = {name.lower() for name, _ in headers}
            return start_response(status, [*headers, *(pair for name, pair in _ALWAYS if name not in own)], error)

        return app(environ, start)

    return answer
