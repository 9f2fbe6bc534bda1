"""Where a remote store is, and the credentials for it: an address, and words of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from cetgraph.errors import CetgraphError

PREFIX: Final = "sparql+"
"""What tells the address of a SPARQL server from the name of a folder."""

USER: Final = "CETGRAPH_STORE_USER"
PASSWORD: Final = "CETGRAPH_STORE_PASSWORD"  # noqa: S105  # the name of a variable
TOKEN: Final = "CETGRAPH_STORE_TOKEN"  # noqa: S105  # the name of a variable

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the server may ask for: a name with a password, or a token. Their text never shows them."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.user or self.token)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL of HTTP, in parts. `target` is its path with its query; `port` is 0 for the usual one."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{f':{self.port}' if self.port else ''}{self.target}"

    @property
    def is_open(self) -> bool:
        """Whether others on the way could read what is sent."""
        return self.scheme == "http" and self.host not in _LOOPBACK

    def with_fields(self, fields: str) -> str:
        """The target with further fields behind those that it has.

        >>> Address("http", "store.example", 0, "/sparql?timeout=9").with_fields("graph=urn:x")
        '/sparql?timeout=9&graph=urn:x'
        """
        return f"{self.target}{'&' if '?' in self.target else '?'}{fields}" if fields else self.target


def is_remote(words: str) -> bool:
    """Whether the words are an address, of whatever sort, and no folder.

    >>> is_remote("sparql+https://store.example/sparql"), is_remote("https://store.example/sparql"), is_remote("graph")
    (True, True, False)
    """
    return "://" in words


def read_address(words: str) -> Address:
    """The address that the words spell. Raises CetgraphError, which does not repeat a password.

    >>> str(read_address("sparql+http://store.example:8890/sparql"))
    'http://store.example:8890/sparql'
    """
    remedy = f"write it as {PREFIX}http://host:port/path, or with https"
    try:
        parts = urlsplit(words.removeprefix(PREFIX))
        port = parts.port or 0
    except ValueError as error:
        raise CetgraphError("this is no address of a SPARQL server", remedy=remedy) from error
    if parts.username is not None or parts.password is not None:
        raise CetgraphError(
            "the address of the store holds credentials, which others could read",
            remedy=f"set {USER} and {PASSWORD}, or {TOKEN}, in the environment",
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or not words.isascii():
        raise CetgraphError("this is no address of a SPARQL server", place=words, remedy=remedy)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(sign <= " " or sign == "\x7f" for sign in target):
        raise CetgraphError("this is no address of a SPARQL server", remedy=remedy)
    return Address(parts.scheme, parts.hostname, port, target)


def read_credentials(environment: Mapping[str, str]) -> Credentials:
    """The credentials that the environment holds. Raises CetgraphError for two sorts of them, or half of one."""
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and (user or password):
        raise CetgraphError(f"both {TOKEN} and {USER} are set", remedy="unset one of them")
    if bool(user) != bool(password):
        raise CetgraphError(f"only one of {USER} and {PASSWORD} is set", remedy="set both")
    if any(not sign.isprintable() for sign in user + password + token) or ":" in user:
        raise CetgraphError(f"{USER}, {PASSWORD} or {TOKEN} holds a character that HTTP cannot send")
    return Credentials(user, password, token)
