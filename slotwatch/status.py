"""How the watch is doing, read from the database: `slotwatch status` and `slotwatch healthcheck`."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from slotwatch import wear
from slotwatch.config import Settings
from slotwatch.model import PARIS
from slotwatch.policy.sessions import usually
from slotwatch.store import MotiveStatus, OwnerSession, Store, StoreLock

#: A look may be late by this much before we call the daemon ill: a slow site, a slow card, a suspended laptop.
GRACE = timedelta(minutes=10)


def report(settings: Settings, now: datetime, *, as_json: bool = False) -> str:
    """Each motive's last look, its slots and the latest messages, as text or one JSON object."""
    store = Store.open_readonly(settings.state)
    try:
        statuses = {s.motive: s for s in store.statuses(now)}
        deliveries = store.deliveries(10)
        sessions = _sessions(store)
    finally:
        store.close()
    worn = wear.load(settings.state)
    if as_json:
        facts = {
            "motives": [
                _facts(statuses[m.name], sessions.get(m.name)) for m in settings.motives if m.name in statuses
            ],
            "deliveries": [
                {
                    "at": d.at.isoformat(),
                    "channel": d.channel,
                    "event": d.event,
                    "state": d.state,
                    "error": d.error,
                }
                for d in deliveries
            ],
            "running": StoreLock.held(settings.state),
            "written_per_day": worn.per_day if worn else None,
        }
        return json.dumps(facts, ensure_ascii=False)
    lines = [] if StoreLock.held(settings.state) else ["No daemon is running: start it with `slotwatch run`.", ""]
    for motive in settings.motives:
        status = statuses.get(motive.name)
        lines += [
            f"{motive.name}  {motive.url}",
            *(_lines(status, now) if status else ["  not looked at yet"]),
            *(_session_lines(sessions[motive.name], now) if motive.name in sessions else []),
            "",
        ]
    lines += [f"Written to disk: {worn}", ""] if worn else []
    lines.append("Latest messages" if deliveries else "No message yet.")
    for d in deliveries:
        why = f" ({d.error})" if d.error else ""
        lines.append(f"  {_local(d.at)}  {d.channel}: {d.event.replace('_', ' ')}, {d.state}{why}")
    return "\n".join(lines)


def sessions_report(settings: Settings, now: datetime) -> str:
    """Each motive's session: its age, its last answer, its usual end."""
    store = Store.open_readonly(settings.state)
    try:
        sessions = _sessions(store)
    finally:
        store.close()
    known = [motive.name for motive in settings.motives if motive.name in sessions]
    if not known:
        return "No session is open. Open one with `slotwatch session open NAME`."
    return "\n".join(line for name in known for line in (name, *_session_lines(sessions[name], now)))


def illness(settings: Settings, now: datetime) -> str | None:
    """Why the daemon is not well, None when it is."""
    if not StoreLock.held(settings.state):
        return "no daemon is running"
    store = Store.open_readonly(settings.state)
    try:
        statuses = {s.motive: s for s in store.statuses(now)}
    finally:
        store.close()
    for motive in settings.motives:
        status = statuses.get(motive.name)
        if status and status.due and now - status.due > GRACE:
            return f"{motive.name} should have been looked at {_ago(now - status.due)} ago"
    return None


@dataclass(frozen=True, slots=True)
class _Open:
    """A session that lasts, and how long others did (seconds, None while unknown)."""

    session: OwnerSession
    usually: float | None

    @property
    def usual_end(self) -> datetime | None:
        """When it will end, going by the others."""
        return None if self.usually is None else self.session.opened + timedelta(seconds=self.usually)


def _sessions(store: Store) -> dict[str, _Open]:
    return {s.motive: _Open(s, usually(store.lifetimes(s.host, s.how))) for s in store.sessions()}


def _session_lines(held: _Open, now: datetime) -> list[str]:
    session, end = held.session, held.usual_end
    lines = [f"  session      {session.how.value} {_local(session.opened)} ({_ago(now - session.opened)} ago)"]
    good = session.last_good
    lines.append(f"  let us in    {f'{_local(good)} ({_ago(now - good)} ago)' if good else 'not yet'}")
    lines.append(f"  usual end    {_local(end) if end else 'not known yet'}")
    return lines


def _lines(status: MotiveStatus, now: datetime) -> list[str]:
    lines = []
    if status.last_at:
        lines.append(
            f"  last look    {_local(status.last_at)} ({_ago(now - status.last_at)} ago): "
            f"{(status.kind or '').replace('_', ' ')}: {status.detail}"
        )
    if status.last_answer:
        lines.append(f"  last answer  {_local(status.last_answer)} ({_ago(now - status.last_answer)} ago)")
    if status.due:
        lines.append(f"  next look    {_local(status.due)}")
    lines += [f"  OPEN         {slot}" for slot in status.open]
    if status.counts:
        answered = status.counts.get("available", 0) + status.counts.get("no_slot", 0)
        share = "none answered" if status.share is None else f"{100 * status.share:.0f} % with a slot"
        lines.append(f"  last 24 h    {sum(status.counts.values())} looks, {answered} answered, {share}")
    return lines


def _facts(status: MotiveStatus, held: _Open | None) -> dict[str, object]:
    return {
        "motive": status.motive,
        "last_at": status.last_at and status.last_at.isoformat(),
        "kind": status.kind,
        "detail": status.detail,
        "last_answer": status.last_answer and status.last_answer.isoformat(),
        "due": status.due and status.due.isoformat(),
        "open": [str(slot) for slot in status.open],
        "last_24h": dict(status.counts),
        "session": held
        and {
            "how": held.session.how.value,
            "opened": held.session.opened.isoformat(),
            "last_good": held.session.last_good and held.session.last_good.isoformat(),
            "usual_end": held.usual_end and held.usual_end.isoformat(),
        },
    }


def _local(instant: datetime) -> str:
    return instant.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S %z")


def _ago(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"
