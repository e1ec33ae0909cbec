"""What the ANTS hub says: meeting points, slots, the end of a search, its errors (providers §6).  Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from slotwatch.simulator.offers import Offer

END = "end_of_search"
TOKEN = {"li_status": "error", "li_message": "Token expired (synthetic)"}
CAPTCHA = {"li_status": "error", "li_message": "Captcha required (synthetic)"}
OVER_QUOTA = {"detail": "Rate limit exceeded: 30 per 1 minute (synthetic)"}

#: How many editors every search asks, and how many fail where the script does not say.
EDITORS = 12
ERRORS = 3
_RADII = {"20", "40", "60"}
_REASONS = {"CNI", "PASSPORT", "CNI-PASSPORT"}
_TOWNS = ("Villeneuve-Exemple", "Bourg-Exemple", "Lieu-Exemple")


def text(value: object) -> str:
    """JSON as the hub writes it."""
    return json.dumps(value, ensure_ascii=False)


def editors(failing: int = 0) -> dict[str, Any]:
    """The state of the editors, the first few out of order."""
    return {
        "editors": [
            {
                "slug": f"editor-{n}",
                "name": f"Éditeur {n} (synthetic)",
                "api_url": f"https://editor-{n}.example.org/api",
                "status": n > failing,
            }
            for n in range(1, EDITORS + 1)
        ]
    }


def points() -> list[dict[str, Any]]:
    """Every meeting point around, without slots."""
    return [_point(n, town) for n, town in enumerate(_TOWNS, start=1)]


def batches(free: Sequence[Offer]) -> list[list[dict[str, Any]]]:
    """The answers of the editors as they arrive: slots go to the first two points in turn; one has nothing."""
    first, second, empty = (_point(n, town) for n, town in enumerate(_TOWNS, start=1))
    return [
        [],
        [{**first, "available_slots": _slots(free[::2])}],
        [{**second, "available_slots": _slots(free[1::2])}, {**empty, "available_slots": []}],
    ]


def end(failed: int = 0) -> dict[str, Any]:
    """The object that ends a search."""
    return {"step": END, "editors_number": EDITORS, "editor_errors_number": failed, "settings": {}}


def fault(criteria: Mapping[str, Any]) -> str:
    """Which criterion the hub would not take, "" when it takes them all."""
    values = {key: str(value) for key, value in criteria.items()}
    checks = {
        "longitude": _number(values.get("longitude")),
        "latitude": _number(values.get("latitude")),
        "start_date": _day(values.get("start_date")),
        "end_date": _day(values.get("end_date")) and values["start_date"] <= values["end_date"],
        "radius_km": values.get("radius_km") in _RADII,
        "reason": values.get("reason") in _REASONS,
        "documents_number": values.get("documents_number") in set("12345"),
    }
    return next((name for name, fine in checks.items() if not fine), "")


def _point(number: int, town: str) -> dict[str, Any]:
    return {
        "id": str(100 + number),
        "name": f"Mairie de {town}",
        "longitude": 2.35,
        "latitude": 48.85,
        "public_entry_address": "1 place de l'Exemple",
        "zip_code": "00000",
        "city_name": town,
        "website": "https://www.example.org/",
        "city_logo": "",
        "distance_km": 1.5 * number,
    }


def _slots(free: Sequence[Offer]) -> list[dict[str, str]]:
    # wall-clock time with a Z that does not mean what it says
    return [
        {"datetime": f"{o.day.isoformat()}T{o.at:%H:%M}Z", "callback_url": "https://rdv.example.org/"}
        for o in free
    ]


def _number(value: str | None) -> bool:
    try:
        return value is not None and abs(float(value)) <= 180
    except ValueError:
        return False


def _day(value: str | None) -> bool:
    try:
        return value is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False
