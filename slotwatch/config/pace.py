"""A motive's pace: its own settings, over those of ``[pace]``, over the defaults, never below the floor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slotwatch.config.problems import Findings, Place, show
from slotwatch.config.values import spell
from slotwatch.config.wire import MotiveTable, PaceTable
from slotwatch.model import Pace

_HINT = "This floor spares the site, and no configuration can lower it."
_WAITS = ("every", "night_every")


@dataclass(slots=True)
class Paces:
    """Makes the paces of all motives, and remembers which waits of ``[pace]`` are too short for one of them."""

    raw: Mapping[str, Any]
    defaults: PaceTable
    findings: Findings
    _too_short: dict[str, tuple[float, str]] = field(default_factory=dict)

    def of(self, table: MotiveTable, raw: Mapping[str, Any], floor: float, place: Place) -> Pace:
        """The pace of one motive whose site asks for ``floor`` seconds."""
        chosen: dict[str, Any] = {}
        for key in PaceTable.model_fields:
            if key not in MotiveTable.model_fields:  # of the host, not of a motive
                continue
            own, shared = getattr(table, key), getattr(self.defaults, key)
            value = shared if own is None else own
            if value is not None:
                chosen[key] = value
            if key not in _WAITS or (own is None and key in raw):  # unreadable: told already
                continue
            if value is None:
                chosen[key] = max(getattr(Pace(), key), floor)
            elif value < floor and own is not None:
                self.findings.add(place.at(key), show(raw[key]), f"at least {spell(floor)}", _HINT)
            elif value < floor:
                known = self._too_short.get(key, (0.0, ""))
                self._too_short[key] = max(known, (floor, place.name or place.path))
        return Pace(**chosen, floor=floor, hot=tuple(table.hot or ()))

    def finish(self) -> None:
        """Report each too short wait of ``[pace]`` once, with the highest floor among the motives it serves."""
        for key, (floor, motive) in self._too_short.items():
            expected = f"at least {spell(floor)} for the motive {motive}"
            self.findings.add(Place("pace").at(key), show(self.raw[key]), expected, _HINT)
