"""From a channel's address to an apprise service, with as little of apprise loaded as will do.

apprise looks a service up by importing all 217 of its modules (9 MB, 0.1 s on a fast machine).  For
the services in `KNOWN` the one module is imported instead; any other takes apprise's own way.
"""

import difflib
import logging
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import apprise
from apprise.manager_plugins import NotificationManager
from apprise.plugins import url_to_dict

from slotwatch.config.sensitive import sensitive_parts
from slotwatch.notify.listening import Line, listening, quiet_loggers
from slotwatch.notify.redact import scrub


class Refused(ValueError):  # noqa: N818 - the address is refused; that is what the caller is told
    """An address is no good.  The message is one clear line without any part of the address that is secret."""


@dataclass(frozen=True, slots=True)
class Known:
    """Where apprise keeps a service, and what an address of it looks like."""

    module: str
    example: str


_MAIL = Known("email", "mailtos://USER:PASSWORD@PROVIDER.EXAMPLE?to=YOU@PROVIDER.EXAMPLE")
_JSON = Known("custom_json", "jsons://HOST/PATH")

#: Services loaded one by one, by schema.  A line that is wrong costs memory, nothing else: see `_light`.
KNOWN: Mapping[str, Known] = {
    "mailto": _MAIL,
    "mailtos": _MAIL,
    "tgram": Known("telegram", "tgram://BOT_TOKEN/CHAT_ID"),
    "freemobile": Known("freemobile", "freemobile://LOGIN@KEY"),
    "json": _JSON,
    "jsons": _JSON,
    "ntfy": Known("ntfy", "ntfy://TOPIC"),
    "ntfys": Known("ntfy", "ntfys://TOPIC"),
    "gotify": Known("gotify", "gotify://HOST/TOKEN"),
    "gotifys": Known("gotify", "gotifys://HOST/TOKEN"),
    "discord": Known("discord", "discord://WEBHOOK_ID/WEBHOOK_TOKEN"),
    "signal": Known("signal_api", "signal://HOST:PORT/FROM_NUMBER/TO_NUMBER"),
    "signals": Known("signal_api", "signals://HOST:PORT/FROM_NUMBER/TO_NUMBER"),
    "twilio": Known("twilio", "twilio://SID:TOKEN@FROM_NUMBER/TO_NUMBER"),
    "pover": Known("pushover", "pover://USER_KEY@APP_TOKEN"),
    "octopush": Known("octopush", "octopush://LOGIN/API_KEY/TO_NUMBER"),
    "sfr": Known("sfr", "sfr://USER:PASSWORD@SPACE_ID/TO_NUMBER"),
}

#: Options of an apprise address that are ours to decide.  "optional" would make a failure look like a
#: success, "retry" and "wait" would sleep inside a send, "redirect" would lose the message on its way, "format"
#: and "emojis" would rewrite plain text.
_OURS = ("format", "emojis", "retry", "wait", "optional", "tag", "redirect")

#: apprise's register of services; it fills itself when it is first asked.
_REGISTER: Any = NotificationManager()  # type: ignore[no-untyped-call] # apprise types half of itself

_SCHEMA = re.compile(r"\s*([a-z0-9][a-z0-9_+.-]*)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Service:
    """A service ready to send, and the parts of its address that must never be shown."""

    schema: str
    sender: apprise.Apprise
    secrets: frozenset[str]

    def __repr__(self) -> str:
        return f"Service({self.schema})"


def open_service(url: str, timeout: float | None = None) -> Service:
    """Build the service of an apprise address; no network is used.

    ``timeout`` (seconds) bounds each connect and each read of its sockets.  Raises `Refused`.
    """
    quiet_loggers()
    match = _SCHEMA.match(url)
    if match is None:
        raise Refused(f"it is not an apprise address; write for example {KNOWN['tgram'].example}")
    schema = match[1].lower()
    secrets = sensitive_parts(url.strip())
    # modules of apprise use what Python is about to drop (imghdr); nothing the owner could mend
    with listening() as lines, warnings.catch_warnings(action="ignore"):
        plugin = _light(schema)
        fields = plugin.parse_url(url.replace("/#", "/%23")) if plugin else _heavy_fields(url, schema)
        plugin = plugin or _REGISTER[fields["schema"]]
        if not plugin.enabled:
            raise Refused(_lacking(schema, plugin))
        service = _instance(plugin, schema, fields, timeout, lines, secrets)
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    return Service(schema, sender, secrets)


def _light(schema: str) -> Any:
    """The plugin class of a known schema; None where apprise's own search must be asked."""
    known = KNOWN.get(schema)
    if known is None:
        return None
    try:
        module = import_module(f"apprise.plugins.{known.module}")
    except ImportError:  # renamed in a later apprise
        return None
    for thing in vars(module).values():
        if isinstance(thing, type) and issubclass(thing, apprise.NotifyBase) and schema in _schemas(thing):
            return thing
    return None


def _schemas(plugin: Any) -> set[str]:
    # an instance method that needs nothing of the instance; apprise calls it in this way itself
    schemas: set[str] = plugin.schemas(plugin)
    return schemas


def _heavy_fields(url: str, schema: str) -> dict[str, Any]:
    """Parse an address by apprise's own search, which loads every service.  Also knows some web-hook addresses."""
    fields: dict[str, Any] | None = url_to_dict(url)  # type: ignore[no-untyped-call] # see _REGISTER
    if fields:
        return fields
    schemas: list[str] = _REGISTER.schemas()
    if schema in schemas:
        raise Refused(_incomplete(schema))
    close = difflib.get_close_matches(schema, schemas, n=1)
    hint = f"did you mean {close[0]}://?" if close else f"write for example {KNOWN['tgram'].example}"
    raise Refused(f"apprise knows no service {schema}://; {hint}")


def _instance(
    plugin: Any,
    schema: str,
    fields: dict[str, Any] | None,
    timeout: float | None,
    lines: list[Line],
    secrets: frozenset[str],
) -> Any:
    if not fields:
        raise Refused(_incomplete(schema))
    wanted = {key: value for key, value in fields.items() if key not in _OURS}
    # no limit of apprise's own: with one, every send would take a second thread; ours holds in any case
    # no redirect is followed: a POST that is redirected arrives as a GET, and its answer looks like a success
    wanted["asset"] = apprise.AppriseAsset(
        app_id="slotwatch", app_desc="slotwatch", service_timeout=0, http_redirects=False
    )
    if timeout is not None:
        wanted["cto"] = wanted["rto"] = timeout
    try:
        service = plugin(**wanted)
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything at a bad address
        raise Refused(f"{scrub(str(error), secrets)} {_incomplete(schema)}") from None
    if complaint := next((line.text for line in lines if line.level == logging.WARNING), ""):
        # apprise drops what it cannot read and goes on; a recipient lost in silence is not for us
        raise Refused(f"{scrub(complaint, secrets)} {_incomplete(schema)}")
    if schema == "tgram" and not service.targets:
        raise Refused(f"the chat is missing: write {KNOWN['tgram'].example}")
    service.request_rate_per_sec = 0.0  # the outbox paces; up to 5.5 s of sleep inside a send would be lost time
    return service


def _incomplete(schema: str) -> str:
    known = KNOWN.get(schema)
    if known is None:
        return f"the {schema}:// address is incomplete or misspelt; see https://appriseit.com/services/"
    return f"the address should look like {known.example}"


def _lacking(schema: str, plugin: Any) -> str:
    packages = plugin.requirements.get("packages_required") or []
    names = ", ".join([packages] if isinstance(packages, str) else packages)
    return f"{schema}:// needs a Python package that is not installed" + (f": {names}" if names else "")
