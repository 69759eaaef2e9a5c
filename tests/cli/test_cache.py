"""What was worked out before: a hit for equal sources only, and never in the way."""

import json
import os
import sys
from pathlib import Path

import pytest

from backroutine.cli import cache
from backroutine.cli.cache import cache_file, cached, remembered
from backroutine.cli.main import run
from commands import Captured, refused, said

DOG = "version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {left: left leg, right: right leg}, reps: 1}\n"


def test_equal_sources_are_a_hit_and_others_are_not(own_home: Path) -> None:
    answers = iter([{"n": 1}, {"n": 2}, {"n": 3}])
    assert cached("list", ["a"], lambda: next(answers)) == {"n": 1}
    assert cached("list", ["a"], lambda: next(answers)) == {"n": 1}
    assert cached("list", ["b"], lambda: next(answers)) == {"n": 2}
    assert cached("list", None, lambda: next(answers)) == {"n": 3}
    assert remembered("list", ["b"]) == {"n": 2}


def test_another_version_of_the_program_works_it_out_again(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached("list", ["a"], lambda: 1)
    monkeypatch.setattr(cache, "__version__", "99")
    assert remembered("list", ["a"]) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"sources": 1}', b"\xff\xfe"])
def test_a_damaged_file_is_replaced(damage: bytes, own_home: Path) -> None:
    cached("list", ["a"], lambda: 1)
    cache_file("list").write_bytes(damage)
    assert cached("list", ["a"], lambda: 2) == 2
    assert remembered("list", ["a"]) == 2


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes everywhere")
def test_without_a_place_nothing_is_kept_and_nothing_fails(own_home: Path) -> None:
    cache_file("list").parent.mkdir(parents=True)
    cache_file("list").parent.chmod(0o500)
    assert cached("list", ["a"], lambda: 1) == 1
    assert remembered("list", ["a"]) is None


def test_the_file_is_its_owners_alone(own_home: Path) -> None:
    cached("list", ["a"], lambda: 1)
    assert cache_file("list").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "command", [["list"], ["show", "dog"], ["start", "--json", "--rehearse", "--speed", "1000"]]
)
def test_a_catalogue_is_checked_whenever_its_text_changes(
    command: list[str], own_home: Path, capsys: Captured, tmp_path: Path
) -> None:
    file = tmp_path / "dog.yaml"
    named = [*command, "--catalogue", str(file)]
    file.write_text(DOG)
    first = said(capsys, *named)
    again = said(capsys, *named)
    if command[0] != "start":  # its lines have instants
        assert again == first
    kept = file.stat()
    file.write_text(DOG.replace("reps: 1", "reps: x"))
    os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert "reps: cannot be x" in refused(capsys, *named, code=65)
    file.write_text(DOG.replace("Dog", "Cat"))
    assert run([*named, "--json"] if command[0] != "start" else named) == 0
    out = capsys.readouterr().out
    assert '"Cat"' in out or command[0] == "start"
    assert json.loads(cache_file(command[0]).read_text())["sources"][-1] == file.read_text()
