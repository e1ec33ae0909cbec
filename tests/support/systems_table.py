"""The README's table of booking systems, made from the registry and the fixtures: `make table` writes it."""

import tomllib
from collections import Counter
from pathlib import Path

from slotwatch.providers import registry

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BEGIN, END = "<!-- systems -->", "<!-- /systems -->"

#: The outcomes that a page can have, in the order of the documents.
KINDS = ("available", "no_slot", "not_open", "needs_human", "blocked", "maintenance", "unrecognised")


def table() -> str:
    """One line for each system: its title, how many fixtures it has of each outcome, its page."""
    lines = ["| name | system | pages in the tests, by outcome | more |", "| --- | --- | --- | --- |"]
    for name, system in registry().items():
        title = system.TITLE.replace("|", "\\|")
        page = f"docs/providers/{name}.md"
        lines.append(f"| `{name}` | {title} | {_fixtures(name)} | [{page}]({page}) |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    """The README's text with the table as it should be.  ValueError where its two markers are not."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{README.name} has no place for the table: {BEGIN} and {END} on lines of their own")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _fixtures(name: str) -> str:
    path = ROOT / "tests" / "providers" / name / "expected.toml"
    cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    counts = Counter(case["expect"] for case in cases)
    return " · ".join(f"{kind.replace('_', ' ')} {counts[kind]}" for kind in KINDS if counts[kind])


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
