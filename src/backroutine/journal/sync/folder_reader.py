"""What the other devices wrote that is not here: checked, within bounds, and what is left out is named."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from msgspec import Struct, field

from backroutine.errors import BackroutineError, Fault
from backroutine.journal.staging import Lines, Staging
from backroutine.journal.sync import device_file
from backroutine.journal.sync.device_file import DELETED, KINDS, SESSION, LocalLines, UnreadableFile
from backroutine.text import count_of

MOST_FILES = 200
MOST_AT_ONCE = 64 * 2**20
"""Bytes of new lines that one exchange takes; the next one goes on with the rest."""
MOST_DELETIONS = 100_000
_MOST_NOTICES = 20


class FolderContents(Struct):
    """What lies in the folder."""

    sums: set[str] = field(default_factory=set)
    """The checksums of all whole lines."""
    own: Lines = field(default_factory=Lines)
    """The whole lines of this device's file in order, by checksum."""
    own_is_sound: bool = False
    """Whether lines may be added to this device's file: it is there, and all its lines are whole."""
    incoming: Staging = field(default_factory=Staging)
    """The sessions and entries that are not here."""
    outdated: set[str] = field(default_factory=set)
    """The checksums of lines that say in an old way what the journal has."""
    hashes: set[str] = field(default_factory=set)
    """Of the ids of sessions that were deleted elsewhere and not here yet."""
    gone: set[str] = field(default_factory=set)
    """The ids of the sessions and entries, in the folder or here, that go with the deleted sessions."""
    notices: list[str] = field(default_factory=list)


def read_folder(files: Iterable[Path], own: Path | None, here: LocalLines) -> FolderContents:
    """Reads all files; what the journal has already is passed over.

    Raises BackroutineError when this device's own file cannot be read.
    """
    reader = _Reader(here)
    # The own file comes first, so that bounds never leave it out.
    ordered = sorted(files, key=lambda file: (file != own, file.name))
    for file in ordered[:MOST_FILES]:
        reader.read(file, own=file == own)
    if len(ordered) > MOST_FILES:
        reader.notice(ordered[MOST_FILES].parent, f"it holds {len(ordered)} files; {MOST_FILES} were read")
    return reader.result()


class _Reader:
    def __init__(self, here: LocalLines) -> None:
        self._here = here
        self._found = FolderContents()
        self._new = Lines()
        self._places: dict[str, str] = {}
        """Where the new lines stand, by their checksum."""
        self._copies: dict[Path, set[str]] = {}
        """The checksums in each copy that another program made of a device's file."""
        self._of_gone: set[str] = set()
        """The checksums of the new lines that go with deleted sessions."""
        self._room = MOST_AT_ONCE
        self._newer = 0

    def read(self, file: Path, *, own: bool) -> None:
        damaged, torn = list[int](), False
        copy = self._copies.setdefault(file, set()) if device_file.is_copy(file) else set[str]()
        try:
            for number, line in enumerate(device_file.lines_in(file), start=1):
                torn = not line.endswith(b"\n")
                if found := device_file.sum_of(line):
                    copy.add(found)
                    if own:
                        self._found.own.add(found, line.rstrip(b"\r\n") + b"\n")
                    self._line(f"{file}:{number}", found, line)
                elif line.strip() and not torn:  # half a line is no damage: the rest is on its way
                    damaged.append(number)
        except UnreadableFile as unreadable:
            if own:
                todo = "move it away; the next sync writes it anew"
                raise BackroutineError(str(file), str(unreadable), todo) from unreadable
            self.notice(file, f"{unreadable}; it was left out")
        if own:
            self._found.own_is_sound = not (damaged or torn)
        if damaged:
            todo = "this file is written anew" if own else "left out until the device that wrote it mends it"
            self.notice(f"{file}:{damaged[0]}", count_of(len(damaged), "damaged line"), todo)

    def _line(self, where: str, found: str, line: bytes) -> None:
        if found in self._found.sums or found in self._here.lines:
            self._found.sums.add(found)
            return
        content = device_file.content_of(line)
        if content and content[0] == SESSION and (today := device_file.sum_today(line)) in self._here.lines:
            self._found.outdated.add(found)
            self._found.sums |= {found, today}
            return
        if content is None or content[0] not in KINDS:
            self._newer += 1
        elif content[0] == DELETED:
            self._deletion(where, content[1])
        elif self._room < 0:
            return
        else:
            self._room -= len(line)
            self._new.add(found, line)
            self._places[found] = where
        self._found.sums.add(found)

    def _deletion(self, where: str, value: object) -> None:
        if not device_file.is_hash(value) or len(self._found.hashes) >= MOST_DELETIONS:
            self.notice(where, "this deletion cannot be understood; it was left out")
        elif value not in self._here.hashes:
            self._found.hashes.add(str(value))

    def result(self) -> FolderContents:
        if self._newer:
            what = f"{count_of(self._newer, 'line')} of a newer backroutine stayed in the folder"
            self.notice("", what, "the newer one takes them")
        if self._room < 0:
            self.notice("", "there is more than one exchange takes", "say `backroutine sync` again")
        if hashes := self._here.hashes | self._found.hashes:
            contents = device_file.contents_of(self._new.values())
            if self._found.hashes:
                # A line may take back an entry that is here and goes now: then the line goes too.
                contents = chain(contents, device_file.contents_of(self._here.lines.values()))
            self._found.gone = device_file.of_the_deleted(contents, hashes)
        self._validate()
        # Other devices never rewrite a copy, so what was deleted stays in it.
        for file, sums in self._copies.items():
            if sums & self._of_gone:
                self.notice(file, "this copy still holds what was deleted", "delete this file")
        return self._found

    def _validate(self) -> None:
        if not self._new:
            return
        from backroutine.journal.validation import InvalidValue, entry_from, session_from  # pydantic is slow

        for found, line in self._new.items():
            (content,) = device_file.contents_of([line])
            if device_file.is_of(content, self._found.gone):
                self._of_gone.add(found)
                continue
            kind, value = content
            try:
                if kind == SESSION:
                    self._found.incoming.add_session(session_from(value))
                else:
                    self._found.incoming.add_entry(entry_from(value))
            except InvalidValue as wrong:
                fault = ": ".join(filter(None, (wrong.where, wrong.what)))
                what = f"this {kind} was left out: {fault}"
                self.notice(self._places[found], what, "perhaps a newer backroutine wrote it")

    def notice(self, where: object, what: str, todo: str = "") -> None:
        if len(self._found.notices) < _MOST_NOTICES:
            self._found.notices.append(str(Fault(str(where), what, todo)))
