"""`./run` on machines that lack something. The Pythons here are stand-ins: a few lines of shell."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "readlink", "cat", "tail", "rm")

ONLY_COMPLAINS = "echo 'pyenv: command not found' >&2; exit 127"
TOO_OLD = 'case "$2" in *version_info*3,*) exit 1 ;; esac'
WITHOUT_ENSUREPIP = 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.12 ;; esac'
FULL_DISK = 'case "$*" in *print*) echo 3.12 ;; *--clear*) echo "no space left" >&2; exit 1 ;; esac'
NO_PIP = 'case "$*" in *pip*) echo "pip was called" >&2; exit 1 ;; esac'
SAYS_ARGUMENTS = 'printf "<%s>" "$@"'

pytestmark = pytest.mark.packaging


def put_program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


class Machine:
    """A checkout and a PATH with the shell's own tools and the Pythons that are put there."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"
        self.path = folder / "bin"
        self.path.mkdir()
        (self.checkout / "scripts").mkdir(parents=True)
        for name in ("run", "scripts/venv.sh", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / name, self.checkout / name)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.path / tool).symlink_to(found)

    def put_python(self, name: str, body: str) -> None:
        put_program(self.path / name, body)

    def put_finished_venv(self) -> Path:
        venv = self.checkout / ".venv"
        put_program(venv / "bin/python", NO_PIP)
        put_program(venv / "bin/backroutine", SAYS_ARGUMENTS)
        lock, project = (self.checkout / name for name in ("requirements.txt", "pyproject.toml"))
        made_from = f"{self.checkout.resolve()}\n{lock.read_text('utf-8')}{project.read_text('utf-8')}"
        (venv / "made-from-requirements.txt").write_text(made_from, encoding="utf-8")
        return venv

    def run(self, *arguments: str, script: Path | None = None, **environment: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of ./run, called from another folder."""
        done = subprocess.run(
            [str(script or self.checkout / "run"), *arguments],
            env={"PATH": str(self.path), **environment},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_python_says_so_in_a_line(machine: Machine) -> None:
    code, out, err = machine.run()
    assert (code, out) == (1, "")
    assert err.startswith("backroutine: no Python 3.11 or newer was found on PATH; install one")
    assert err.count("\n") == 1


@pytest.mark.parametrize("body", [ONLY_COMPLAINS, TOO_OLD])
def test_python_that_will_not_do_is_passed_over(machine: Machine, body: str) -> None:
    machine.put_python("python3.13", body)
    assert "no Python 3.11 or newer" in machine.run()[2]
    machine.put_python("python3", FULL_DISK)
    assert "making .venv with Python 3.12" in machine.run()[2]


def test_missing_ensurepip_names_the_package_to_install(machine: Machine) -> None:
    machine.put_python("python3.12", WITHOUT_ENSUREPIP)
    code, _, err = machine.run()
    assert code == 1
    assert "install python3-venv" in err
    assert err.count("\n") == 1


def test_python_with_ensurepip_is_preferred_to_a_newer_one_without(machine: Machine) -> None:
    machine.put_python("python3.13", WITHOUT_ENSUREPIP)
    machine.put_python("python3.11", FULL_DISK)
    assert "making .venv" in machine.run()[2]


def test_chosen_python_is_not_swapped_for_another(machine: Machine) -> None:
    machine.put_python("python3", FULL_DISK)
    code, _, err = machine.run(PYTHON="/nowhere/python")
    assert code == 1
    assert (
        err
        == "backroutine: PYTHON=/nowhere/python: is no Python 3.11 or newer; unset PYTHON or name another\n"
    )


def test_failure_shows_the_last_words_and_what_failed(machine: Machine) -> None:
    machine.put_python("python3", FULL_DISK)
    code, _, err = machine.run()
    assert code == 1
    assert err.splitlines()[-2] == "no space left"
    assert "could not be made" in err.splitlines()[-1]


def test_finished_venv_is_used_as_it_is(machine: Machine) -> None:
    machine.put_finished_venv()
    assert machine.run("--only", "hip thrust") == (0, "<start><--only><hip thrust>", "")


def test_works_through_a_symlink(machine: Machine, tmp_path: Path) -> None:
    machine.put_finished_venv()
    (tmp_path / "linked").symlink_to("a checkout/run")
    assert machine.run(script=tmp_path / "linked") == (0, "<start>", "")


@pytest.mark.parametrize("changed", ["requirements.txt", "pyproject.toml"])
def test_changed_lock_is_installed_anew(machine: Machine, changed: str) -> None:
    machine.put_finished_venv()
    with (machine.checkout / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    code, out, _ = machine.run()
    assert (code, out) == (1, "")  # No Python here to do it with; what counts is that it was not started.


def test_moved_checkout_is_installed_anew(machine: Machine) -> None:
    machine.put_finished_venv()
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved"))
    assert machine.run()[:2] == (1, "")


def test_interrupted_installation_is_not_believed(machine: Machine) -> None:
    venv = machine.put_finished_venv()
    (venv / "unfinished").write_text("", encoding="utf-8")
    assert machine.run()[:2] == (1, "")


def test_installation_under_way_is_left_alone(machine: Machine) -> None:
    venv = machine.put_finished_venv()
    machine.put_python("python3", FULL_DISK)
    (venv / "unfinished").write_text(f"{os.getpid()}\n", encoding="utf-8")
    code, _, err = machine.run()
    assert code == 1
    assert f"is being filled by process {os.getpid()}; wait for it" in err
