"""The real live screen with a handed-in clock: nothing happens unless the test says so."""

from typing import Any

import pytest
from msgspec.structs import force_setattr, replace
from syrupy.assertion import SnapshotAssertion
from textual.strip import Strip

from backroutine.coach.audio.clips import Say, Tone
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.questions import OpenQuestions, Topic
from backroutine.coach.runner import PreparedSession, SessionRunner
from backroutine.coach.safety import LISTS
from backroutine.coach.screen.app import run_screen
from backroutine.coach.screen.drawing import draw_figure
from backroutine.coach.screen.layout import Row
from backroutine.coach.screen.presenter import ScreenConfig
from backroutine.errors import JournalError
from backroutine.session.events import Event, RepCounted, SessionEnded, SessionResumed
from backroutine.session.state import Situation
from plans import plan
from stages import Ear, Notebook, Stage, left_after_one_rep, on_stage


def test_a_rep_is_seen_when_it_is_counted_and_saved(snapshot: SnapshotAssertion) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(11)
        assert [e for e in stage.saved if isinstance(e, RepCounted)]
        assert stage.seen() == snapshot

    on_stage(play)


def test_space_pauses_and_goes_on() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(6)
        await stage.press("space")
        assert stage.reads("PAUSED")
        await stage.press("space")
        assert not stage.reads("PAUSED")

    on_stage(play)


def test_space_counts_in_tap_mode_and_p_pauses() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("space", "space", "p")
        assert stage.runner.state.reps == (1, 0)
        assert stage.runner.situation is Situation.PAUSED

    on_stage(play, stage=Stage(tap=True))


def test_every_key_does_what_the_foot_of_the_screen_says() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("plus", "minus", "minus")
        assert stage.runner.state.pace == 0.9
        await stage.press("u")
        assert stage.runner.state.reps == (0, 0)
        await stage.press("n")
        assert stage.runner.state.step == 1
        await stage.press("b")
        assert stage.runner.state.step == 0
        await stage.press("enter", "enter")
        assert stage.runner.situation is Situation.PACED

    on_stage(play)


def test_a_refusal_is_read_and_goes_away() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("u")
        assert "There is no rep to take back" in stage.seen()
        await stage.wait(5)
        assert "There is no rep" not in stage.seen()

    on_stage(play)


def test_help_is_one_key_and_the_session_goes_on() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("question_mark")
        assert "mute, and sound again" in stage.seen()
        await stage.wait(12)
        assert stage.runner.state.reps == (1, 0)
        await stage.press("question_mark")
        assert "mute, and sound again" not in stage.seen()

    on_stage(play)


@pytest.mark.parametrize("key", ["q", "escape", "enter", "space", "question_mark"])
def test_nothing_begins_or_stops_beneath_the_help(key: str) -> None:
    async def play(stage: Stage) -> None:
        await stage.press("question_mark", "f", key)
        assert "mute, and sound again" not in stage.seen()
        assert "Press enter and lie down" in stage.seen()
        await stage.press("enter")
        await stage.wait(12)
        await stage.press("question_mark", "n", "u", "plus", key)
        assert "mute, and sound again" not in stage.seen()
        assert (stage.runner.state.reps, stage.runner.state.pace) == ((1, 0), 1)
        assert stage.runner.situation is Situation.PACED

    on_stage(play, begin=False, size=(80, 24))


def test_one_can_pause_beneath_the_help_and_sees_it() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("question_mark", "p")
        assert "Keys (PAUSED)" in stage.seen()
        assert stage.runner.situation is Situation.PAUSED

    on_stage(play)


@pytest.mark.parametrize("begin", [True, False])
def test_escape_alone_does_nothing(begin: bool) -> None:
    async def play(stage: Stage) -> None:
        before = stage.seen()
        await stage.press("escape")
        assert stage.seen() == before

    on_stage(play, begin=begin)


def test_ctrl_c_leaves_from_beneath_the_help() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("question_mark", "ctrl+c")

    assert on_stage(play).app.interrupted


def test_the_end_shows_what_was_done_and_waits() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(60)
        assert stage.reads("Finished.")
        assert "left ● ● 2 of 2 right ● ● 2 of 2" in " ".join(stage.seen().split())
        await stage.press("space", "enter", "u")
        assert stage.app.is_running
        await stage.press("q")

    stage = on_stage(play)
    assert stage.saved[-1] == SessionEnded(43, "completed")


def test_q_stops_and_keeps() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("q")

    stage = on_stage(play)
    assert stage.saved[-1] == SessionEnded(12, "stopped")
    assert not stage.app.interrupted


def test_ctrl_c_stops_and_saves_and_the_caller_knows() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("ctrl+c")

    stage = on_stage(play)
    assert stage.saved[-1] == SessionEnded(12, "stopped")
    assert stage.app.interrupted


def test_a_signal_is_obeyed_at_the_next_look() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        stage.stop = True
        stage.app.look()

    assert on_stage(play).saved[-1] == SessionEnded(12, "stopped")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)], ids=str)
def test_another_size_is_laid_out_anew(size: tuple[int, int]) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.pilot.resize_terminal(*size)
        await stage.pilot.pause()
        assert len(stage.seen().split("\n")) == size[1]
        assert stage.reads("LEFT")

    on_stage(play)


def test_only_rows_that_changed_are_painted() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(6)
        painted: list[int] = []
        real = stage.app._rows_widget.render_line

        def watched(y: int) -> Strip:
            painted.append(y)
            return real(y)

        stage.app._rows_widget.render_line = watched  # type: ignore[method-assign]
        stage.app.look()
        await stage.pilot.pause()
        assert painted == []
        await stage.wait(1)
        assert 0 < len(set(painted)) < 8

    on_stage(play)


def test_an_exception_in_the_screen_comes_out_without_a_page_of_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stage = Stage()

    def broken(_width: int, _height: int) -> list[object]:
        raise RuntimeError("paint ran out")

    stage.app._rows_widget.compose_rows = broken  # type: ignore[assignment]
    stage.app.run = lambda **_options: type(stage.app).run(stage.app, headless=True)  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="paint ran out"):
        run_screen(stage.app)
    assert "Traceback" not in capsys.readouterr().err


def test_the_start_page_tells_what_comes_and_one_key_begins() -> None:
    async def play(stage: Stage) -> None:
        seen = stage.seen()
        for line in (
            "1 exercise, about 10 minutes",
            "Leg raise",
            "2 left · 2 right",
            "ear (auto)",
            "Press enter and lie down: you have 5 seconds. First: left leg.",
        ):
            assert line in seen
        await stage.wait(60)
        assert stage.saved == []
        await stage.press("enter")
        assert stage.reads("GET READY")

    on_stage(play, begin=False, size=(80, 24))


def test_leaving_the_start_page_logs_nothing() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("q")

    assert on_stage(play, begin=False).saved == []


def test_the_sound_check_is_one_key() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("c")
        assert "You should hear: ear (auto)" in stage.seen()

    stage = on_stage(play, begin=False)
    assert stage.heard[0] == Tone("sound_check")
    assert isinstance(stage.heard[1], Say)


def test_what_is_heard_is_what_is_seen_and_saved() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(11)

    stage = on_stage(play)
    numbers = [cue.text for cue in stage.heard if isinstance(cue, Say) and cue.text.isdigit()]
    assert numbers == ["1"]
    assert Tone("last") in stage.heard
    assert [e.rep for e in stage.saved if isinstance(e, RepCounted)] == [1]


def test_m_mutes_and_s_is_heard_another_way_each_shown() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("m")
        assert "Muted." in stage.seen()
        await stage.wait(5)
        assert "muted" in stage.seen()
        await stage.press("m", "s")
        assert "Sound: voice" in stage.seen()
        assert stage.app.config.voice.status.heard == "ear (voice)"

    on_stage(play)


def test_the_screen_says_when_sound_is_lost_and_when_it_is_back() -> None:
    async def play(stage: Stage) -> None:
        ear = stage.app.config.voice._player
        assert isinstance(ear, Ear)
        await stage.wait(6)
        ear.status = Status("bell", "terminal bell", "the device is gone")
        await stage.wait(6)
        assert "Sound lost: terminal bell now." in stage.seen()
        await stage.wait(4)
        assert "Sound lost" not in stage.seen()
        ear.status = Status("voice", "voice (espeak-ng)")
        await stage.wait(1)
        assert "Sound is back: voice (espeak-ng)." in stage.seen()

    on_stage(play)


def test_sound_that_only_starts_or_is_chosen_otherwise_was_not_lost() -> None:
    async def play(stage: Stage) -> None:
        ear = stage.app.config.voice._player
        assert isinstance(ear, Ear)
        ear.status = Status("voice", "voice")
        await stage.wait(1)
        assert "Sound is back" not in stage.seen()
        await stage.press("s")
        ear = stage.app.config.voice._player
        assert isinstance(ear, Ear)
        ear.status = Status("bell", "terminal bell", "sound is starting")
        stage.app.config.voice.choice = "bell"
        await stage.wait(1)
        assert "Sound lost" not in stage.seen()

    stage = Stage()
    ear = stage.app.config.voice._player
    assert isinstance(ear, Ear)
    ear.status = Status("bell", "terminal bell", "sound is starting")
    on_stage(play, stage=stage)


def test_a_session_in_which_everything_was_skipped_is_not_finished() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("n", "n")
        assert stage.reads("Everything was skipped.")
        assert "Finished" not in stage.seen()

    on_stage(play)


@pytest.mark.parametrize(("rehearsal", "seconds", "shown"), [(False, 12, True), (True, 12, False)])
def test_after_a_stop_the_end_page_tells_that_it_can_go_on(
    rehearsal: bool, seconds: float, shown: bool
) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(seconds)
        await stage.press("q", "enter")
        assert stage.reads("Stopped. Everything is kept.")
        assert ("It can go on within 12 hours" in stage.seen()) == shown

    stage = Stage(open_questions=OpenQuestions(new=Notebook(Topic.WORST).questions))
    force_setattr(stage.app.config, "rehearsal", rehearsal)
    on_stage(play, stage=stage)


def test_a_session_that_was_left_is_offered_and_goes_on() -> None:
    async def play(stage: Stage) -> None:
        assert "Left at 07:10: Leg raise, left leg, 1 of 2 done." in stage.seen()
        await stage.press("enter")
        await stage.wait(10 + 6)

    stage = on_stage(play, begin=False, size=(100, 24), stage=Stage(left=left_after_one_rep))
    assert isinstance(stage.saved[0], SessionResumed)
    assert stage.saved[0].at == 5000
    assert [e.rep for e in stage.saved if isinstance(e, RepCounted)] == [2]


def test_the_session_that_was_left_comes_first_and_the_fresh_one_under_its_key() -> None:
    async def play(stage: Stage) -> None:
        seen = " ".join(stage.seen().split())
        stands, lie_down, fresh = (
            seen.index("Left at 07:10: Leg raise, right leg, 0 of 2 done."),
            seen.index("Press enter and lie down: you have 15 seconds."),
            seen.index("f starts fresh, and nothing is lost: 1 exercise"),
        )
        assert stands < fresh < lie_down
        # 15 s to lie down and two reps of 7 s, of 43 s that take this person 600 s.
        assert "About 7 minutes to go." in seen
        assert "about 10 minutes" in seen[fresh:]
        assert "Goes on with: right leg." in seen

    stage = Stage(left=lambda stage: left_after_one_rep(stage, 25))
    on_stage(play, begin=False, size=(100, 24), stage=stage)


def test_with_resume_the_start_page_says_what_goes_on() -> None:
    async def play(stage: Stage) -> None:
        seen = stage.seen()
        assert "Left at 07:10: Leg raise, left leg, 1 of 2 done." in seen
        assert "enter go on" in seen
        assert "starts fresh" not in seen
        assert "fresh" not in seen
        await stage.press("enter")

    stage = on_stage(play, begin=False, size=(100, 24), stage=Stage(resumed=left_after_one_rep))
    assert isinstance(stage.saved[0], SessionResumed)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)], ids=str)
@pytest.mark.parametrize("left", [False, True])
def test_the_start_page_tells_side_and_seconds_at_every_size(size: tuple[int, int], left: bool) -> None:
    async def play(stage: Stage) -> None:
        seen = " ".join(stage.seen().split())
        assert "eft leg" in seen
        assert "enter go on" in seen if left else "enter begin" in seen
        assert ("10 s" if left else "5 s") in seen
        assert "lie down" in seen
        if left:
            assert "1 of 2 done" in seen
        if size[1] > 5:
            assert "ear (auto)" in seen
            assert "07:10" in seen or not left
            assert "f start fresh" in seen or not left

    stage = Stage(left=left_after_one_rep if left else None)
    on_stage(play, begin=False, size=size, stage=stage)


def test_a_start_page_that_is_cut_says_so() -> None:
    async def play(stage: Stage) -> None:
        assert " ..." in stage.seen()

    on_stage(play, begin=False, size=(20, 5))


def test_a_fresh_start_leaves_the_old_session_as_it_was() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("f")
        await stage.wait(11)

    stage = on_stage(play, begin=False, stage=Stage(left=left_after_one_rep))
    assert not [e for e in stage.saved if isinstance(e, SessionResumed)]
    assert [e.rep for e in stage.saved if isinstance(e, RepCounted)] == [1]


def braille(text: str) -> str:
    return "".join(character for character in text if "\u2800" < character <= "\u28ff")


@pytest.mark.parametrize(("motion", "moves"), [(True, True), (False, False)])
def test_the_figure_moves_unless_motion_is_unwanted(motion: bool, moves: bool) -> None:
    async def play(stage: Stage) -> None:
        drawings = []
        await stage.wait(5)
        for _ in range(3):
            drawings.append("\n".join(row[38:] for row in stage.seen().split("\n")[7:15]))
            await stage.wait(1)
        assert all(drawings)
        assert (len(set(drawings)) > 1) == moves

    on_stage(play, size=(80, 24), stage=Stage(figure=True, motion=motion))


def test_suspending_pauses_and_says_so_on_return(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "action_suspend_process", lambda: None)
        await stage.wait(6)
        await stage.press("ctrl+z")
        assert stage.runner.situation is Situation.PAUSED
        stage.now += 100
        stage.app.look()
        await stage.press("u")  # refused, which is read first
        assert "There is no rep" in stage.seen()
        await stage.wait(10)
        assert stage.reads("PAUSED")
        assert "You were away. space goes on." in stage.seen()
        await stage.press("space")
        assert "You were away" not in stage.seen()
        await stage.press("space")
        assert "You were away" not in stage.seen()

    on_stage(play)


def test_an_answer_of_the_start_page_does_not_cover_the_session() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(300)
        await stage.press("c")
        assert "You should hear" in stage.seen()
        await stage.press("enter")
        assert "You should hear" not in stage.seen()
        assert stage.reads("GET READY")

    on_stage(play, begin=False)


@pytest.mark.parametrize("key", ["question_mark", "x"])
def test_no_answer_to_a_key_stays_on_another_page(key: str) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("u")
        assert "Taken back" in stage.seen()
        await stage.press(key)
        assert "Taken back" not in stage.seen()

    on_stage(play, size=(80, 24))


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["u"], "Taken back: 0 of 2."),
        (["space", "space", "u"], "Taken back: 0 of 2."),
        (["n"], "Skipped: left leg, 1 of 2."),
        (["n", "b"], "Back to: Leg raise, left leg."),
        (["plus"], "Pace 1.1."),
        (["minus"], "Pace 0.9."),
    ],
    ids=str,
)
def test_what_a_key_did_is_shown(keys: list[str], shown: str) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press(*keys)
        assert shown in stage.seen()
        await stage.wait(4)
        assert shown not in stage.seen()

    on_stage(play, size=(80, 24))


def test_what_a_key_did_never_hides_side_phase_and_number_in_the_smallest_window() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        before = stage.seen().split("\n")
        await stage.press("plus")
        after = stage.seen().split("\n")
        assert "LEFT" in after[0]
        assert [row[:6].rstrip() for row in after] == [row[:6].rstrip() for row in before]
        assert "Pace 1.1." in " ".join(row[6:].strip() for row in after)
        assert after[-1].strip() == "LIFT"

    on_stage(play, size=(20, 5))


def test_the_end_page_tells_the_week() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(60)
        assert "This week: 1 of 3 sessions." in stage.seen()
        assert "At work: 0:28." in stage.seen()

    on_stage(play)


def test_a_journal_that_refuses_is_reported_on_the_screen_at_once() -> None:
    def refuse(_event: Event) -> None:
        raise JournalError("/a/long/path/journal.db", "the disk is full", "make room")

    async def play(stage: Stage) -> None:
        await stage.wait(1)
        assert "Not saved: the disk is full; make room" in stage.seen()

    stage = Stage()
    stage.runner._record = refuse
    on_stage(play, stage=stage)


def test_a_computer_that_slept_says_so_until_one_goes_on() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(6)
        stage.now += 100
        stage.app.look()
        await stage.wait(10)
        assert "You were away. space goes on." in stage.seen()
        await stage.press("space")
        assert "You were away" not in stage.seen()

    on_stage(play)


def test_what_is_due_between_two_ticks_gets_a_look_of_its_own() -> None:
    timers: list[float] = []

    async def play(stage: Stage) -> None:
        stage.app.set_timer = lambda delay, _callback: timers.append(delay)  # type: ignore[method-assign, assignment, misc]
        stage.app._tick = 0.16
        await stage.wait(1)
        stage.now += 0.9
        stage.app.look()
        stage.app.look()

    on_stage(play)
    assert timers == [pytest.approx(0.1)]


def test_the_page_is_painted_before_the_journal_is_read() -> None:
    painted: list[str] = []
    stage = Stage()
    whole = stage.app.config

    def complete() -> ScreenConfig:
        painted.append(stage.seen())
        return replace(whole, session=replace(whole.session, left_when="08:15"))

    stage.app.config = replace(whole, complete=complete)

    async def play(stage: Stage) -> None:
        await stage.pilot.pause()
        assert len(painted) == 1
        assert "begin" in painted[0]
        assert stage.app.presenter.config.session.left_when == "08:15"

    on_stage(play, begin=False, stage=stage)


def test_a_key_that_comes_before_the_journal_is_read_waits_for_it() -> None:
    stage = Stage()
    whole = stage.app.config
    preview = PreparedSession(SessionRunner(plan(), float, stage.saved.append))
    stage.app.config = replace(whole, complete=lambda: whole, session=preview)
    stage.app.call_after_refresh = lambda *_args, **_options: True  # type: ignore[method-assign]

    async def play(stage: Stage) -> None:
        await stage.pilot.press("enter")
        assert stage.app.runner is whole.session.runner
        assert stage.app.runner.running

    on_stage(play, begin=False, stage=stage)


def test_a_journal_that_cannot_be_opened_ends_the_screen_with_its_own_error() -> None:
    def complete() -> ScreenConfig:
        raise JournalError("journal.db", "it is newer than this program")

    stage = Stage()
    stage.app.config = replace(stage.app.config, complete=complete)
    stage.app.run = lambda **_options: type(stage.app).run(stage.app, headless=True)  # type: ignore[method-assign]
    with pytest.raises(JournalError, match="newer"):
        run_screen(stage.app)


def test_the_drawings_of_a_rep_are_made_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    real = draw_figure

    def counted(*arguments: Any, **options: Any) -> list[Row]:
        drawn.append(arguments[1])
        return real(*arguments, **options)

    monkeypatch.setattr("backroutine.coach.screen.presenter.draw_figure", counted)

    async def play(stage: Stage) -> None:
        for _ in range(5 * 20 + 7 * 20):
            stage.now += 0.05
            stage.app.look()
        first = len(drawn)
        assert first > 10
        for _ in range(7 * 20):
            stage.now += 0.05
            stage.app.look()
        assert len(drawn) - first <= 2

    on_stage(play, size=(80, 24), stage=Stage(figure=True))


def test_the_safety_text_comes_first_and_is_read_with_one_key() -> None:
    read: list[bool] = []

    async def play(stage: Stage) -> None:
        seen = stage.seen()
        for each in LISTS:
            assert f"{each.heading}:" in seen
        await stage.press("escape", "question_mark", "n", "x")
        assert stage.seen() == seen
        await stage.press("enter")
        assert read == [True]
        assert "Press enter and lie down" in stage.seen()

    on_stage(play, begin=False, size=(80, 24), stage=Stage(safety_read=lambda: read.append(True)))


def test_leaving_the_safety_text_is_not_reading_it() -> None:
    read: list[bool] = []

    async def play(stage: Stage) -> None:
        await stage.press("q")
        assert not stage.app.is_running

    on_stage(play, begin=False, stage=Stage(safety_read=lambda: read.append(True)))
    assert read == []
