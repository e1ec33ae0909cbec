"""Direct Web Remoting as ESII sites speak it: read a plain call, write its JavaScript reply (providers §4.3)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MAP_ENTRY = re.compile(r"\s*([^:{},\s]+):reference:(c0-e\d+)\s*")


@dataclass(frozen=True, slots=True)
class Call:
    """A call as its body describes it: ``fields`` are all ``key=value`` lines."""

    fields: Mapping[str, str]

    @property
    def batch(self) -> str:
        """Number of the batch, repeated in the reply."""
        return self.fields.get("batchId", "0")

    def quantities(self, param: str) -> Mapping[str, str] | None:
        """A map argument: key → what its reference holds (``number:1``).  None when it is not well formed."""
        written = self.fields.get(param, "")
        if not (written.startswith("Object_Object:{") and written.endswith("}")):
            return None
        entries = [_MAP_ENTRY.fullmatch(entry) for entry in written[len("Object_Object:{") : -1].split(",")]
        if not all(entry and entry[2] in self.fields for entry in entries):
            return None
        return {entry[1]: self.fields[entry[2]] for entry in entries if entry}


def read_call(body: str) -> Call:
    """Lines of ``key=value``; anything else is left out."""
    return Call(dict(line.split("=", 1) for line in body.splitlines() if "=" in line))


def call_fault(call: Call, script: str, method: str) -> str:
    """What makes the engine refuse the call before it reaches the application, "" when nothing does."""
    if call.fields.get("callCount") != "1":
        return "callCount"
    if (call.fields.get("c0-scriptName"), call.fields.get("c0-methodName")) != (script, method):
        return "c0-scriptName"
    missing = [key for key in ("page", "scriptSessionId", "c0-id", "batchId") if key not in call.fields]
    return missing[0] if missing else ""


def callback(version: int, batch: str, value: object, *, escaped: bool = True) -> str:
    """The reply that carries a value."""
    written = literal(value, escaped=escaped)
    if version == 2:
        return _wrap(version, f"dwr.engine._remoteHandleCallback('{batch}','0',{written});")
    return _wrap(version, f'dwr.engine.remote.handleCallback("{batch}","0",{written});')


def exception(version: int, batch: str, message: str = "Error") -> str:
    """The application failed."""
    thrown = literal({"javaClassName": "java.lang.Throwable", "message": message})
    if version == 2:
        return _wrap(version, f"dwr.engine._remoteHandleException('{batch}','0',{thrown});")
    return _wrap(version, f'dwr.engine.remote.handleException("{batch}","0",{thrown});')


def batch_exception(version: int, batch: str, message: str) -> str:
    """The engine refused the whole batch."""
    thrown = literal({"name": "dwr.engine.missingData", "message": message})
    if version == 2:
        return _wrap(version, f"dwr.engine._remoteHandleBatchException({thrown},'{batch}');")
    return _wrap(version, f'dwr.engine.remote.handleBatchException({thrown},"{batch}");')


def literal(value: object, *, escaped: bool = True) -> str:
    """A JavaScript literal as DWR writes it: bare keys, both quotes escaped, ASCII unless ``escaped`` is off."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{_text(value, escaped=escaped)}"'
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{literal(item, escaped=escaped)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(literal(item, escaped=escaped) for item in value) + "]"
    raise TypeError(f"no JavaScript for {type(value).__name__}")


def _text(text: str, *, escaped: bool) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'").replace("\n", "\\n")
    return "".join(f"\\u{ord(c):04X}" if ord(c) > 0x7F and escaped else c for c in plain)


def _wrap(version: int, statement: str) -> str:
    if version == 2:
        return f"//#DWR-INSERT\n//#DWR-REPLY\n{statement}\n"
    # a version 3 reply names other things with brackets before the callback (providers §14.14)
    return (
        "throw 'allowScriptTagRemoting is false.';\n(function(){\nif(!window.dwr)return;\n"
        f"var dwr=window.dwr._[0];\n//#DWR-INSERT\n//#DWR-REPLY\n{statement}\n}})();\n"
    )
