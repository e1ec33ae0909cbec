"""Where the secret parts of a channel's address come from.

Three sources: the environment (``${NAME}``), a file (``${file:/run/secrets/token}``, its first line) and a
systemd credential (``${credential:telegram}``, a file below $CREDENTIALS_DIRECTORY).  ``$${`` is a plain
``${``.

A reference that stands *inside* an address is percent-encoded when it is put in, so that a password with
``@``, ``/`` or ``:`` survives: write the secret as it is, not encoded.  A reference that *is* the whole
address (``url = "${MAIL_URL}"``, ``"file:/run/secrets/url"``, ``"credential:url"``) is taken as it stands:
there the secret is an address already, with its own encoding.

One limit is apprise's: it decodes options after a ``?``, and Free Mobile's key, twice, so a secret that
holds a ``%`` and two hexadecimal digits is safe only as the login of an address
(``mailtos://user:${PASSWORD}@server``).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from slotwatch.config.paths import expand
from slotwatch.config.problems import suggest

#: A secret's file is read up to here: more is not a secret but a mistake.
LONGEST = 64 * 1024

WAYS = "${NAME}, ${file:/path} or ${credential:name}"

_REFERENCE = re.compile(r"\$\$\{|\$\{([^{}]*)\}?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _BadSecret(Exception):  # noqa: N818 - the reference is bad; the error is the configuration's
    """A reference cannot be resolved.  The three phrases are those of a `Problem`; none holds a value."""

    def __init__(self, found: str, expected: str, hint: str = "") -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.hint = hint


class BadSecrets(Exception):  # noqa: N818 - as above
    """Some references of an address cannot be resolved: all of them, in order."""

    def __init__(self, each: Iterable[_BadSecret]) -> None:
        self.each = tuple(each)
        super().__init__(self.each)


@dataclass(frozen=True, slots=True, repr=False)
class Resolved:
    """An address with its secrets in place, and those secrets as they were before any encoding."""

    url: str
    secrets: tuple[str, ...]


def resolve(text: str, environ: Mapping[str, str], folder: Path) -> Resolved:
    """Put the secrets into a channel's address.  Relative paths start at ``folder``.  Raises `BadSecrets`."""
    secrets: list[str] = []
    bad: list[_BadSecret] = []

    def put(match: re.Match[str]) -> str:
        if match[1] is None:
            return "${"
        try:
            secrets.append(_read(match, environ, folder))
        except _BadSecret as error:
            bad.append(error)
            return ""
        alone = match[0] == text
        return secrets[-1] if alone else quote(secrets[-1], safe="")

    if text.startswith(("file:", "credential:")):
        text = f"${{{text}}}"
    url = _REFERENCE.sub(put, text)
    if bad:
        raise BadSecrets(bad)
    return Resolved(url, tuple(secrets))


def _read(match: re.Match[str], environ: Mapping[str, str], folder: Path) -> str:
    if not match[0].endswith("}"):
        raise _BadSecret("a ${ that is not closed", WAYS, "Write $${ for a plain ${.")
    return _fetch(match[1], environ, folder)


def _fetch(reference: str, environ: Mapping[str, str], folder: Path) -> str:
    source, colon, rest = reference.partition(":")
    if colon and source == "file":
        return _from_file(rest, environ, folder)
    if colon and source == "credential":
        return _from_credential(rest, environ)
    if not _NAME.fullmatch(reference):
        raise _BadSecret("a ${…} that names no secret", WAYS, "Write $${ for a plain ${.")
    value = environ.get(reference, "").strip()
    if not value:
        state = "is empty" if reference in environ else "is not set"
        near = suggest(reference, (name for name in environ if name != reference))
        raise _BadSecret(f"${{{reference}}}, which {state} in the environment", "a variable with the secret", near)
    return value


def _from_file(written: str, environ: Mapping[str, str], folder: Path) -> str:
    return _first_line(expand(written, environ, folder), f"file:{written}")


def _from_credential(name: str, environ: Mapping[str, str]) -> str:
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        raise _BadSecret(
            f"credential:{name}, but $CREDENTIALS_DIRECTORY is not set",
            "a credential handed over by systemd",
            f"Put LoadCredential={name}:/path into the unit, or use ${{NAME}} or file: when started by hand.",
        )
    if not name or "/" in name or name in (".", ".."):
        raise _BadSecret(f"credential:{name}", "the plain name of a credential, without /")
    return _first_line(Path(folder, name), f"credential:{name}")


def _first_line(path: Path, reference: str) -> str:
    expected = "a readable file with the secret in its first line"
    try:
        if not path.is_file():  # a pipe or a device could keep us waiting for ever
            raise _BadSecret(f"{reference}, which is {'not a file' if path.exists() else 'missing'}", expected)
        with path.open("rb") as file:
            line = file.readline(LONGEST)
        secret = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise _BadSecret(f"{reference}, which is not UTF-8 text", expected) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (getattr(error, "strerror", None) or "not a path").lower()
        raise _BadSecret(f"{reference}, which cannot be read ({reason})", expected) from None
    if not secret:
        raise _BadSecret(f"{reference}, whose first line is empty", expected)
    return secret
