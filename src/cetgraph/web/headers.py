"""The headers that every answer carries: what a browser may load and do with our pages."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from cetgraph.web.compression import compress

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


def add_headers(app: Flask) -> None:
    """Make every answer of the app carry these headers, errors among them, and be small where the client likes that."""

    @app.after_request
    def _with_headers(response: Response) -> Response:
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        response.headers.update(OPEN_DATA)
        return compress(response, request)
