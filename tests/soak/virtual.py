"""Half a year of watching in virtual time, with every fault at least fifty times: ``make soak``.

Prints the figures as a table; exit code 1 when a promise was broken.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from soak import Season

#: The last month may hold so much more memory than the second.
GROWTH = 1.03
SECONDS = 120.0

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=180)
    parser.add_argument("--each", type=int, default=50, help="how often each fault must strike")
    parser.add_argument("--seed", type=int, default=20261010)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        season = Season(
            Path(folder),
            days=arguments.days,
            each=arguments.each,
            seed=arguments.seed,
            quiet_days=arguments.days / 6,
        )
        season.run()
        print(season.table())
        failures = season.broken(least=arguments.each, growth=GROWTH, seconds=SECONDS)
    for line in failures:
        print(f"BROKEN: {line}", file=sys.stderr)
    sys.exit(bool(failures))
