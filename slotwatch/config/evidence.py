"""``[evidence]`` and each motive's ``keep`` to what the evidence needs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slotwatch.config import addresses, amounts
from slotwatch.config.paths import expand
from slotwatch.config.problems import Findings, Place, show
from slotwatch.config.settings import EvidenceSettings
from slotwatch.config.tables import read_table
from slotwatch.config.values import BadValue
from slotwatch.config.wire import EvidenceTable
from slotwatch.policy.captures import USUAL, Plan

_USUAL = EvidenceSettings()


def read_evidence(
    raw: Mapping[str, Any], environ: Mapping[str, str], folder: Path, findings: Findings
) -> EvidenceSettings:
    """Read ``[evidence]``; mistakes go to ``findings``.  ``folder`` is where relative paths begin."""
    own = raw.get("evidence", {})
    if not isinstance(own, Mapping):
        findings.add("evidence", show(own), "a table [evidence]")
        return _USUAL
    table = read_table(EvidenceTable, own, Place("evidence"), findings)
    if table.timestamp_ca and not table.timestamp_url and "timestamp_url" not in own:
        findings.add("evidence.timestamp_url", "nothing", "the authority whose certificate timestamp_ca is")
    authority = expand(table.timestamp_ca, environ, folder) if table.timestamp_ca else None
    usual = table.keep or USUAL
    return EvidenceSettings(
        keep=usual,
        of_motives=_of_motives(raw),
        max_size=_USUAL.max_size if table.max_size is None else table.max_size,
        keep_free=_USUAL.keep_free if table.keep_free is None else table.keep_free,
        keep_days=table.keep_days,
        timestamp_url=table.timestamp_url or "",
        timestamp_ca=authority,
        remind=table.remind == "weekly",
    )


def _of_motives(raw: Mapping[str, Any]) -> dict[str, Plan]:
    """The motives' own plans; their mistakes are told by whoever reads the motives."""
    plans = {}
    motives = raw.get("motive")
    for each in motives if isinstance(motives, list) else ():
        if isinstance(each, Mapping) and "keep" in each:
            try:
                plans[addresses.name(each.get("name"))] = amounts.plan(each["keep"])
            except BadValue:
                continue
    return plans
