"""Post JSON to an address a person gave: never into the house, never for long.

The name is looked up once, every address found must be public, and the connection goes to the
very address that was checked, so a name that changes its mind in between gains nothing.
Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

CONNECT_SECONDS, WHOLE_SECONDS = 5, 10
MOST_READ = 64 * 1024
PORTS = {"https": 443, "http": 80}


class BlockedAddressError(ValueError):
    """地址指向内部网络，不能使用。"""


class UnknownHostError(OSError):
    """找不到这个地址的服务器。"""


class NoAnswerError(OSError):
    """对方服务器没有应答。"""


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the beginning of the body."""

    status: int
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, may_be_private: bool) -> Answer:
    """Send ``body`` and return the answer, within ten seconds in all."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    where = checked(host, port, may_be_private=may_be_private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line = _dial(parts.scheme, host, where, port)
        return _ask(line, path, body, {"Host": parts.netloc, **headers})
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(NoAnswerError.__doc__) from error


def checked(host: str, port: int, *, may_be_private: bool) -> str:
    """Return the address a name stands for; refused unless every one of them is public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(UnknownHostError.__doc__) from error
    addresses = [str(each[4][0]) for each in found]
    if not may_be_private and not all(is_public(address) for address in addresses):
        raise BlockedAddressError(BlockedAddressError.__doc__)
    return addresses[0]


def is_public(text: str) -> bool:
    """Tell whether an IP address lies on the open internet."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if address in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not (address.is_multicast or address.is_reserved)


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _dial(scheme: str, host: str, where: str, port: int) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, port)
    raw = socket.create_connection((where, port), timeout=CONNECT_SECONDS)
    try:
        if scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except OSError:
        raw.close()
        raise
    connection.sock = raw
    return connection


def _ask(
    line: http.client.HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    raw = line.sock
    ending = Timer(WHOLE_SECONDS, _hang_up, [raw])
    ending.daemon = True
    ending.start()
    try:
        line.request("POST", path, body, {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        return Answer(answer.status, answer.read(MOST_READ))
    finally:
        ending.cancel()
        line.close()


def _hang_up(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
