"""How much of our time and memory a site may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request; a redirect is a new one.

    ``connect`` seconds until the connection stands, TLS included; ``total`` seconds from connecting to the
    last byte (waiting for the host's lane is not counted); ``body`` bytes kept of a body, decompressed;
    ``redirects`` hops followed before giving up.  Of a WebSocket, ``body`` and ``messages`` bound all that it
    says, and ``closing`` seconds its farewell.
    """

    connect: float = 10.0
    total: float = 30.0
    body: int = 2 * 1024 * 1024
    redirects: int = 10
    messages: int = 10_000
    closing: float = 1.0
