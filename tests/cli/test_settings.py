"""Settings: option over environment over file over default, and every fault of the file at once."""

import os
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from backroutine.cli.paths import journal_path
from backroutine.cli.settings import Settings, Source, load_settings
from backroutine.cli.settings_file import KEYS
from backroutine.errors import BackroutineError, FileError, UsageError

ALL = """\
# mine
weekly_goal = 5
questions = false
sound = "tone"
pace = 0.8
catalogue = "mine.yaml"
week_starts = "Sunday"
day_starts = "05:00"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def settings(file: Path, text: str | bytes | None = None, **environment: str) -> Settings:
    if text is not None:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_settings({"BACKROUTINE_HOME": str(file.parent), **environment})


def faults(file: Path, text: str | bytes) -> list[str]:
    with pytest.raises(FileError) as caught:
        settings(file, text)
    assert caught.value.exit_code == 65
    found = [str(fault) for fault in caught.value.faults]
    assert all(line.startswith(f"{file}:") for line in found)
    return [line.removeprefix(f"{file}:") for line in found]


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    found = settings(file)
    assert found == Settings()
    assert {found.source(name) for name in KEYS} == {Source("default")}


def test_every_key_is_a_setting_and_every_setting_a_key() -> None:
    assert [*KEYS, "sources"] == list(Settings.__struct_fields__)


def test_a_file_sets_each_and_says_on_which_line(file: Path) -> None:
    found = settings(file, ALL)
    assert (found.weekly_goal, found.questions, found.sound, found.pace) == (5, False, "tone", 0.8)
    assert (found.week_starts, found.first_weekday, found.day_starts) == ("sunday", 6, 5)
    assert found.source("questions") == Source("file", f"{file}:3")
    assert found.source("day_starts") == Source("file", f"{file}:8")


def test_a_catalogue_lies_beside_the_file_that_names_it(file: Path) -> None:
    assert settings(file, ALL).catalogue == file.parent / "mine.yaml"


def test_a_catalogue_may_lie_at_home(file: Path, own_home: Path) -> None:
    assert settings(file, 'catalogue = "~/mine.yaml"').catalogue == own_home / "mine.yaml"
    assert settings(file, "", BACKROUTINE_CATALOGUE="~/it.yaml").catalogue == own_home / "it.yaml"


def test_the_environment_goes_before_the_file_key_by_key(file: Path) -> None:
    found = settings(file, ALL, BACKROUTINE_WEEKLY_GOAL="2", BACKROUTINE_SOUND=" ")
    assert (found.weekly_goal, found.sound) == (2, "tone")
    assert found.source("weekly_goal") == Source("environment", "BACKROUTINE_WEEKLY_GOAL")
    assert found.source("sound").kind == "file"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("questions", "off", False),
        ("questions", "Yes", True),
        ("pace", "2", 2.0),
        ("week_starts", "sunday", "sunday"),
        ("day_starts", "0", 0),
        ("day_starts", "06:00", 6),
        ("catalogue", "x.yaml", Path("x.yaml")),
    ],
)
def test_a_variable_is_written_as_people_write(name: str, text: str, value: object, file: Path) -> None:
    assert getattr(settings(file, None, **{f"BACKROUTINE_{name.upper()}": text}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("weekly_goal", "three"),
        ("weekly_goal", "0"),
        ("weekly_goal", "15"),
        ("weekly_goal", "9" * 5000),
        ("questions", "maybe"),
        ("sound", "loud"),
        ("pace", "nan"),
        ("pace", "2.1"),
        ("catalogue", "~nobody-of-this-name/x.yaml"),
        ("week_starts", "friday"),
        ("day_starts", "7"),
        ("day_starts", "03:30"),
        ("day_starts", "\x1b[2J"),
    ],
)
def test_a_wrong_variable_is_named_with_what_it_may_be(name: str, text: str, file: Path) -> None:
    with pytest.raises(UsageError) as caught:
        settings(file, None, **{f"BACKROUTINE_{name.upper()}": text})
    said = str(caught.value)
    assert said.startswith(f"BACKROUTINE_{name.upper()}: ")
    assert "; give " in said
    assert "\x1b" not in said
    assert len(said) < 200


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("weekly_goal = 0", "weekly_goal: 0 is not possible; give a whole number from 1 to 14"),
        ("weekly_goal = 15", "weekly_goal: 15 is"),
        ("weekly_goal = true", "weekly_goal: true is"),
        ("weekly_goal = 3.0", "weekly_goal: 3.0 is"),
        ('weekly_goal = "3"', 'weekly_goal: "3" is'),
        ("weekly_goal = [3]", "weekly_goal: a list is"),
        ("weekly_goal = 0x" + "f" * 8000, "weekly_goal: so large a number is"),
        ("[weekly_goal]", "weekly_goal: a table is"),
        ("[[weekly_goal]]", "weekly_goal: a list is"),
        ("weekly_goal.x = 1", "weekly_goal: a table is"),
        ("questions = 1", "questions: 1 is not possible; give true or false"),
        ('questions = "yes"', 'questions: "yes" is'),
        (
            'sound = "loud"',
            'sound: "loud" is not possible; give "auto" or "voice" or "tone" or "bell" or "off"',
        ),
        ("sound = false", "sound: false is"),
        ("sound = []", "sound: a list is"),
        ("pace = 0.4", "pace: 0.4 is not possible; give a number from 0.5 to 2.0, in tenths"),
        ("pace = 1.25", "pace: 1.25 is"),
        ("pace = nan", "pace: nan is"),
        ("pace = inf", "pace: inf is"),
        ("pace = true", "pace: true is"),
        ("pace = 0x" + "f" * 8000, "pace: so large a number is"),
        ("catalogue = 1", "catalogue: 1 is"),
        ('catalogue = ""', 'catalogue: "" is'),
        ('week_starts = "friday"', 'week_starts: "friday" is not possible; give "monday" or "sunday"'),
        ("week_starts = 0", "week_starts: 0 is"),
        ("day_starts = 7", 'day_starts: 7 is not possible; give a full hour from "00:00" to "06:00"'),
        ("day_starts = -1", "day_starts: -1 is"),
        ("day_starts = true", "day_starts: true is"),
        ('day_starts = "03:30"', 'day_starts: "03:30" is'),
        ('day_starts = "03:00+02:00"', 'day_starts: "03:00+02:00" is'),
        ('day_starts = "three"', 'day_starts: "three" is'),
        ("day_starts = 2026-11-22", "day_starts: 2026-11-22 is"),
        ('"weekly\\u005fgoal" = 0', "weekly_goal: 0 is"),
        ("wekly_goal = 3", "wekly_goal: there is no such setting; did you mean weekly_goal?"),
        ("week-starts = 3", "week-starts: there is no such setting; did you mean week_starts?"),
        (
            "[zzz]",
            "zzz: there is no such setting; the settings are weekly_goal, questions, sound, voice,",
        ),
        ('editor = "touch /tmp/x"', "editor: there is no such setting"),
        (f'"{"k" * 9000}" = 1', "kkk"),
        ('"\\u001b[2J" = 1', "\\x1b[2J: there is no such setting"),
    ],
)
def test_a_wrong_setting_is_reported_with_its_line(line: str, said: str, file: Path) -> None:
    (found,) = faults(file, f"# mine\n\n{line}\n")
    assert found.removeprefix("3:").lstrip().startswith(said)
    assert found.startswith("3: ") or "\\" in line
    assert "\x1b" not in found
    assert len(found) < 250


@pytest.mark.parametrize("value", ["3", '"03:00"', "03:00:00"])
def test_a_day_starts_at_an_hour_however_it_is_written(value: str, file: Path) -> None:
    assert settings(file, f"day_starts = {value}\n").day_starts == 3


def test_all_faults_are_reported_in_the_order_of_their_lines(file: Path) -> None:
    found = faults(file, 'pace = 9\nrset = 1\nweekly_goal = "x"\n')
    assert [line.split(": ")[:2] for line in found] == [["1", "pace"], ["2", "rset"], ["3", "weekly_goal"]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('weekly_goal = 3\nsound = "on\n', 2),
        ("weekly_goal = 3\nweekly_goal = 4\n", 2),
        ("pace = \n", 1),
        ("pace = [1,\n", 1),
        ("\nhello\n", 2),
        ("questions: false\n", 1),
        ("day_starts = 25:00:00\n", 1),
        ("day_starts = 2026-02-30\n", 1),
        ("[sound\n", 1),
        ('sound = "\\q"\n', 1),
        ("pace = \x1b\n", 1),
        ("sound = 'a\x9bb'\n", 1),
        ("pace = 1\n# \u202e\n", 2),
        (b"pace = 1\nsound = '\xff'\n", 2),
        (b"pace = 1\r\nsound = '\xff'\r\n", 2),
        ("pace = 1\n".encode("utf-16"), 1),
        (b"pace = \0\n", 1),
    ],
)
def test_a_file_that_is_not_toml_is_reported_with_its_line(text: str | bytes, line: int, file: Path) -> None:
    (found,) = faults(file, text)
    assert found.startswith(f"{line}: ")
    assert not set("\x1b\x9b\u202e\0\n") & set(found)


@pytest.mark.parametrize(
    "text",
    [
        "sound = " + "[" * 15_000,
        "sound = " + "{a=" * 5000,
        "pace = " + "9" * 15_000,
        ".".join(["a"] * 2000) + " = 1",
    ],
    ids=["lists", "tables", "digits", "dots"],
)
def test_what_is_made_to_exhaust_the_reader_is_refused(text: str, file: Path) -> None:
    assert len(faults(file, text)) == 1


def test_a_large_file_is_refused(file: Path) -> None:
    assert faults(file, "#" * 16_001) == [" is larger than 16 kB; give a smaller file"]
    assert settings(file, "#" * 16_000) == Settings()


def test_a_byte_order_mark_windows_line_ends_and_nothing_at_all_are_fine(file: Path) -> None:
    assert settings(file, b"\xef\xbb\xbfpace = 1.5\r\nweekly_goal = 4\r\n").weekly_goal == 4
    assert settings(file, "") == Settings()


def test_a_settings_file_that_is_a_pipe_or_folder_is_refused_at_once(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(FileError, match="is a named pipe"):
        settings(file)
    file.unlink()
    file.mkdir()
    with pytest.raises(FileError, match="is a folder"):
        settings(file)
    file.rmdir()
    file.symlink_to("/dev/zero")
    with pytest.raises(FileError, match="is a device"):
        settings(file)


def test_a_link_that_leads_nowhere_is_reported(file: Path) -> None:
    file.symlink_to(file.parent / "none.toml")
    with pytest.raises(FileError, match="there is no such file"):
        settings(file)


def test_a_file_that_was_named_must_be_there_and_goes_before(file: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    with pytest.raises(FileError, match=r"named\.toml: there is no such file"):
        settings(file, ALL, BACKROUTINE_CONFIG=str(named))
    named.write_text("weekly_goal = 7\n")
    assert settings(file, ALL, BACKROUTINE_CONFIG=str(named)) == Settings(
        weekly_goal=7, sources={"weekly_goal": Source("file", f"{named}:1")}
    )


def test_the_current_folder_is_not_searched_for_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("weekly_goal = 7\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings({"BACKROUTINE_HOME": str(tmp_path / "home")}).weekly_goal == 3


def test_without_a_home_the_defaults_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_a, **_k: "~/.config/backroutine")
    assert load_settings({}) == Settings()


def test_the_page_of_settings_shows_each_with_its_default(file: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    shown = re.search(r"```toml\n(.+?)```", page, re.DOTALL)
    assert shown
    assert re.findall(r"^(?:# )?\[?(\w+)\]?(?: = |$)", shown[1], re.MULTILINE) == [*KEYS, "morning"]
    found = settings(file, shown[1])
    assert replace(found, sources={}) == Settings()
    assert {*found.sources} == {*KEYS} - {
        "catalogue",
        "default_routine",
        "routines",
        "voice",
        "get_ready",
        "rest",
    }


def test_one_variable_puts_everything_into_one_folder(tmp_path: Path) -> None:
    assert journal_path({"BACKROUTINE_HOME": str(tmp_path)}) == tmp_path / "journal.db"


def test_a_relative_voice_lies_beside_the_settings_file(file: Path) -> None:
    assert settings(file, 'voice = "voices/amy.onnx"').voice == file.parent / "voices" / "amy.onnx"
    assert settings(file, 'voice = "en-gb"').voice == "en-gb"


def test_a_volume_of_0_is_silence_and_less_is_wrong(file: Path) -> None:
    assert settings(file, "volume = 0").volume == 0
    assert len(faults(file, "volume = -0.1")) == 1


def test_a_relative_folder_starts_at_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert journal_path({"BACKROUTINE_HOME": "mine"}) == tmp_path / "mine" / "journal.db"


def test_without_it_files_lie_where_the_platform_wants_them() -> None:
    path = journal_path({"BACKROUTINE_HOME": ""})
    assert path.is_absolute()
    assert "backroutine" in path.parts


def test_without_a_home_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_a, **_k: "~/.local/share/backroutine")
    with pytest.raises(BackroutineError, match="BACKROUTINE_HOME"):
        journal_path({})


@pytest.mark.parametrize(
    "written", ["C:\\Users\\me\\x.yaml", "C:\\temp\\new.yaml", "C:\\back.yaml", "D:\\x.yaml"]
)
def test_a_path_of_windows_gets_the_hint_and_works_in_single_quotes(written: str, file: Path) -> None:
    file.write_text(f'week_starts = "monday"\ncatalogue = "{written}"\n')
    with pytest.raises(
        FileError, match=r"config\.toml:2: .*; write a path with backslashes in single quotes"
    ):
        load_settings({"BACKROUTINE_CONFIG": str(file)})
    file.write_text(f"catalogue = '{written}'\n")
    assert str(load_settings({"BACKROUTINE_CONFIG": str(file)}).catalogue).endswith(written)
