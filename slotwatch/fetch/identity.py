"""The name under which slotwatch knocks: honest, with somebody to write to."""


def user_agent(version: str, contact: str = "") -> str:
    """The User-Agent: program, version, purpose, and the owner's contact or that none was given.

    Raises ValueError for what does not fit into a header: control characters (a line break would begin
    a header of its own) and letters outside ASCII.
    """
    _require_plain("version", version, "a version such as 0.1.0")
    _require_plain("contact", contact, "an e-mail or web address in plain letters")
    # a comment of RFC 9110 §5.6.5: parentheses and backslashes inside it are escaped
    said = "".join(f"\\{c}" if c in "()\\" else c for c in contact.strip())
    purpose = f"personal appointment watcher; {f'contact: {said}' if said else 'no contact given'}"
    return f"slotwatch/{version} ({purpose})"


def _require_plain(what: str, text: str, instead: str) -> None:
    if not (text.isascii() and (text.isprintable() or not text)):
        raise ValueError(f"{what}: {text!r} holds a character that no User-Agent can carry; write {instead}")
