"""Whatever is in the file: settings, or a `ConfigError`; and never a secret in either's words."""

import string
import tempfile
from pathlib import Path

import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slotwatch.config import ConfigError, Settings, load
from slotwatch.config.wire import ChannelTable, MotiveTable, PaceTable, RootTable

FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
KEYS = sorted({k for t in (RootTable, PaceTable, ChannelTable, MotiveTable) for k in t.model_fields})
SECRET = "S3cr3tT0k3nValue"

URL = "https://www.prefecture.example/booking/create/1"
good_values = st.sampled_from(
    [
        *(
            '"fr"',
            '"moi@example.org"',
            '"renouvellement"',
            '["renouvellement"]',
            '"booking"',
            '"page"',
            f'"{URL}"',
        ),
        *('"5m"', '"1s"', "300", "0.2", "-1", "99999999999999999999", "inf", "nan", "true"),
        *('"22:00-07:00"', '["lundi"]', '"Europe/Paris"', "2027-03-01", "1979-05-27T07:32:00Z", "07:32:00"),
        *(f'"tgram://{SECRET}/1234567"', '"tgram://${SECRET}/1"', '"${SECRET}"', '"file:none"'),
        *(f'"mailto://a:{SECRET}@"', f'"{SECRET}://x"'),
        *('{ slot = [{ css = "a" }], no_slot = [] }', "[]", "{}"),
    ]
)
text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)
quoted = text.map(lambda t: "'''\n" + "".join(c for c in t if c >= " " and c not in "'\x7f") + "'''")
keys = st.one_of(st.sampled_from(KEYS), st.text(string.ascii_letters + "-_", min_size=1, max_size=12))
lines = st.one_of(
    st.builds("{} = {}".format, keys, st.one_of(good_values, quoted)),
    st.sampled_from(
        ["[pace]", "[[channel]]", "[[motive]]", "[motive.options]", "[channel]", "[motive]", "[[pace]]"]
    ),
)
documents = st.lists(lines, max_size=25).map("\n".join)
anything = st.one_of(documents.map(str.encode), st.binary(max_size=200), text.map(str.encode))


def outcome(content: bytes, providers) -> Settings | ConfigError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "slotwatch.toml")
        path.write_bytes(content)
        try:
            return load(path, providers, environ={"SECRET": SECRET, "HOME": folder})
        except ConfigError as error:
            return error


@given(content=anything)
@settings(max_examples=300, deadline=None, suppress_health_check=FIXTURES)
def test_loading_gives_settings_or_a_config_error_and_nothing_else(content, providers):
    result = outcome(content, providers)
    if isinstance(result, ConfigError):
        assert result.problems
        assert len(str(result).splitlines()) == len(result.problems) + 1
        assert all(problem.found and problem.expected for problem in result.problems)
    else:
        assert result.motives
        assert result.channels


HEAD = 'contact = "moi@example.org"\n'
MOTIVE = '\n[[motive]]\nname = "renouvellement"\nurl = "' + URL + '"\n'
secret_addresses = st.sampled_from(
    [
        f"tgram://{SECRET}/1234567",
        f"tgram://${{SECRET}}/{SECRET}",
        f"tgram://${{SECRET}}/${{NONE}}/{SECRET}",
        f"mailtos://moi:{SECRET}@example.org",
        f"moi:{SECRET}@example.org",
        f"odd://[{SECRET}",
        f"${{{SECRET}:x}}",
        f"{SECRET} ${{NONE}}",
        "${SECRET}",
        "json://x:${SECRET}@example.org",
    ]
)
harmless = good_values.filter(lambda value: SECRET not in value)
channel_lines = st.lists(
    st.one_of(
        st.builds("{} = {}".format, st.sampled_from(sorted(ChannelTable.model_fields)), harmless),
        st.sampled_from(["urll = 1", "", "# nothing"]),
    ),
    max_size=4,
).map("\n".join)


@given(url=secret_addresses, more=channel_lines, check=st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=FIXTURES)
def test_no_secret_of_a_channel_is_in_the_words_of_the_outcome(url, more, check, providers):
    content = f'{HEAD}[[channel]]\nname = "c"\nurl = "{url}"\n{more}\n{MOTIVE}'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "slotwatch.toml")
        path.write_text(content, encoding="utf-8")
        try:
            result = load(
                path,
                providers,
                environ={"SECRET": SECRET},
                check_channel=(lambda address: f"I do not like {address}") if check else None,
            )
        except ConfigError as error:
            words = f"{error} {error!r} {error.__cause__} {error.__context__}"
        else:
            assert SECRET in " ".join(result.secrets)
            words = repr(result) + str(result)
    assert SECRET not in words


@given(content=documents)
@settings(max_examples=200, deadline=None, suppress_health_check=FIXTURES)
def test_an_unknown_top_level_key_is_always_told(content, providers):
    result = outcome(("zzz_unknown = 1\n" + content).encode(), providers)
    assert isinstance(result, ConfigError)
    try:
        tomli.loads(content)
    except tomli.TOMLDecodeError:
        return
    assert "zzz_unknown" in [problem.where for problem in result.problems]


@given(
    wait=st.floats(0.001, 59.9),
    where=st.sampled_from(["pace", "motive"]),
    key=st.sampled_from(["every", "night_every"]),
)
@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES)
def test_no_configuration_goes_below_the_floor(wait, where, key, providers):
    channel = '[[channel]]\nname = "c"\nurl = "tgram://123456/7"\n'
    pace = f"[pace]\n{key} = {wait:.6f}\n" if where == "pace" else ""
    own = f"{key} = {wait:.6f}\n" if where == "motive" else ""
    result = outcome(f"{HEAD}{pace}{channel}{MOTIVE}{own}".encode(), providers)
    assert isinstance(result, ConfigError)
    assert [problem.where.split(" ")[0].rpartition(".")[2] for problem in result.problems] == [key]
