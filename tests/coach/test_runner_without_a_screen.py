"""A session without a screen, driven by a scripted outside world."""

from collections.abc import Iterator

from backroutine.coach.runner import Inbox, Input, SessionRunner, next_input, run_without_screen
from backroutine.session.events import Event, Paused
from plans import plan, reps


class World:
    """A clock that jumps by what is waited for, and words that come at their instants."""

    def __init__(self, *words: tuple[float, Input]) -> None:
        self.now = 0.0
        self.words = list(words)
        self.said: list[str] = []

    def listen(self, seconds: float) -> Input | None:
        if self.words and self.words[0][0] <= self.now + seconds:
            at, word = self.words.pop(0)
            self.now = max(self.now, at)
            return word
        self.now += seconds + 1e-9
        return None

    def play(self, *, tap: bool = False) -> list[Event]:
        conductor = SessionRunner(plan(tap=tap), lambda: self.now, lambda _e: None)
        run_without_screen(conductor, self.listen, self.said.append)
        self.status = conductor.state.status
        return conductor.events


def test_a_paced_session_runs_by_itself() -> None:
    world = World()
    assert reps(world.play()) == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]
    assert 43 <= world.now < 43.01


def test_input_that_ends_does_not_end_a_paced_session() -> None:
    world = World((0, Input.INPUT_ENDED))
    world.play()
    assert world.status == "completed"


def test_the_main_key_pauses_and_goes_on() -> None:
    world = World((6, Input.MAIN_KEY), (60, Input.MAIN_KEY))
    assert len([e for e in world.play() if isinstance(e, Paused)]) == 1
    assert world.status == "completed"


def test_input_that_ends_while_paused_stops_and_keeps() -> None:
    world = World((13, Input.MAIN_KEY), (14, Input.INPUT_ENDED))
    assert reps(world.play()) == [("left", 1)]
    assert world.status == "stopped"
    assert world.said == ["Input has ended, so nobody can go on from here: stopped, and everything is kept."]


def test_each_word_counts_a_rep_in_tap_mode() -> None:
    world = World(*[(0, Input.MAIN_KEY)] * 4)
    assert len(reps(world.play(tap=True))) == 4
    assert world.status == "completed"


def test_input_that_ends_in_tap_mode_stops_and_keeps() -> None:
    world = World((0, Input.MAIN_KEY), (0, Input.INPUT_ENDED))
    assert reps(world.play(tap=True)) == [("left", 1)]
    assert world.status == "stopped"


def test_a_signal_stops_and_keeps() -> None:
    world = World((13, Input.STOP))
    assert reps(world.play()) == [("left", 1)]
    assert world.status == "stopped"


def test_the_inbox_gives_words_in_order_and_nothing_when_empty() -> None:
    inbox: Inbox = Inbox()
    inbox.put(Input.MAIN_KEY)
    inbox.put(Input.STOP)

    def words() -> Iterator[Input | None]:
        while (word := next_input(inbox, 0)) is not None:
            yield word

    assert list(words()) == [Input.MAIN_KEY, Input.STOP]
