"""What reading costs: each system's own fixtures, blown up to 100 KB as a site's pages are, read again and again.

Prints milliseconds of CPU for the usual and for the slowest page of each system: ``make bench``.
"""

import argparse
import gc
import importlib.util
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

AIM = 5.0
FIXTURES = Path(__file__).parents[1] / "providers" / "conftest.py"

#: What a page of a prefecture is mostly made of.
BLOCK = """<div class="bloc-actualite"><h3><a href="/actualites/{n}">L’accueil des usagers évolue, n° {n}</a></h3>
<p>La préfecture vous informe que l’accueil du public se fait à l’adresse habituelle, du lundi au vendredi ; les
pièces à fournir sont précisées par courriel.<br>Dernière mise à jour&nbsp;: le {n}.</p><ul class="liens">
<li><a href="/demarches/{n}/a" title="Démarche n° {n}">Démarche à l’étude</a></li><li><span>Ça aussi</span></li>
</ul></div>
"""


def fixtures() -> ModuleType:
    """The tests' own pages and readers, as `tests/providers` loads them."""
    spec = importlib.util.spec_from_file_location("fixtures", FIXTURES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fixtures"] = module
    spec.loader.exec_module(module)
    return module


def blown_up(text: str, size: int) -> str | None:
    """The same page among so much else; None where it is neither page nor JSON."""
    missing = size - len(text.encode())
    begin = text.lower().find("<body")
    if begin >= 0:
        begin = text.index(">", begin) + 1 if ">" in text[begin:] else len(text)
        count = missing // len(BLOCK.format(n=1000).encode()) + 1
        return text[:begin] + "".join(BLOCK.format(n=1000 + n) for n in range(count)) + text[begin:]
    if text.lstrip()[:1] in {"{", "["}:
        try:
            data = json.loads(text)
        except ValueError:
            return None
        filler = [
            {"id": n, "nom": f"Démarche n° {n}", "adresse": "12 rue des Exemples"} for n in range(missing // 78)
        ]
        return json.dumps(
            {**data, "__filler": filler} if isinstance(data, dict) else data + filler, ensure_ascii=False
        )
    return None  # a DWR reply is a few hundred bytes, a proxy's error less


def milliseconds(case: Any, page: Any, rounds: int) -> float:
    """CPU of one reading, the least of so many: what else the machine does only adds to it."""
    took = []
    for _ in range(rounds):
        began = time.process_time_ns()
        case.reader.read(page)
        took.append((time.process_time_ns() - began) / 1e6)
    return min(took)


def main(rounds: int, size: int) -> None:
    """Measure and print."""
    loaded = fixtures()
    print(f"\nreading one page of {size // 1000} KB, ms of CPU, least of {rounds} (aim < {AIM:g} ms)\n")
    print(f"{'system':22}{'pages':>6}{'usual':>9}{'slowest':>9}   slowest page")
    gc.disable()  # as in a long wait, where it has nothing to collect
    for provider in sorted({case.reader.provider for case in loaded.CASES}):
        costs = []
        for case in (case for case in loaded.CASES if case.reader.provider == provider):
            text = blown_up(case.page.text, size)
            if text is not None and case.page.status == 200:
                costs.append((milliseconds(case, replace(case.page, text=text), rounds), case.name))
        gc.collect()
        if not costs:
            continue
        usual, (slowest, name) = statistics.median(cost for cost, _ in costs), max(costs)
        print(f"{provider:22}{len(costs):6}{usual:9.2f}{slowest:9.2f}   {name}{' (too slow)' * (slowest >= AIM)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=100_000)
    arguments = parser.parse_args()
    main(arguments.rounds, arguments.size)
