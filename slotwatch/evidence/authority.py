"""RFC 3161: what is asked of a timestamp authority, and whether its answer is what it should be.

Imported by commands alone: the libraries weigh 23 MB.  An answer proves that the line existed when the authority
says, not that what it says is true.
"""

import ssl
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class State(StrEnum):
    """How a stamp went."""

    STAMPED = "stamped"
    UNPROVED = "authority unknown"
    REFUSED = "refused"
    NONCE = "wrong nonce"
    EXPIRED = "certificate expired"
    UNTRUSTED = "not trusted"
    OTHER = "another content"
    GARBAGE = "no timestamp"
    UNREACHABLE = "unreachable"


class StampError(Exception):
    """No stamp.  One line; ``state`` says which kind of failure."""

    def __init__(self, state: State, why: str) -> None:
        """Carry the state before the line."""
        super().__init__(f"{state.value}: {why}")
        self.state = state


@dataclass(frozen=True, slots=True)
class Stamped:
    """A good answer: when, by whom (its certificate's name), and whether its authority is one we know."""

    at: datetime
    authority: str
    state: State


@dataclass(frozen=True, slots=True)
class Question:
    """What to send, and the number that the answer must repeat."""

    body: bytes
    nonce: int


def ask(line: bytes) -> Question:
    """The question for a line of the chain: the authority learns its SHA-256 and a random number."""
    request = TimestampRequestBuilder().data(line).hash_algorithm(HashAlgorithm.SHA256).build()
    assert request.nonce is not None  # the builder's default
    return Question(request.as_bytes(), request.nonce)


def examine(
    answer: bytes, head: str, *, nonce: int | None, roots: Sequence[x509.Certificate], known: bool
) -> Stamped:
    """Prove an answer for the line whose SHA-256 is ``head``.  Raises `StampError`.

    ``roots`` are trusted; ``known``: they are this authority's own, so that another's answer is an error.  Where
    they are only the system's, an authority that is not among them is `State.UNPROVED`: kept, and provable later.
    """
    response = _decode(answer)
    try:
        info = response.tst_info
        imprint = info.message_imprint.message
        signer = _signer(response)
    except ValueError as error:
        raise StampError(State.GARBAGE, f"the answer holds no token ({error})") from None
    if nonce is not None and info.nonce != nonce:
        raise StampError(State.NONCE, "the answer belongs to another question")
    if imprint != bytes.fromhex(head):
        raise StampError(State.OTHER, f"what was stamped is {imprint.hex()}, not {head}")
    if signer is not None and not signer.not_valid_before_utc <= info.gen_time <= signer.not_valid_after_utc:
        raise StampError(
            State.EXPIRED,
            f"the authority's certificate was good from {signer.not_valid_before_utc:%Y-%m-%d} to "
            f"{signer.not_valid_after_utc:%Y-%m-%d}, the stamp is of {info.gen_time:%Y-%m-%d}",
        )
    name = signer.subject.rfc4514_string() if signer is not None else ""
    state = _trust(response, head, roots, known=known)
    return Stamped(info.gen_time, name, state)


def load_roots(path: Path | None) -> tuple[list[x509.Certificate], bool]:
    """The trusted roots: of a PEM file, or the system's; and whether they are the authority's own.

    Raises `StampError`.
    """
    if path is not None:
        try:
            return x509.load_pem_x509_certificates(path.read_bytes()), True
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "no certificate in PEM form"
            raise StampError(State.UNTRUSTED, f"timestamp_ca {path}: {why}") from None
    roots = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about old roots whose numbers today's rules forbid
        for der in ssl.create_default_context().get_ca_certs(binary_form=True):
            try:
                roots.append(x509.load_der_x509_certificate(der))
            except ValueError:  # malformed to this library: it can vouch for nobody
                continue
    return roots, False


def _decode(answer: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(answer)
        status = PKIStatus(response.status)
    except ValueError as error:
        raise StampError(State.GARBAGE, f"the answer cannot be read ({error})") from None
    if status not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        said = " ".join(response.status_string) or status.name.lower()
        raise StampError(State.REFUSED, f"the authority says: {said[:200]}")
    return response


def _signer(response: TimeStampResponse) -> x509.Certificate | None:
    signers = list(response.signed_data.signer_infos)
    if not signers:
        raise ValueError("nobody signed it")
    for der in response.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if certificate.serial_number == signers[0].serial_number and certificate.issuer == signers[0].issuer:
            return certificate
    return None


def _trust(response: TimeStampResponse, head: str, roots: Sequence[x509.Certificate], *, known: bool) -> State:
    if not roots:
        return State.UNPROVED
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        verifier.verify(response, bytes.fromhex(head))
    except VerificationError as error:
        words = str(error)
        if "local issuer" in words or "self-signed" in words or "self signed" in words:
            if not known:
                return State.UNPROVED
            raise StampError(State.UNTRUSTED, "its certificate was not issued by timestamp_ca") from None
        if "expired" in words or "not yet valid" in words:
            raise StampError(State.EXPIRED, "a certificate between it and its root was not good then") from None
        raise StampError(State.UNTRUSTED, f"its signature is wrong ({_last_words(words)})") from None
    return State.STAMPED


def _last_words(words: str) -> str:
    reasons = words.split('reason: "')
    return reasons[-1].partition('"')[0] if len(reasons) > 1 else words[:120]
