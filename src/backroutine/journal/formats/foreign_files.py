"""Files that are something else, named for what they are."""

from backroutine.errors import Finding, InvalidFile
from backroutine.journal.formats.csv_writer import CSV_FIELDS

_EXPORT = "give JSON or JSON Lines of backroutine, or Hevy's CSV"
_UNPACK = "unpack it and import the file in it"
_BEGINNINGS = (
    (b"PK\x03\x04\x14\x00\x06\x00", "a workbook of a spreadsheet", "save it as CSV in UTF-8"),
    (b"PK", "a zip archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"\xd0\xcf\x11\xe0", "a workbook of a spreadsheet", "save it as CSV in UTF-8"),
    (b"%PDF", "a PDF document", _EXPORT),
    (b"\x89PNG", "a picture", _EXPORT),
    (b"\xff\xd8\xff", "a picture", _EXPORT),
)
_UTF16 = "save it as UTF-8 (PowerShell's `>` writes UTF-16: use --out FILE there)"
_COLUMNS = (
    (
        {"date", "workout name", "exercise name", "set order"},
        "Strong's CSV",
        "Hevy can take it over: export Hevy's CSV then",
    ),
    (
        {"date", "exercise", "category", "reps"},
        "FitNotes' CSV",
        "bring it into the columns of Hevy's CSV, or type the sessions with `backroutine add`",
    ),
    (
        {*CSV_FIELDS[:6]},
        "backroutine's table for spreadsheets, which leaves much out",
        "import what `backroutine export` writes as JSON",
    ),
)


def refuse_other(head: bytes) -> None:
    """Looks at the first bytes of a file. Raises InvalidFile where they show that it cannot be imported."""
    found = _by_bytes(head) or _by_words(head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    if found:
        what, todo = found
        raise InvalidFile([Finding(0, f"is {what}", todo)])


def _by_bytes(head: bytes) -> tuple[str, str] | None:
    if head.startswith(b"SQLite format 3\0"):
        if head[68:72] == b"Back":
            return "a journal itself", "run `backroutine export` with it, and import what that writes"
        return "a database", "export it as CSV or JSON with the program that made it"
    if head[8:12] == b".FIT":
        return "a FIT file, which has no sides", _EXPORT
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (head[1:8:2] == b"\0\0\0\0") != (
        head[:8:2] == b"\0\0\0\0"
    ):
        return "UTF-16 text", _UTF16
    return next(((what, todo) for start, what, todo in _BEGINNINGS if head.startswith(start)), None)


def _by_words(head: str) -> tuple[str, str] | None:
    text = head.lstrip()
    lower = text[:200].lower()
    if lower.startswith(("<!doctype html", "<html")):
        return "a web page, not the file", "sign in and download the file itself"
    if lower.startswith("<"):
        return "XML", _EXPORT
    if lower.startswith("["):
        return "a list, such as `log --json` prints", "import what `backroutine export` writes"
    if lower.startswith(("version:", "exercises:", "name:")):
        return "a catalogue, not a journal", "use it with --catalogue"
    line = text.partition("\n")[0].lower()
    for delimiter in ",;\t":
        columns = {cell.strip(' "\r') for cell in line.split(delimiter)}
        for names, what, todo in _COLUMNS:
            if names <= columns:
                return what, todo
    return None
