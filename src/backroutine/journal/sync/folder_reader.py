"""What the files of an exchange hold that is not here: through the gate, within bounds, the rest told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from backroutine.errors import BackroutineError, Fault
from backroutine.journal.staging import Staging
from backroutine.journal.sync.device_file import (
    DELETED,
    KINDS,
    MOST_FILES,
    SESSION,
    Content,
    LocalLines,
    Unfit,
    content_of,
    is_copy,
    is_hash,
    is_of,
    lines_in,
    of_the_deleted,
    sum_of,
)

MOST_AT_ONCE = 64 * 2**20
"""Bytes of new lines taken by one exchange; the next one goes on with the rest."""
MOST_DELETIONS = 100_000


@dataclass(slots=True)
class OwnFile:
    """This device's file as it lies in the folder."""

    sums: dict[str, bytes] = field(default_factory=dict)
    """Its whole lines in order, by checksum."""
    sound: bool = False
    """Whether lines may be added to it: it is there, and all its lines are whole."""


@dataclass(slots=True)
class FolderContents:
    """What lies in the folder."""

    sums: set[str] = field(default_factory=set)
    """The checksums of all whole lines."""
    own: OwnFile = field(default_factory=OwnFile)
    incoming: Staging = field(default_factory=Staging)
    """What is not here."""
    hashes: set[str] = field(default_factory=set)
    """Of sessions that were deleted elsewhere, unknown here until now."""
    gone: set[str] = field(default_factory=set)
    """The ids of the sessions and entries, in the folder or here, that deletions take along."""
    notices: list[str] = field(default_factory=list)


def read_folder(files: Iterable[Path], own: Path | None, here: LocalLines) -> FolderContents:
    """Reads all files; what the journal has is passed over. Raises BackroutineError for an unfit own file."""
    reader = _Reader(here)
    # The own file first: it is never the one that bounds leave out.
    ordered = sorted(files, key=lambda file: (file != own, file.name))
    for file in ordered[:MOST_FILES]:
        reader.read(file, file == own)
    if len(ordered) > MOST_FILES:
        reader.tell(ordered[MOST_FILES].parent, f"it holds {len(ordered)} files; {MOST_FILES} were read")
    return reader.result()


class _Reader:
    def __init__(self, here: LocalLines) -> None:
        self._here = here
        self._seen = FolderContents()
        self._new: dict[str, tuple[str, Content]] = {}
        """By checksum: where a line stands, and what it says."""
        self._copies: dict[Path, set[str]] = {}
        """The checksums in each copy that a program made of a device's file."""
        self._room = MOST_AT_ONCE
        self._newer = 0

    def read(self, file: Path, own: bool) -> None:
        number, damaged, torn = 0, list[int](), False
        if is_copy(file):
            self._copies[file] = set()
        try:
            for number, line in enumerate(lines_in(file), start=1):
                torn = not line.endswith(b"\n")
                found = sum_of(line)
                if found:
                    self._line(file, number, found, line, own)
                elif line.strip() and not torn:  # half a line is no damage: the rest is on its way
                    damaged.append(number)
        except Unfit as unfit:
            if own:
                todo = "move it away; the next sync writes it anew"
                raise BackroutineError(str(file), str(unfit), todo) from unfit
            self.tell(file, f"{unfit}; it was left out")
        if own:
            self._seen.own.sound = not (damaged or torn)
        if damaged:
            whose = "this file is written anew" if own else "left out until the device that wrote it mends it"
            self.tell(f"{file}:{damaged[0]}", f"{_count(len(damaged), 'damaged line')}", whose)

    def _line(self, file: Path, number: int, found: str, line: bytes, own: bool) -> None:
        where = f"{file}:{number}"
        if own:
            self._seen.own.sums[found] = line.rstrip(b"\r\n") + b"\n"
        if file in self._copies:
            self._copies[file].add(found)
        if found in self._seen.sums or found in self._here.lines:
            self._seen.sums.add(found)
            return
        content = content_of(line)
        if content is None or content.kind not in KINDS:
            self._newer += 1
            self._seen.sums.add(found)
        elif content.kind == DELETED:
            self._deletion(where, content.value)
            self._seen.sums.add(found)
        elif self._room >= 0:
            self._room -= len(line)
            self._new[found] = (where, content)
            self._seen.sums.add(found)

    def _deletion(self, where: str, value: object) -> None:
        if not is_hash(value) or len(self._seen.hashes) >= MOST_DELETIONS:
            self.tell(where, "this deletion cannot be understood; it was left out")
        elif value not in self._here.hashes:
            self._seen.hashes.add(str(value))

    def result(self) -> FolderContents:
        if self._newer:
            lines = _count(self._newer, "line")
            self.tell("", f"{lines} of a newer backroutine stayed in the folder", "the newer one takes them")
        if self._room < 0:
            self.tell("", "there is more than one exchange takes", "say `backroutine sync` again")
        self._through_the_gate()
        self._tell_copies()
        return self._seen

    def _tell_copies(self) -> None:
        """Nobody writes a copy anew, so what was deleted stays in it."""
        of_gone = {found for found, (_, content) in self._new.items() if is_of(content, self._seen.gone)}
        for file, sums in self._copies.items():
            if sums & of_gone:
                self.tell(file, "this copy still holds what was deleted", "delete this file")

    def _through_the_gate(self) -> None:
        gone = self._seen.gone = self._gone()
        if all(is_of(content, gone) for _, content in self._new.values()):
            return
        from backroutine.journal.validation import InvalidValue, entry_from, session_from  # pydantic is slow

        for where, content in self._new.values():
            if is_of(content, gone):
                continue
            try:
                if content.kind == SESSION:
                    self._seen.incoming.add_session(session_from(content.value))
                else:
                    self._seen.incoming.add_entry(entry_from(content.value))
            except InvalidValue as wrong:
                fault = ": ".join(filter(None, (wrong.where, wrong.what)))
                what = f"this {content.kind} was left out: {fault}"
                self.tell(where, what, "perhaps a newer backroutine wrote it")

    def _gone(self) -> set[str]:
        contents = [content for _, content in self._new.values()]
        if self._seen.hashes:
            # What comes may take back an entry that is here, and goes now: then it goes too.
            contents += filter(None, map(content_of, self._here.lines.values()))
        return of_the_deleted(contents, self._here.hashes | self._seen.hashes)

    def tell(self, where: object, what: str, todo: str = "") -> None:
        if len(self._seen.notices) < 20:
            self._seen.notices.append(str(Fault(str(where), what, todo)))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
