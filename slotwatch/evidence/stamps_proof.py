"""The proof of the stamps: the chain against what an authority has seen of it.

A chain that was cut or written anew agrees with itself; only a token that lies beside it knows better.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from slotwatch.evidence import entries
from slotwatch.evidence.tokens import Tokens
from slotwatch.evidence.verdict import Problem, Verdict
from slotwatch.store import Sealed

#: Proves a token for a head: whether its authority is known here.  Raises ValueError with what is wrong with it.
ProveToken = Callable[[bytes, str], bool]


def prove_stamps(
    known: Iterable[Sealed],
    heads: Mapping[int, str],
    tokens: Tokens,
    files: Mapping[Path, int],
    prove: ProveToken | None,
    verdict: Verdict,
) -> None:
    """Stamps that the chain tells of have their token, and tokens have their entry.

    ``files`` are the tokens that were there before the chain was read, ``heads`` the hashes of their entries.
    """
    told = _told(known, tokens)
    for path, (number, _) in told.items():
        if path not in files and not path.is_file():
            verdict.problems.append(Problem(number, f"entry {number} (stamp)", f"its token {path} is missing"))
    unproved = 0
    for path, number in files.items():
        content = path.read_bytes()
        at, expected = told.get(path, (None, ""))
        if expected and sha256(content).hexdigest() != expected:
            verdict.problems.append(Problem(at, f"entry {at} (stamp)", f"its token {path} was changed"))
        elif number not in heads:
            what = f"entry {number} was stamped, and is not in the chain any more: the chain was cut"
            verdict.problems.append(Problem(number, f"stamp {path.name}", what))
        elif prove is not None:
            unproved += _prove_stamp(path, number, content, heads[number], prove, verdict)
    if prove is None and files:
        verdict.notes.append("The stamps' signatures were not looked at: pip install 'slotwatch[evidence]'.")
    if unproved:
        verdict.notes.append(f"{unproved} stamps are of an authority not known here: set evidence.timestamp_ca.")


def _told(known: Iterable[Sealed], tokens: Tokens) -> dict[Path, tuple[int, str]]:
    """Of each token's file that the chain tells of: the entry that does, and the hash of its content."""
    stamps = ((each.number, each.entry.facts) for each in known if each.entry.kind == entries.STAMP)
    return {
        tokens.path(facts["of"], datetime.fromisoformat(facts["stamped"])): (number, facts["token"])
        for number, facts in stamps
    }


def _prove_stamp(path: Path, number: int, content: bytes, head: str, prove: ProveToken, verdict: Verdict) -> bool:
    """Whether the token is right as far as it goes, but of an authority not known here."""
    try:
        known = prove(content, head)
    except ValueError as error:
        verdict.problems.append(Problem(number, f"stamp {path.name} of entry {number}", str(error)))
        return False
    verdict.stamps += 1
    return not known
