"""Only small, honest text files are read; anything else is refused, with its line."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from backroutine.catalogue.load import load_catalogue
from backroutine.errors import FileError
from backroutine.files import LARGEST
from catalogues import SMALL, faults, parse


def complaint(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        load_catalogue(path)
    (fault,) = caught.value.faults
    assert caught.value.exit_code == 65
    return str(fault)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL)
    assert [exercise.id for exercise in load_catalogue(path).exercises] == ["bird-dog"]


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SMALL)
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "mine.yaml")
    assert load_catalogue(link).version == 1


def test_the_file_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("hello\n")
    assert complaint(Path("mine.yaml")).startswith("mine.yaml:1: ")


def test_a_missing_file(tmp_path: Path) -> None:
    assert complaint(tmp_path / "none.yaml").endswith("none.yaml: there is no such file; check the name")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in complaint(tmp_path)


@pytest.fixture
def waiting_fails() -> Iterator[None]:
    """A test that would wait for ever fails instead."""

    def too_long(signum: int, frame: object) -> None:
        raise AssertionError("waited")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(5)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("waiting_fails")
def test_a_named_pipe_without_a_writer_does_not_block(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert "is a named pipe" in complaint(pipe)


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.yaml")
        assert "cannot be read" in complaint(Path("s.yaml"))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device(device: str) -> None:
    path = Path(device)
    if not path.exists():
        pytest.skip(f"no {device} here")
    said = complaint(path)
    assert "is a device" in said or "cannot be read" in said  # /dev/tty without a terminal cannot be opened


def test_a_link_to_a_device(tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to("/dev/zero")
    assert "is a device" in complaint(link)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "may not be read" in complaint(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.touch()
    os.truncate(path, 300_000_000_000)
    assert "is larger than 1 MB" in complaint(path)


def test_a_file_larger_than_it_said_is_refused() -> None:
    assert faults(b"#" * LARGEST) == [
        "mine.yaml: holds no catalogue; begin it with version: 1, then exercises:"
    ]
    assert faults(b"#" * (LARGEST + 1)) == ["mine.yaml: is larger than 1 MB; give a smaller file"]


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_name_no_file_can_have(name: str) -> None:
    assert "check the name" in complaint(Path(name))


def test_control_characters_in_the_name_are_spelled_out(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb.yaml"
    path.write_text("hello\n")
    assert r"a\x1b[2Jb.yaml:1" in complaint(path)


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    assert parse("\ufeff" + SMALL) == parse(SMALL) == parse(SMALL.replace("\n", "\r\n"))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_byte_that_is_not_utf8_has_its_line(line_end: str, start: str) -> None:
    text = (start + "version: 1\nname: Rücken\n").replace("\n", line_end).encode() + b"exercises: R\xfccken\n"
    assert faults(text) == ["mine.yaml:3: the byte 0xFC is not UTF-8; save the file as UTF-8"]


def test_utf16_is_named() -> None:
    assert faults(SMALL.encode("utf-16")) == ["mine.yaml:1: is UTF-16 text; save the file as UTF-8"]


@pytest.mark.parametrize(
    "character", ["\0", "\x1b", "\x07", "\x7f", "\x85", "\x9b", "\u2028", "\u202e", "\u2066", "\ufeff"]
)
def test_control_characters_are_refused_with_their_line(character: str) -> None:
    (said,) = faults(with_name(f"Bird {character} dog"))
    assert said.startswith("mine.yaml:4: the control character ")
    assert character not in said


def test_every_line_with_a_control_character_is_reported() -> None:
    assert [said.split(":")[1] for said in faults("a: \x1b\x1b\nb: 1\nc: \x9b\n")] == ["1", "3"]


@pytest.mark.parametrize(
    "escape", [r"\e", r"\0", r"\a", r"\x9b", r"\r", r"\u202e", r"\u2029", r"\L", r"\ud800"]
)
def test_yaml_escapes_do_not_bring_them_in(escape: str) -> None:
    (said,) = faults(with_name(f'"Bird {escape} dog"'))
    assert said.startswith("mine.yaml:4: the control character ")


def test_a_control_character_in_a_field_name() -> None:
    assert any("control character" in said for said in faults(SMALL + '    "na\\eme": x\n'))


@pytest.mark.parametrize(
    "name",
    [
        "ねこポーズ",
        "👩‍👩‍👧 🇩🇪 👍🏽",
        "القطة",
        "ที่มา é",
        "[/] [/red] [bold]x",
        "; touch x #",
        "-f/etc/passwd",
        "=1+1",
    ],
)
def test_honest_text_passes_letter_for_letter(name: str) -> None:
    assert parse(with_name(f"'{name}'")).exercises[0].name == name


def with_name(name: str) -> str:
    return SMALL.replace("Bird dog", name)
