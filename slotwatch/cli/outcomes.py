"""An outcome on the terminal, for `look` and `replay`."""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slotwatch.model import Motive, Outcome


def print_outcome(motive: "Motive", outcome: "Outcome", took: float, *, as_json: bool) -> None:
    """Print what came of a look and what it was read from; ``took`` is in seconds."""
    from slotwatch.model import Available
    from slotwatch.policy.episodes import describe

    slots = [str(slot) for slot in (outcome.slots if isinstance(outcome, Available) else ())]
    proof = outcome.evidence
    if as_json:
        facts = {
            "motive": motive.name,
            "outcome": outcome.kind,
            "detail": describe(outcome),
            "marker": proof.marker,
            "url": proof.url,
            "status": proof.status,
            "digest": proof.digest,
            "slots": slots,
            "took": round(took, 3),
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    rows = [("outcome", outcome.kind.replace("_", " ")), ("detail", describe(outcome))]
    rows += [("slot", slot) for slot in slots]
    rows += [
        ("marker", proof.marker or "none"),
        ("page", f"{proof.url or motive.url} (HTTP {proof.status})" if proof.status else proof.url or motive.url),
        ("took", f"{took:.2f} s"),
    ]
    click.echo(motive.name)
    for label, value in rows:
        click.echo(f"  {label:8} {value}")
