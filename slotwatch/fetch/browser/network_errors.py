"""From Chromium's names of network errors to the cause of a look that failed.  Pure."""

import re

from slotwatch.model import Cause

#: Chromium could not show an answer because it had no body: the answer itself is what counts.
NO_BODY = "net::ERR_HTTP_RESPONSE_CODE_FAILURE"
#: The navigation ended without a page: an answer without content, or a file to save.
ABORTED = "net::ERR_ABORTED"

#: The first that is found decides.
_TABLE = tuple(
    (re.compile(pattern), cause)
    for pattern, cause in (
        (r"ERR_(NAME_|DNS_|ICANN_)", Cause.DNS),
        (r"ERR_(CERT|SSL|BAD_SSL|ECH_|INSECURE)", Cause.TLS),
        (r"TIMED_OUT", Cause.TIMEOUT),
        (r"ERR_(TOO_MANY_REDIRECTS|UNSAFE_REDIRECT|INVALID_REDIRECT)", Cause.REDIRECTS),
        (r"ERR_(CONTENT_LENGTH_MISMATCH|INCOMPLETE_)", Cause.RESET),
        (
            r"ERR_(EMPTY_RESPONSE|CONNECTION_RESET|CONNECTION_CLOSED|CONNECTION_ABORTED|SOCKET_NOT_CONNECTED)",
            Cause.EMPTY,
        ),
        (r"ERR_(CONNECTION|ADDRESS|INTERNET|NETWORK|PROXY|TUNNEL|UNREACHABLE)", Cause.CONNECT),
    )
)


def cause_of(name: str, *, answered: bool = False) -> Cause:
    """Why no answer came, from a name such as ``net::ERR_NAME_NOT_RESOLVED``.

    ``answered``: the headers had arrived, so a closed connection is a broken answer.
    """
    for pattern, cause in _TABLE:
        if pattern.search(name):
            return Cause.RESET if answered and cause in (Cause.EMPTY, Cause.CONNECT) else cause
    return Cause.PROTOCOL
