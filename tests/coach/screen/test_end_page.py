"""The end page rewards, compares only upwards, and never scolds."""

import pytest

from backroutine.coach.screen.end_page import EndPage
from backroutine.coach.screen.theme import DARK, PLAIN, Moment
from backroutine.session.events import Event
from backroutine.session.plan import Plan
from backroutine.session.state import Command
from block_letters import is_read
from plans import Player, plan, step


def done(*commands: Command) -> tuple[Event, ...]:
    player = Player(plan(step(target=3), step("right", target=3)))
    if commands:
        player.wait(5 + 7 * 2 + 1).say(*commands)
    else:
        player.to_end()
    return tuple(player.events)


def shown(
    events: tuple[Event, ...],
    status: str = "completed",
    size: tuple[int, int] = (80, 24),
    *,
    last_time: dict[tuple[str, str], int] | None = None,
    week: tuple[int, int] | None = None,
    ascii_only: bool = False,
) -> str:
    page = EndPage(
        plan(step(target=3), step("right", target=3)), events, status, ["Saved."], last_time or {}, week
    )
    rows = page.rows(*size, PLAIN if ascii_only else DARK, notice="", ascii_only=ascii_only)
    assert len(rows) == size[1]
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


LAST = {("leg-raise", "left"): 3, ("leg-raise", "right"): 1}


def test_a_pip_for_each_rep_of_each_side() -> None:
    text = " ".join(shown(done()).split())
    assert "left ● ● ● 3 of 3 right ● ● ● 3 of 3" in text
    assert is_read("Finished.", shown(done()))
    assert "At work: 0:42." in text
    assert "Saved." in text


def test_a_stopped_session_shows_what_was_done() -> None:
    text = shown(done(Command.STOP), "stopped")
    assert "● ● ○  2 of 3" in text
    assert "Everything is kept." in text
    assert is_read("Stopped.", text)


def test_more_than_last_time_is_said_and_less_is_not() -> None:
    assert "2 more reps than last time." in shown(done(), last_time=LAST)
    assert "As many reps as last time." in shown(done(), last_time={**LAST, ("leg-raise", "right"): 3})
    assert "last time" not in shown(done(), last_time={**LAST, ("leg-raise", "right"): 9})
    assert "last time" not in shown(done())


def test_the_week_as_boxes_and_one_calm_sentence() -> None:
    assert "■ ■ □  2 of 3 sessions" in shown(done(), week=(2, 3))
    assert "Well done. See you next time." in shown(done(), week=(2, 3))
    assert "Your week is complete. Well done." in shown(done(), week=(3, 3))


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5), (200, 50), (12, 3)])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_every_size_is_filled(size: tuple[int, int], ascii_only: bool) -> None:
    text = shown(done(), size=size, ascii_only=ascii_only)
    assert not ascii_only or text.isascii()
    assert "q close" in text


def test_where_nothing_was_done_nothing_is_praised() -> None:
    player = Player(plan(step(target=3), step("right", target=3))).say(Command.SKIP, Command.SKIP)
    text = shown(tuple(player.events))
    assert "Everything was skipped." in text or is_read("Everything was skipped.", text)
    assert "Well done" not in text


def whole_session(target: int = 10) -> tuple[Plan, tuple[Event, ...]]:
    exercises = ("leg-raise", "push-up", "hip-thrust", "superman")
    steps = [step(side, exercise, target=target) for exercise in exercises for side in ("left", "right")]
    player = Player(plan(*steps))
    player.to_end()
    return player.plan, tuple(player.events)


@pytest.mark.parametrize("more", [(), ("Worst pain 6: do less next time.", "Rest a day.", "Saved.")])
def test_a_small_window_has_the_band_the_sides_and_the_week(more: tuple[str, ...]) -> None:
    page = EndPage(*whole_session(), "completed", more, week=(2, 3))
    rows = page.rows(40, 12, DARK, notice="", ascii_only=False)
    lines = ["".join(span.text for span in row).rstrip() for row in rows]
    assert rows[0][0].style == DARK.bands[Moment.LIFT]
    assert [line for line in lines if line.startswith(" Superman")]
    if more:  # what must not be missed stays, and the pips give way
        assert all(any(line.startswith(f" {text}") for line in lines) for text in more)
        assert any(line.endswith("10 · 10") for line in lines)
    else:
        assert lines.count(" left  ●●●●●●●●●●   right ●●●●●●●●●●") == 4
    assert " This week: ■ ■ □  2 of 3 sessions" in lines


def test_the_smallest_window_has_all_reps_together() -> None:
    page = EndPage(*whole_session(), "completed", (), week=(2, 3))
    rows = page.rows(20, 5, DARK, notice="", ascii_only=False)
    lines = ["".join(span.text for span in row).rstrip() for row in rows]
    assert lines == ["Finished.", "80 of 80 reps.", "Week: 2 of 3.", "", "q close"]


def test_where_all_blank_rows_have_no_room_the_sums_still_stand_apart() -> None:
    page = EndPage(*whole_session(), "completed", ("One", "Two", "Three", "Four"), week=(2, 3))
    rows = page.rows(80, 24, DARK, notice="", ascii_only=False)
    lines = ["".join(span.text for span in row).rstrip() for row in rows]
    assert lines[lines.index(next(line for line in lines if "At work" in line)) - 1] == ""
    assert is_read("Finished.", "\n".join(lines))


def test_pips_matter_more_than_letters_for_the_end() -> None:
    page = EndPage(*whole_session(), "completed", (), week=(2, 3))
    rows = page.rows(60, 15, DARK, notice="", ascii_only=False)
    text = "\n".join("".join(span.text for span in row).rstrip() for row in rows)
    assert text.count("●●●●●●●●●● 10 of 10") == 8
    assert text.startswith(" Finished.")
