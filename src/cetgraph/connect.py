"""Opens connections to checked addresses only, and holds all reading to one deadline.

A program that fetches what a person names can be talked into asking machines that only it can reach: its own services,
its neighbours, a cloud's metadata. So a host is looked up once, every address found is checked, and the connection
goes to a checked address; a name that answers otherwise a moment later (DNS rebinding) gains nothing. TLS verifies the
host's name all the same.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from enum import Enum

from cetgraph.errors import SourceError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Reached from inside some clouds only, though registered as public: Azure's host agent (WireServer).
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
# IPv6 ranges that stand for an IPv4 address, with the bits that it lies above: NAT64 (RFC 6052), 6to4 (RFC 3056).
_EMBEDDING = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
)

# Seconds for one of a host's addresses to answer before the next is tried.
_PATIENCE = 10.0


class Reach(Enum):
    """Which machines may be asked."""

    PUBLIC = "public"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (of the monotonic clock) at which the whole fetch must have ended, and what it fetches."""

    moment: float
    place: str
    seconds: float

    @classmethod
    def after(cls, seconds: float, *, place: str) -> Deadline:
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds, place, seconds)

    def remaining(self) -> float:
        """The seconds left, more than 0. Raises SourceError where none are."""
        left = self.moment - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left

    def missed(self) -> SourceError:
        """The error that says so."""
        return SourceError(f"did not come within {self.seconds:g} s", place=self.place)


def is_public(address: IPAddress) -> bool:
    """Whether the address belongs to a machine on the open Internet, also where IPv6 wraps an IPv4 address.

    >>> [is_public(ipaddress.ip_address(words)) for words in ("93.184.216.34", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address in _METADATA)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    for network, shift in _EMBEDDING:
        if address in network:
            return ipaddress.IPv4Address((int(address) >> shift) & 0xFFFF_FFFF)
    return None


def look_up(host: str, port: int, *, reach: Reach, deadline: Deadline) -> list[str]:
    """The numeric addresses of the host, each checked. Raises SourceError where there is none, or one is refused."""
    found = [numeric.partition("%")[0] for numeric in _ask_resolver(host, port, deadline)]
    if reach is Reach.PUBLIC:
        for numeric in found:
            if not is_public(ipaddress.ip_address(numeric)):
                raise SourceError(
                    f"{host} is {numeric}, which is no public address",
                    place=deadline.place,
                    remedy="allow it with --allow-private-addresses if it is meant",
                )
    return found


def _ask_resolver(host: str, port: int, deadline: Deadline) -> list[str]:
    """What the system's resolver answers; it knows no deadline, so it is asked in a thread that can be left behind."""
    answers: list[str] = []
    faults: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            faults.append(error)
        else:
            answers.extend(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    if faults:
        raise SourceError(f"the host {host} cannot be found", place=deadline.place) from faults[0]
    if thread.is_alive():
        raise deadline.missed()
    if not answers:
        raise SourceError(f"the host {host} has no address", place=deadline.place)
    return answers


class Connection(http.client.HTTPConnection):
    """An HTTP connection, over TLS or not, that only ever connects to the checked addresses given to it."""

    def __init__(
        self, host: str, port: int, *, addresses: list[str], tls: ssl.SSLContext | None, deadline: Deadline
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if tls is not None else 80  # left out of the Host header
        self.addresses = addresses
        self.tls = tls
        self.deadline = deadline

    def connect(self) -> None:
        """Connect to the first address that answers; the name is verified by TLS, never looked up again."""
        fault = OSError("it has no address")
        for address in self.addresses:
            patience = min(_PATIENCE, self.deadline.remaining())
            try:
                sock = socket.create_connection((address, self.port), timeout=patience)
            except TimeoutError:
                fault = OSError("it does not answer")
                continue
            except OSError as error:
                fault = error
                continue
            self.sock = sock
            if self.tls is not None:
                self.sock = self.tls.wrap_socket(sock, server_hostname=self.host)
            self.sock.settimeout(self.deadline.remaining())
            return
        raise fault

    def answer(self) -> http.client.HTTPResponse:
        """The response, whose every read is held to the deadline; the caller closes it."""
        response = _HeldResponse(self.sock, deadline=self.deadline)
        try:
            response.begin()
        except BaseException:
            response.close()
            raise
        return response


class _HeldResponse(http.client.HTTPResponse):
    """A response that reads through the deadline, headers included: a drip of bytes cannot prolong it."""

    def __init__(self, sock: socket.socket, *, deadline: Deadline) -> None:
        super().__init__(sock, method="GET")
        self.fp = io.BufferedReader(_HeldReader(self.fp.detach(), sock, deadline))


class _HeldReader(io.RawIOBase):
    """A socket's reader that gives each read only the time that is left."""

    def __init__(self, inner: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self.inner = inner
        self.sock = sock
        self.deadline = deadline

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview, /) -> int | None:  # type: ignore[override] # all that BufferedReader passes
        """How many bytes were read; 0 at the end."""
        self.sock.settimeout(self.deadline.remaining())
        try:
            return self.inner.readinto(buffer)
        except TimeoutError as error:
            raise self.deadline.missed() from error

    def close(self) -> None:
        """Let go of the socket."""
        self.inner.close()
        super().close()
