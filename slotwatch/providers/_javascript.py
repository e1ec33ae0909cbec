"""A small reader of JavaScript literals: what a reply assigns and what it hands to a function.  Pure.

Nothing is run.  Understood: literals (unquoted keys, either quotes, escapes, nesting, `new Date(n)`),
`var s0={…};`, `s0.key=…;`, `s0["key"]=…;`, `s1[0]=…;`, and calls by name.  All else is passed over,
except where it would change a value already read: that is `NotJavaScript`.
"""

import re
from typing import Any

_DEEPEST = 40

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<open>/\*)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*)"""
    r"""|(?P<mark>.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_END = ("end", "")


class NotJavaScript(Exception):  # noqa: N818 - it tells what the text is, and the caller makes it an outcome
    """The text is cut, or is not what this reader knows; the message says what was met."""


class Reader:
    """One walk over a script.  Afterwards ``calls`` holds (function, arguments), in order."""

    def __init__(self, text: str, functions: frozenset[str]) -> None:
        """Read ``text``, watching for calls of ``functions`` (the last part of a dotted name)."""
        self.tokens = [(m.lastgroup, m[0]) for m in _TOKEN.finditer(text) if m.lastgroup is not None]
        self.functions = functions
        self.names: dict[str, Any] = {}
        self.calls: list[tuple[str, list[Any]]] = []
        self._at = 0
        self._walk()

    def _walk(self) -> None:
        while (token := self._ahead()) != _END:
            if token in {("mark", '"'), ("mark", "'")}:
                raise NotJavaScript("cut off inside a string")
            if token[0] == "open":
                raise NotJavaScript("cut off inside a comment")
            if token[0] != "name":
                self._at += 1
            elif token[1] in self.functions and self._ahead(1) == ("mark", "("):
                self._at += 2
                self.calls.append((token[1], self._series(")", 0)))
            elif not self._assignment(token[1]):
                self._at += 1

    def _assignment(self, name: str) -> bool:
        """Take `name = value` or `name.path = value`; False where no such thing stands here."""
        begin, path = self._at, list[Any]()
        if self._ahead(-1) == ("mark", "."):
            return False
        self._at += 1
        while name in self.names and self._ahead() in {("mark", "."), ("mark", "[")}:
            path.append(self._step())
        if self._ahead() != ("mark", "=") or self._ahead(1) == ("mark", "="):
            self._at = begin
            return False
        self._at += 1
        try:
            value = self._value(0)
        except NotJavaScript:
            if name in self.names:  # a value already read would now be wrong
                raise
            self._at = begin
            return False
        if path:
            _put(self.names[name], path, value)
        else:
            self.names[name] = value
        return True

    def _step(self) -> Any:
        if self._take()[1] == ".":
            return self._take()[1]
        step = self._value(0)
        self._take("]")
        return step

    def _ahead(self, steps: int = 0) -> tuple[str, str]:
        place = self._at + steps
        return self.tokens[place] if 0 <= place < len(self.tokens) else _END

    def _take(self, mark: str = "") -> tuple[str, str]:
        token = self._ahead()
        if token == _END:
            raise NotJavaScript("cut off")
        if mark and token != ("mark", mark):
            raise NotJavaScript(f"an unexpected {token[1][:20]!r}")
        self._at += 1
        return token

    def _value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise NotJavaScript("nested too deeply")
        kind, word = self._take()
        if kind == "string":
            return unescape(word[1:-1])
        if kind == "number":
            return float(word)
        if kind == "name":
            return self._named(word, depth)
        match word:
            case "-":
                return -self._number()
            case "[":
                return self._series("]", depth)
            case "{":
                return self._object(depth)
            case '"' | "'":
                raise NotJavaScript("cut off inside a string")
        raise NotJavaScript(f"an unexpected {word[:20]!r}")

    def _named(self, word: str, depth: int) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        if word in self.names:
            return self.names[word]
        if word == "new" and self._ahead() == ("name", "Date"):
            self._at += 1
            self._take("(")
            return (self._series(")", depth) or [None])[0]
        raise NotJavaScript(f"an unknown name {word[:20]!r}")

    def _number(self) -> float:
        kind, word = self._take()
        if kind != "number":
            raise NotJavaScript(f"an unexpected {word[:20]!r}")
        return float(word)

    def _series(self, end: str, depth: int) -> list[Any]:
        values: list[Any] = []
        while self._ahead() != ("mark", end):
            values.append(self._value(depth + 1))
            if self._ahead() != ("mark", end):
                self._take(",")
        self._take(end)
        return values

    def _object(self, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while self._ahead() != ("mark", "}"):
            kind, word = self._take()
            if kind not in {"name", "string", "number"}:
                raise NotJavaScript(f"an unexpected {word[:20]!r}")
            self._take(":")
            entries[unescape(word[1:-1]) if kind == "string" else word] = self._value(depth + 1)
            if self._ahead() != ("mark", "}"):
                self._take(",")
        self._take("}")
        return entries


def unescape(text: str) -> str:
    """The inside of a string literal, its escapes replaced; half a surrogate pair becomes U+FFFD."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(
        lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else _SIMPLE.get(m[1], m[1]),
        text,
    )
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _put(target: Any, path: list[Any], value: Any) -> None:
    for step in path[:-1]:
        target = _at(target, step)
    last = path[-1]
    if isinstance(target, dict) and isinstance(last, str):
        target[last] = value
    elif isinstance(target, list) and isinstance(last, float) and last == len(target):
        target.append(value)
    else:
        raise NotJavaScript("an assignment to nothing known")


def _at(target: Any, step: Any) -> Any:
    try:
        return target[int(step) if isinstance(step, float) else step]
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        raise NotJavaScript("an assignment to nothing known") from None
