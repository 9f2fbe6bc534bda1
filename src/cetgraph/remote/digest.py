"""HTTP Digest (RFC 7616), which Virtuoso asks for where others take a name and a password as they are."""

from __future__ import annotations

import threading
import urllib.request
from typing import Final

from cetgraph.remote.address import Credentials

_SCHEME: Final = "digest "


class DigestAnswers:
    """Answers to the latest challenge of one server, computed by the standard library; threads may share them."""

    def __init__(self, credentials: Credentials) -> None:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, "http://store/", credentials.user, credentials.password)
        self._handler = urllib.request.HTTPDigestAuthHandler(passwords)
        self._challenge: dict[str, str] | None = None
        self._lock = threading.Lock()

    def hear(self, challenge: str) -> None:
        """Take note of a WWW-Authenticate header."""
        start = challenge.lower().find(_SCHEME)
        fields = urllib.request.parse_http_list(challenge[start + len(_SCHEME) :]) if start >= 0 else []
        known = urllib.request.parse_keqv_list([field for field in fields if "=" in field])
        with self._lock:
            self._challenge = known if "nonce" in known and "realm" in known else None

    def answer(self, method: str, target: str) -> str | None:
        """The Authorization header for a request; None where the server asked for none of this sort."""
        asked = urllib.request.Request(f"http://store{target}", method=method)
        with self._lock:
            if self._challenge is None:
                return None
            said = self._handler.get_authorization(asked, self._challenge)
        return f"Digest {said}" if said else None
