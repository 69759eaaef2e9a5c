"""Readers that leave, full disks, strange locales: the real program, decent in each."""

import subprocess
from pathlib import Path

import pytest

from programs import COMMAND, backroutine, environment

READING = [["list"], ["show", "superman"], ["log"], ["log", "--json"], ["log", "--csv"]]
SESSION = ["start", "--plain", "--speed", "1000", "--only", "superman", "--reps", "1"]


@pytest.mark.parametrize("arguments", [*READING, SESSION], ids=" ".join)
def test_a_reader_that_leaves_is_no_failure(arguments: list[str], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    complaints = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), complaints) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["list"], SESSION, ["--help"]], ids=" ".join)
def test_a_full_disk_behind_stdout_is_one_line(arguments: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"backroutine: output: could not be written")
    assert done.stderr.count(b"\n") == 1


def test_a_session_nobody_reads_is_stopped_and_kept(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        subprocess.run(
            [*COMMAND, *SESSION],
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    assert '"status": "stopped"' in backroutine(["log", "--json"], tmp_path).stdout


@pytest.mark.parametrize("arguments", [*READING, SESSION], ids=" ".join)
def test_a_poor_locale_loses_characters_not_the_program(arguments: list[str], tmp_path: Path) -> None:
    done = backroutine(arguments, tmp_path, LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()


def test_no_home_at_all(tmp_path: Path) -> None:
    done = backroutine(["list"], tmp_path, HOME=None, BACKROUTINE_HOME=None)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_home_that_cannot_be_written_is_told_before_the_session(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = backroutine(SESSION, tmp_path, BACKROUTINE_HOME=str(tmp_path / "file" / "x"))
    assert done.returncode == 74
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "file") in done.stderr


def test_a_dumb_terminal_and_a_pipe_get_lines(tmp_path: Path) -> None:
    done = backroutine([*SESSION[:1], *SESSION[2:]], tmp_path, TERM="dumb")
    assert done.returncode == 0
    assert "Finished." in done.stdout


def test_version_is_quick_to_say(tmp_path: Path) -> None:
    from backroutine import __version__

    assert backroutine(["--version"], tmp_path).stdout == f"backroutine {__version__}\n"
