"""The mini-language explained, from the same table that the parser reads."""

from slotwatch.simulator.kinds import KINDS, TRAPS


def _manual() -> str:
    lines = [
        "A script is phases between semicolons: none 20s; slots 2 15s; 502 5s; captcha",
        "  KIND [N] [VARIANT] [from DAYS] [retry SECONDS|past] [late] [TIME]",
        "TIME is 500ms, 15s, 2m, 1.5h or 1d. The last phase without a time holds for ever; with a time,",
        "the script begins again. late: the trouble strikes at the answering step only.",
        "",
        "Kinds",
    ]
    for name, kind in KINDS.items():
        words = [name]
        words += ["N"] if kind.numbers else []
        words += [f"[{'|'.join(kind.variants)}]"] if kind.variants else []
        words += ["[from DAYS]"] if kind.dated else []
        words += ["[retry SECONDS|past]"] if kind.retry else []
        lines.append(f"  {' '.join(words)}\n      {kind.says}")
    lines += ["", "Traps"]
    for number, trap in TRAPS.items():
        variants = f" [{'|'.join(trap.variants)}]" if trap.variants else ""
        lines.append(f"  trap {number}{variants}\n      {trap.says}")
    return "\n".join(lines)


#: Every kind, variant and trap, for `--help` and the curious.
SCRIPT_HELP = _manual()
