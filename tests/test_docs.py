"""What the documents say is true: every command runs, every piece of configuration loads."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from process import Hook, eventually, running, slotwatch, write_config
from systems_table import with_table

from slotwatch import providers
from slotwatch.config import load
from slotwatch.notify.channels import check_url
from slotwatch.simulator import Simulator

ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "README.md", ROOT / "docs" / "LISEZMOI.md"]
PAGES = [
    *GUIDES,
    ROOT / "docs" / "browser.md",
    ROOT / "docs" / "evidence.md",
    *sorted((ROOT / "docs" / "providers").glob("*.md")),
]

#: What only a machine with systemd, Docker or a package manager of its own can run; looked at, not run.
ELSEWHERE = ("sudo", "docker", "journalctl", "pipx")

SECRETS = {
    "MAIL_PASSWORD": "p@ss/word",
    "TELEGRAM_TOKEN": "123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr",
    "TELEGRAM_CHAT": "12315544",
    "FREE_USER": "12345678",
    "FREE_KEY": "aBcDeFgHiJkLmN",
}


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands(path: Path) -> list[list[str]]:
    lines = [line for block in blocks(path, "sh") for line in block.splitlines() if line.strip()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def snippets() -> list[object]:
    return [
        pytest.param(text, id=f"{path.name}-{n}")
        for path in PAGES
        for n, text in enumerate(blocks(path, "toml"), start=1)
    ]


@pytest.mark.parametrize("text", snippets())
def test_every_piece_of_configuration_in_the_documents_loads(text, tmp_path):
    if "contact" not in text:
        text = 'contact = "me@example.org"\n' + text
    if "[[channel]]" not in text:
        text += '\n[[channel]]\nname = "hook"\nurl = "json://127.0.0.1/hook"\n'
    if "[[motive]]" not in text:
        text += '\n[[motive]]\nname = "renewal"\nurl = "https://www.example.org/booking/create/1"\n'
    if "[[channel]]" in text and "troubles = false" in text and text.count("[[channel]]") == 1:
        text += '\n[[channel]]\nname = "mail"\nurl = "json://127.0.0.1/hook"\n'
    path = tmp_path / "slotwatch.toml"
    path.write_text(text, encoding="utf-8")
    settings = load(
        path, providers.registry(), environ={**SECRETS, "HOME": str(tmp_path)}, check_channel=check_url
    )
    assert settings.motives


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_is_one_that_the_next_tests_know(guide):
    known = {"slotwatch", "make", *ELSEWHERE}
    assert {words[0] for words in commands(guide)} <= known


@pytest.mark.timeout(120)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
async def test_every_slotwatch_command_of_a_guide_works_word_by_word(guide, tmp_path):
    """With a configuration in the usual place, whose motive has the name that the guide uses."""
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    usual = tmp_path / "config" / "slotwatch" / "slotwatch.toml"
    async with Hook().serving() as hook, Simulator("none") as site:
        draft = write_config(tmp_path, site.single_url, hook.url).read_text("utf-8")
        name = "renewal" if guide.name == "README.md" else "renouvellement"
        ran = []
        for words in (words for words in commands(guide) if words[0] == "slotwatch"):
            arguments = [str(tmp_path / a) if a == "copy.db" else a for a in words[1:]]
            if arguments == ["init"]:
                code, _, err = await slotwatch("init", **home)
                usual.write_text(draft.replace("renouvellement", name), encoding="utf-8")
            elif arguments == ["run"]:
                async with running(usual, **home) as daemon:
                    await eventually(lambda: daemon.log.exists() and "no_slot" in daemon.lines)
                    code, err = await daemon.stop(), ""
            elif arguments[0] == "add":  # the guide's address is made up: the simulated site takes its place
                known = [site.booking_url if a.startswith("http") else a for a in arguments]
                code, _, err = await slotwatch(*known, "--allow-private", "--yes", "--choice", "1", **home)
            elif arguments[0] in {"status", "healthcheck", "backup"}:
                async with running(usual, **home) as daemon:
                    await eventually(lambda: "no_slot" in daemon.lines)
                    code, _, err = await slotwatch(*arguments, **home)
            else:
                code, _, err = await slotwatch(*arguments, **home)
            assert code == 0, (arguments, err)
            ran.append(arguments[0])
    assert {"init", "run", "config", "look", "notify", "status"} <= set(ran)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_make_target_of_a_guide_exists(guide):
    if not shutil.which("make"):
        pytest.skip("make is not installed here")
    targets = [words[1] for words in commands(guide) if words[0] == "make"]
    assert targets
    for target in targets:
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_what_runs_on_other_machines_speaks_of_files_and_subcommands_that_exist(guide):
    for words in commands(guide):
        for word in words:
            if word.startswith(("systemd/", "docs/")):
                assert (ROOT / word).exists(), word
        if words[:2] == ["docker", "run"] and "--entrypoint" not in words:
            # the image's name, then nothing or a command of ours
            assert words[-1] == "slotwatch" or words[-2:] == ["slotwatch", "init"]


def test_links_between_the_documents_lead_somewhere():
    reliability = ROOT / "docs" / "reliability.md"
    for page in [*PAGES, reliability, ROOT / "docs" / "architecture.md", ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_test_that_the_page_on_reliability_names_exists():
    text = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    named = re.findall(r"(tests/[\w/]+\.py)(?:::(test_\w+))?", text)
    assert len(named) > 20
    for path, test in named:
        source = (ROOT / path).read_text("utf-8")
        assert not test or f"def {test}(" in source, f"{path}::{test}"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([\w-]+)", text):
        assert f"\n{target}:" in makefile, target


def test_the_readmes_table_of_systems_is_the_registry_and_the_fixtures():
    text = (ROOT / "README.md").read_text("utf-8")
    assert text == with_table(text), (
        "the README's table of booking systems is stale; write it anew with: make table"
    )
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(providers.registry())


def test_a_table_that_lacks_a_system_or_a_fixture_is_stale():
    text = (ROOT / "README.md").read_text("utf-8")
    for wrong in (
        text.replace("| `page` |", "| `pages` |"),
        re.sub(r"available \d+", "available 0", text, count=1),
    ):
        assert wrong != text
        assert with_table(wrong) == with_table(text) != wrong
    with pytest.raises(ValueError, match="no place for the table"):
        with_table(text.replace("<!-- /systems -->", ""))
