"""The tidy table: a row for each session, exercise, round and side. Also what `log --csv` prints."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from backroutine.journal.records import SessionRecord, record_to_json
from backroutine.text import show

CSV_FIELDS = (
    "session", "started_at", "ended_at", "status", "routine", "exercise", "side", "round",
    "turn", "reps", "target", "seconds", "pain_before", "pain_worst", "pain_after",
    "pain_next_morning", "note", "variation", "hold",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(records: Iterable[SessionRecord]) -> Iterator[str]:
    """A line of names, then a line for each side that was begun, without line ends."""
    yield csv_line(CSV_FIELDS)
    for record in records:
        whole = record_to_json(record)
        pain = whole["pain"]
        for side in whole["sides"]:
            row = (
                record.id, whole["started_at"], whole["ended_at"], record.status, record.routine,
                side["exercise"], side["side"], side["round"], side["turn"], side["reps"], side["target"],
                side["seconds"], pain["before"], pain["worst"], pain["after"], pain["next_morning"],
                record.note, side["variation"], side["hold"],
            )  # fmt: skip
            yield csv_line(row)


def csv_line(cells: Sequence[object]) -> str:
    """One row, each cell defused, without line end."""
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow([defused(cell) for cell in cells])
    return row.getvalue()


def defused(cell: object) -> object:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    if isinstance(cell, str):
        cell = show(cell)
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return cell


def armed(cell: str) -> str:
    """The text that `defused` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
