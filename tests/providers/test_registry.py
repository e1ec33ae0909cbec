"""Finding providers: by their files, loudly where one is broken."""

import sys
from pathlib import Path

import pytest

from slotwatch import providers
from slotwatch.contract import Provider
from slotwatch.policy.cadence import FLOOR
from slotwatch.providers import ProviderBroken, recognise, registry
from slotwatch.providers._registry import load

GOOD = '''
from pydantic import BaseModel, ConfigDict, Field
TITLE = "A made-up system"
EXAMPLE = "https://made.up.example/book/1"
FLOOR = 60.0
class Options(BaseModel):
    """None."""
    model_config = ConfigDict(extra="forbid")
    x: int = Field(1, description="A number.")
def matches(url): return url.startswith("https://made.up.example/")
def read(page, options): return None
async def look(motive, fetch): return None
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of provider modules, made from their sources."""

    def make(**sources):
        name = f"made_up_{len(sys.modules)}"
        folder = Path(tmp_path) / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for module, source in sources.items():
            (folder / f"{module}.py").write_text(source)
        monkeypatch.syspath_prepend(str(tmp_path))
        return __import__(name)

    return make


def test_the_systems_are_found_by_their_files_in_order():
    files = Path(providers.__file__).parent.glob("[!_]*.py")
    assert list(registry()) == sorted(path.stem for path in files)
    assert {"booking", "eappointment", "page"} <= set(registry())


def test_every_provider_keeps_the_contract():
    for name, provider in registry().items():
        assert isinstance(provider, Provider)
        assert provider.FLOOR >= FLOOR
        assert provider.matches(provider.EXAMPLE) == (name != "page")


def test_every_provider_has_its_pages_and_its_documentation():
    here = Path(__file__).parent
    docs = here.parent.parent / "docs" / "providers"
    for name in registry():
        assert (here / name / "expected.toml").is_file()
        text = (docs / f"{name}.md").read_text(encoding="utf-8")
        for heading in (
            "What it is",
            "What a check costs",
            "Outcomes and markers",
            "Certainty",
            "Pace",
            "Limits",
        ):
            assert f"## {heading}" in text, (name, heading)


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://www.hauts-de-seine.gouv.fr/booking/create/4462", ["booking"]),
        ("http://www.rdv.ain.gouv.fr/booking/create/8485/2", ["booking"]),
        ("https://www.example.gouv.fr/index.php/booking/create/16105/0?x=1#top", ["booking"]),
        ("https://pprdv.interieur.gouv.fr/booking/create/989/", ["booking"]),
        ("https://www.example.gouv.fr/booking/create/12345/5/1800000000", ["booking"]),
        ("https://rdv.example.gouv.fr/eAppointmentpref94/element/jsp/specific/pref94.jsp", ["eappointment"]),
        ("https://rdv.example.fr/eAppointment/appointment.do?preselectservice=12", ["eappointment"]),
        ("https://rdv.example.fr/eAppointmentCNI-internet", ["eappointment"]),
        (
            "https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/16040/",
            ["rdv_prefecture"],
        ),
        ("https://rdv.example.fr/rdvpref/reservation/demarche/16040", ["rdv_prefecture"]),
        ("https://rdv.example.fr/rdvpref/reservation/demarche/16040/cgu/?error=x", ["rdv_prefecture"]),
        ("https://rdv.example.fr/rdvpref/reservation/demarche/", []),
        ("https://rdv.example.fr/aide/rdvpref/reservation/demarche/16040", []),
        ("https://consulat.gouv.fr/fr/consulat-general-de-france-a-exemple/rendez-vous?name=x", ["consulat"]),
        ("https://consulat.gouv.fr/ambassade-de-france-a-exemple/", ["consulat"]),
        ("https://www.consulat.gouv.fr/en/ambassade-de-france-a-exemple", ["consulat"]),
        ("http://127.0.0.1:8000/fr/consulat-general-de-france-a-exemple/rendez-vous", ["consulat"]),
        ("https://api.consulat.gouv.fr/api/team/aa11/reservations-session", []),
        ("https://consulat.gouv.fr/", []),
        ("https://consulat.gouv.fr.example.org/fr/une-page", []),
        ("https://www.example.fr/fr/une-page/rendez-vous", []),
        ("https://[bad/fr/consulat-general-de-france-a-exemple/rendez-vous", []),
        ("https://www.example.gouv.fr/booking/create/abc", []),
        ("https://www.example.gouv.fr/news/booking/create/12345", []),
        ("https://www.example.gouv.fr/?next=/booking/create/12345", []),
        ("https://www.example.gouv.fr/rdv/eAppointment", []),
        ("ftp://www.example.gouv.fr/booking/create/12345", []),
        ("https://www.example.gouv.fr/", []),
        ("", []),
    ],
)
def test_addresses_are_recognised_by_their_shape(url, names):
    assert recognise(url) == names


def test_a_folder_with_a_good_module_gives_it(package):
    found = load(package(good=GOOD, _helper="raise RuntimeError"))
    assert list(found) == ["good"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("raise RuntimeError('no luck')", "cannot be imported: RuntimeError: no luck"),
        ("def broken(:", "cannot be imported: SyntaxError"),
        ("import made_up_missing_thing", "cannot be imported: ModuleNotFoundError"),
        ("", "TITLE must be one line of text"),
        (GOOD.replace('"A made-up system"', '""'), "TITLE must be one line"),
        (GOOD.replace("60.0", '"60"'), "FLOOR must be a number"),
        (GOOD.replace('extra="forbid"', ""), "must forbid unknown keys"),
        (GOOD.replace(', description="A number."', ""), "Options.x needs a description"),
        (GOOD.replace("(BaseModel)", ""), "Options must be a pydantic model"),
        (GOOD.replace("async def look", "def look"), "look(motive, fetch) must be an async function"),
        (GOOD.replace("def matches", "def fits"), "matches(url) is missing"),
        (GOOD.replace("def read", "def reads"), "read(page, options) is missing"),
        (GOOD.replace("made.up.example/book", "elsewhere.example/book"), "matches(EXAMPLE) is not true"),
    ],
)
def test_a_broken_module_is_a_loud_error_that_names_it(package, source, says):
    with pytest.raises(ProviderBroken) as error:
        load(package(good=GOOD, rotten=source))
    assert ".rotten" in str(error.value)
    assert says in str(error.value)


def test_the_registry_is_read_once():
    assert providers.registry() is registry()
