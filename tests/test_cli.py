"""The command line as a person meets it: what is printed, and the exit code."""

import json
import stat

import pytest
from process import Hook, Mailbox, eventually, running, slotwatch, write_config

from slotwatch.simulator import Simulator


@pytest.fixture
async def site():
    async with Simulator("none") as simulator:
        yield simulator


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


async def test_help_names_every_command():
    code, out, _ = await slotwatch("--help")
    assert code == 0
    for command in (
        "backup",
        "config",
        "demo",
        "healthcheck",
        "init",
        "look",
        "notify",
        "providers",
        "run",
        "status",
    ):
        assert command in out


async def test_init_writes_a_private_file_that_only_lacks_the_owners_facts_and_never_overwrites(tmp_path):
    target = tmp_path / "new" / "slotwatch.toml"
    code, out, _ = await slotwatch("init", str(target))
    assert code == 0
    assert str(target) in out
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.write_text("mine", encoding="utf-8")
    code, _, err = await slotwatch("init", str(target))
    assert code == 2
    assert "left as it is" in err or "left as it was" in err
    assert target.read_text(encoding="utf-8") == "mine"


async def test_init_without_a_path_uses_the_usual_place(tmp_path):
    code, out, _ = await slotwatch("init", HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert code == 0
    assert (tmp_path / "config" / "slotwatch" / "slotwatch.toml").exists()
    assert "config check" in out


async def test_init_where_nothing_can_be_written_is_one_line():
    code, _, err = await slotwatch("init", "/proc/slotwatch.toml")
    assert code == 2
    assert len(err.strip().splitlines()) == 1


async def test_config_check_says_what_the_configuration_means(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    code, out, _ = await slotwatch("config", "check", "--config", str(config))
    assert code == 0
    assert "all right" in out
    assert "renouvellement" in out
    assert "channel-1" in out


async def test_three_mistakes_are_all_named_with_their_paths_and_nothing_starts(tmp_path):
    config = tmp_path / "slotwatch.toml"
    config.write_text(
        'contact = "me@example.org"\nlangage = "fr"\n[pace]\nevery = "10s"\n'
        '[[channel]]\nname = "x"\nurl = "nonsense://s3cr3t-token"\n'
        '[[motive]]\nname = "m"\nurl = "https://www.example.org/booking/create/1"\n',
        encoding="utf-8",
    )
    code, out, err = await slotwatch("run", "--config", str(config))
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    for part in ("langage", "language", "every", "channel[1].url"):
        assert part in err
    assert "s3cr3t-token" not in err


@pytest.mark.parametrize("command", [["run"], ["status"], ["look", "x"], ["notify", "test"], ["backup", "x.db"]])
async def test_without_a_configuration_every_command_says_what_to_do(tmp_path, command):
    code, _, err = await slotwatch(*command, "--config", str(tmp_path / "none.toml"))
    assert code == 2
    assert "slotwatch init" in err
    assert "Traceback" not in err


async def test_a_state_folder_that_cannot_be_written_is_one_line_and_exit_code_2(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    config.write_text(config.read_text("utf-8").replace(str(tmp_path / "state"), "/proc/slotwatch"), "utf-8")
    code, _, err = await slotwatch("run", "--config", str(config))
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert "/proc/slotwatch" in err


async def test_config_schema_is_json_that_names_the_keys():
    code, out, _ = await slotwatch("config", "schema")
    assert code == 0
    assert {"motive", "channel", "pace", "contact"} <= json.loads(out)["properties"].keys()


async def test_providers_lists_every_booking_system():
    code, out, _ = await slotwatch("providers")
    assert code == 0
    for name in ("booking", "eappointment", "page"):
        assert name in out


async def test_look_shows_the_outcome_the_marker_and_the_final_address(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    code, out, _ = await slotwatch("look", "renouvellement", "--config", str(config))
    assert code == 0
    assert "no slot" in out
    assert "plus de plage horaire" in out
    assert "/booking/create/9845" in out
    site.answer("slots 2")
    code, out, _ = await slotwatch("look", "renouvellement", "--json", "--config", str(config))
    facts = json.loads(out)
    assert facts["outcome"] == "available"
    assert len(facts["slots"]) == 2


async def test_look_without_an_answer_has_its_own_exit_code(tmp_path, site):
    site.answer("502")
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    code, out, _ = await slotwatch("look", "renouvellement", "--config", str(config))
    assert code == 3
    assert "maintenance" in out


async def test_look_again_after_a_refusal_leaves_the_site_alone(tmp_path, site):
    site.answer("429 retry 600")
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    assert (await slotwatch("look", "renouvellement", "--config", str(config)))[0] == 3
    asked = len(site.requests)
    code, _, err = await slotwatch("look", "renouvellement", "--config", str(config))
    assert code == 2
    assert "left alone" in err
    assert len(site.requests) == asked


async def test_an_unknown_motive_or_channel_names_the_known_ones(tmp_path, site):
    config = write_config(tmp_path, site.single_url, "json://127.0.0.1:1/hook")
    code, _, err = await slotwatch("look", "renewal", "--config", str(config))
    assert (code, "renouvellement" in err) == (2, True)
    code, _, err = await slotwatch("notify", "test", "--channel", "sms", "--config", str(config))
    assert (code, "channel-1" in err) == (2, True)


async def test_notify_test_sends_through_every_channel_and_says_how_each_did(tmp_path, site, hook):
    async with Mailbox().serving() as mailbox:
        config = write_config(tmp_path, site.single_url, mailbox.url, hook.url, "json://127.0.0.1:1/hook")
        code, out, _ = await slotwatch("notify", "test", "--config", str(config))
        assert code == 1
        assert "channel-1: delivered" in out
        assert "channel-2: delivered" in out
        assert "channel-3: FAILED" in out
        assert len(mailbox.mails) == len(hook.got) == 1
        code, out, _ = await slotwatch("notify", "test", "--channel", "channel-2", "--config", str(config))
        assert code == 0
        assert len(hook.got) == 2


async def test_status_backup_and_healthcheck_follow_a_running_daemon(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    code, _, err = await slotwatch("status", "--config", str(config))
    assert (code, "Traceback" in err) == (2, False)
    code, out, _ = await slotwatch("healthcheck", "--config", str(config))
    assert (code, out.strip()) == (1, "no daemon is running")
    site.answer("slots 1")
    async with running(config):
        await eventually(lambda: hook.got)
        code, out, _ = await slotwatch("status", "--config", str(config))
        assert code == 0
        assert "OPEN" in out
        assert "channel-1: slots opened, sent" in out
        code, out, _ = await slotwatch("status", "--json", "--config", str(config))
        facts = json.loads(out)
        assert facts["running"] is True
        assert facts["motives"][0]["kind"] == "available"
        code, out, _ = await slotwatch("healthcheck", "--config", str(config))
        assert (code, out.strip()) == (0, "healthy")
        copy = tmp_path / "copy.db"
        code, _, _ = await slotwatch("backup", str(copy), "--config", str(config))
        assert code == 0
        assert copy.read_bytes().startswith(b"SQLite format 3")
        code, _, err = await slotwatch("backup", str(copy), "--config", str(config))
        assert code == 2
        assert len(err.strip().splitlines()) == 1


@pytest.mark.timeout(120)
async def test_the_demo_shows_a_real_mail_and_where_its_files_are(tmp_path):
    folder = tmp_path / "demo"
    code, out, _ = await slotwatch("demo", "--seconds", "14", "--folder", str(folder))
    assert code == 0
    assert "✉" in out
    assert "Rendez-vous disponible" in out
    assert str(folder / "slotwatch.toml") in out
    assert (folder / "state" / "slotwatch.db").exists()


async def test_a_demo_too_short_to_show_anything_says_so_by_its_exit_code(tmp_path):
    code, out, _ = await slotwatch("demo", "--seconds", "1", "--folder", str(tmp_path))
    assert code == 1
    assert "0 e-mails" in out
