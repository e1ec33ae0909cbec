"""`slotwatch explain`: what the database knows of a motive, and the rules' answer, as text or JSON."""

import json
from datetime import datetime, timedelta

from slotwatch.config import Settings
from slotwatch.model import PARIS, Motive
from slotwatch.policy.explaining import Explanation, Known
from slotwatch.policy.explaining import explain as reason
from slotwatch.policy.rhythm import Rhythm
from slotwatch.policy.windows import MEMORY, HotWindow
from slotwatch.store import Failure, Store, StoreError, StoreLock

#: As many of a window's releases are shown, the latest.
SHOWN = 5


def explain(settings: Settings, motive: Motive, now: datetime, *, as_json: bool = False) -> str:
    """Why the motive's next look is when it is.  Reads beside a running daemon."""
    running = StoreLock.held(settings.state)
    explanation = reason(_known(settings, motive, now), now)
    return _json(explanation, running=running) if as_json else _text(explanation, running=running)


def _known(settings: Settings, motive: Motive, now: datetime) -> Known:
    try:
        store = Store.open_readonly(settings.state)
    except StoreError as error:
        if error.kind is not Failure.MISSING:
            raise
        return Known(motive, windows=Rhythm(motive.pace, motive.timezone).windows(now))
    try:
        status = next((s for s in store.statuses(now) if s.motive == motive.name), None)
        rest = store.host_rests().get(motive.host)
        rhythm = Rhythm(motive.pace, motive.timezone, store.releases(motive.name, now - MEMORY))
    finally:
        store.close()
    if status is None or status.last is None:
        return Known(motive, rest=rest, windows=rhythm.windows(now))
    last = status.last.check
    return Known(
        motive,
        last=last,
        strain=status.memory.strain,
        due=status.memory.due,
        rest=rest,
        tempo=rhythm.tempo(last.at + timedelta(seconds=last.took)),
        windows=rhythm.windows(now),
    )


def _text(explanation: Explanation, *, running: bool) -> str:
    chance = f" ± {explanation.chance:.0f} s" if explanation.chance is not None else ""
    lines = [] if running else ["No daemon is running: start it with `slotwatch run`.", ""]
    lines.append(explanation.motive)
    lines.append(f"  next look    {_local(explanation.at)}{chance}, because: {explanation.because}")
    lines += [f"  {reason.rule:12} {reason.words}" for reason in explanation.reasons]
    for window in explanation.windows:
        lines.append(f"  {'hot window':12} {window}: {_learnt(window)}")
        lines += [f"  {'':12}   {_local(release)}" for release in reversed(window.releases[-SHOWN:])]
        if len(window.releases) > SHOWN:
            lines.append(f"  {'':12}   and {len(window.releases) - SHOWN} before")
    return "\n".join(lines)


def _learnt(window: HotWindow) -> str:
    return "set in your configuration" if window.own else f"learnt from {len(window.releases)} releases"


def _json(explanation: Explanation, *, running: bool) -> str:
    facts = {
        "motive": explanation.motive,
        "running": running,
        "next_look": explanation.at.astimezone(PARIS).isoformat(timespec="seconds"),
        "chance_s": None if explanation.chance is None else round(explanation.chance, 1),
        "because": explanation.because,
        "reasons": {reason.rule.replace(" ", "_"): reason.words for reason in explanation.reasons},
        "windows": [
            {
                "hours": str(window),
                "own": window.own,
                "releases": [
                    release.astimezone(PARIS).isoformat(timespec="seconds") for release in window.releases
                ],
            }
            for window in explanation.windows
        ],
    }
    return json.dumps(facts, ensure_ascii=False)


def _local(instant: datetime) -> str:
    return instant.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S %z")
