"""The rule that proposes the next target: every vector, its steps, its words."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from backroutine.insight.progression import Proposal, Rung, SideDone, Trial, propose
from backroutine.session.plan import Target

TODAY = date(2026, 11, 25)
LR = ("left", "right")
TEN, TEN_OF_2S = Target("", 10), Target("", 10, 2)
HIP = (
    Rung("two-legs", "both feet", ("both",), 2, 6),
    Rung("knee-in", "knee hugged in", LR, 2, 6),
    Rung("", "", LR, 2, 6),
    Rung("arms-crossed", "arms crossed", LR, 2, 6),
)
LEG = (Rung("low", "low", LR, 1, 6), Rung("", "", LR, 1, 6), Rung("no-wall", "without the wall", LR, 1, 6))
SUPERMAN = (Rung("", "", LR, 2, 6), Rung("all-four", "together", ("both",), 2, 6))
PUSH_UP = (
    Rung("table", "table", LR, 2, 6),
    Rung("knees", "knees", LR, 1, 6),
    Rung("leg-only", "leg only", LR, 2, 5),
    Rung("", "", LR, 2, 6),
)
PLANK = (Rung("", "", LR, 30, 4, held=True),)
LONG_PLANK = (*PLANK, Rung("feet", "on the feet", LR, 20, 4, held=True))


def trial(
    reps: tuple[int, ...],
    reserve: int | None = 2,
    worst: int | None = 2,
    before: int | None = 3,
    morning: int | None = 3,
    *,
    here: bool = False,
    target: Target = TEN_OF_2S,
    days_ago: int = 1,
) -> Trial:
    sides = LR if len(reps) == 2 else ("both",)
    done = {
        side: SideDone(target.variation, target.hold or 0, target.reps, count)
        for side, count in zip(sides, reps, strict=True)
    }
    return Trial(TODAY - timedelta(days=days_ago), done, reserve, before, worst, morning, here)


def twice(one: Trial) -> list[Trial]:
    return [one, replace(one, day=one.day - timedelta(days=3))]


def on_both(target: Target) -> dict[str, Target]:
    return dict.fromkeys(LR, target)


def proposal(trials: list[Trial], today: Target = TEN) -> Proposal:
    sides = next(rung.sides for rung in HIP if rung.variation == today.variation)
    return propose(HIP, dict.fromkeys(sides, today), trials, TODAY)


GOOD = trial((10, 10))


@pytest.mark.parametrize(
    ("trials", "kind"),
    [
        (twice(GOOD), "advance"),
        (twice(trial((12, 9), 3, 1, 2, 2)), "hold"),
        (twice(trial((10, 10), 2, 4, 3, 3)), "hold"),
        ([trial((10, 10), 4, 6, here=True)], "regress"),
        ([trial((10, 10), 4, 6)], "hold"),
        (twice(trial((10, 10), 4, 6)), "hold"),
        ([trial((10, 10), 4, 2, 3, 5)], "hold"),
        (twice(trial((10, 10), 4, 2, 3, 5)), "regress"),
        ([GOOD], "hold"),
        ([trial((10, 10), morning=None), *twice(replace(GOOD, day=TODAY - timedelta(4)))], "hold"),
        (twice(trial((10, 10), None)), "hold"),
        ([trial((5, 8)), trial((5, 10), days_ago=4)], "regress"),
        ([trial((5, 8)), trial((10, 10), days_ago=4)], "hold"),
        ([GOOD, trial((10, 10), 2, 6, days_ago=4, here=True)], "hold"),
        ([GOOD, trial((10, 10), 2, 6, days_ago=4)], "hold"),
        ([trial((10, 10), worst=7, here=True)], "regress"),
        ([trial((10, 10), before=None, morning=5)] * 2, "hold"),
        (twice(trial((10, 10), 2, 0, 0, 1)), "advance"),
        ([GOOD, replace(GOOD, day=GOOD.day - timedelta(days=22))], "hold"),
        ([GOOD, replace(GOOD, day=GOOD.day - timedelta(days=21))], "advance"),
        (twice(replace(GOOD, day=TODAY - timedelta(days=30))), "hold"),
        ([], "hold"),
    ],
)
def test_the_rule_gives_what_its_table_says(trials: list[Trial], kind: str) -> None:
    assert proposal(trials).kind == kind


def test_six_of_eight_are_enough_to_stay() -> None:
    eight = Target("", 8, 2)
    assert proposal(twice(trial((6, 6), target=eight)), Target("", 8)).kind == "hold"


def test_few_reps_can_be_all_reps() -> None:
    four = Target("", 4, 2)
    found = proposal(twice(trial((4, 4), 3, 1, 2, 2, target=four)), Target("", 4))
    assert (found.kind, found.next) == ("advance", on_both(Target("", 6)))


def test_both_sides_at_once() -> None:
    found = proposal(twice(trial((10,), target=Target("two-legs", 10, 2))), Target("two-legs", 10))
    assert (found.kind, found.next) == ("advance", {"both": Target("two-legs", 12)})


def test_another_variation_between_does_not_count() -> None:
    between = trial((3, 3), target=Target("knee-in", 10, 2), days_ago=2)
    assert proposal([GOOD, between, replace(GOOD, day=TODAY - timedelta(days=4))]).kind == "advance"


def test_the_same_sessions_are_no_reason_for_a_second_step_down() -> None:
    few = twice(trial((5, 4)))
    first = proposal(few)
    assert first.next == on_both(Target("", 8))
    assert proposal(few, Target("", 8)).kind == "hold"
    lowest = Target("two-legs", 8, 2)
    hurt = [trial((8,), worst=7, here=True, target=lowest)]
    assert proposal(hurt, Target("two-legs", 8)).next == {"both": Target("two-legs", 6)}
    assert proposal(hurt, Target("two-legs", 6)).kind == "hold"


def test_a_session_with_a_lower_target_or_another_hold_does_not_count() -> None:
    lower, longer = trial((8, 8), target=Target("", 8, 2)), trial((10, 10), target=Target("", 10, 3))
    assert "No session with this target" in proposal(twice(lower) + twice(longer)).reason
    higher = trial((12, 12), target=Target("", 12, 2))
    assert proposal(twice(higher)).kind == "advance"


def after(
    ladder: tuple[Rung, ...], target: Target, one: Trial, *, sides: tuple[str, ...] | None = None
) -> tuple[str, Target | None]:
    """What is proposed after two such sessions at this target; the same for each side."""
    rungs = {rung.variation: rung for rung in ladder}
    rung = rungs[target.variation]
    hold = rung.hold if target.hold is None else target.hold
    done = {
        side: replace(each, variation=target.variation, hold=hold, target=target.reps)
        for side, each in zip(rung.sides, one.sides.values(), strict=False)
    }
    found = propose(ladder, dict.fromkeys(rung.sides, target), twice(replace(one, sides=done)), TODAY)
    targets: set[Target | None] = set((found.next or {}).values()) or {None}
    assert len(targets) == 1
    assert sides is None or tuple(found.next or ()) == sides
    return found.kind, targets.pop()


def all_of(reps: int) -> Trial:
    return trial((reps, reps))


HURT = trial((12, 12), worst=6, here=True)


def test_the_leg_raise_goes_up_step_by_step() -> None:
    target = Target("", 10)
    steps = []
    for _ in range(5):
        kind, found = after(LEG, target, all_of(target.reps))
        assert kind == "advance"
        assert found
        target = found
        steps.append((target.variation, target.reps, target.hold))
    assert steps == [
        ("", 12, None),
        ("", 12, 2),
        ("", 12, 3),
        ("", 12, 4),
        ("no-wall", 8, None),
    ]


def test_the_superman_ends_with_all_four_and_then_nothing_more() -> None:
    assert after(SUPERMAN, Target("", 12, 4), all_of(12), sides=("both",)) == (
        "advance",
        Target("all-four", 8),
    )
    kind, _ = after(SUPERMAN, Target("all-four", 12, 4), all_of(12))
    assert kind == "hold"
    nothing = propose(
        SUPERMAN,
        {"both": Target("all-four", 12, 4)},
        twice(trial((12,), target=Target("all-four", 12, 4))),
        TODAY,
    )
    assert nothing.reason.endswith("Nothing more is proposed.")


def test_after_pain_comes_the_easier_form_with_at_most_ten() -> None:
    assert after(HIP, Target("", 12), HURT) == ("regress", Target("knee-in", 10))
    assert after(HIP, Target("knee-in", 10), HURT, sides=("both",)) == ("regress", Target("two-legs", 10))
    assert after(HIP, Target("two-legs", 6), HURT) == ("regress", Target("two-legs", 4))
    assert after(HIP, Target("two-legs", 5), HURT) == ("regress", Target("two-legs", 4))


def test_when_nothing_is_easier_it_is_left_out() -> None:
    found = propose(
        HIP,
        {"both": Target("two-legs", 4)},
        [trial((4,), worst=6, here=True, target=Target("two-legs", 4, 2))],
        TODAY,
    )
    assert (found.kind, found.next) == ("regress", None)
    assert found.reason == "Worst pain 6. Leave it out, and ask a clinician."


def test_after_few_reps() -> None:
    few = trial((3, 3))
    assert after(LEG, Target("", 12, 4), few) == ("regress", Target("", 12, None))
    assert after(LEG, Target("", 12), few) == ("regress", Target("", 10))
    assert after(LEG, Target("", 8), few) == ("regress", Target("", 6))
    assert after(LEG, Target("", 7), few) == ("regress", Target("low", 7))
    assert after(PUSH_UP, Target("leg-only", 5), few) == ("regress", Target("knees", 5))
    assert after(PUSH_UP, Target("table", 4), few) == ("hold", None)


def test_a_regress_never_raises_a_number() -> None:
    # The table's own hold is longer than the one on the knees.
    assert after(PUSH_UP, Target("knees", 5), trial((3, 3))) == ("regress", Target("table", 5, 1))
    assert after(HIP, Target("", 6), HURT) == ("regress", Target("knee-in", 6))


def held(reps: int, hold: float, **pain: object) -> Trial:
    return trial((reps, reps), target=Target("", 3, hold), **pain)  # type: ignore[arg-type]


def test_held_exercises() -> None:
    three = Target("", 3)
    assert after(PLANK, three, held(3, 30)) == ("advance", Target("", 3, 35))
    assert after(PLANK, Target("", 3, 58), held(3, 58)) == ("advance", Target("", 3, 60))
    assert after(LONG_PLANK, Target("", 3, 60), held(3, 60)) == ("advance", Target("feet", 3))
    assert after(PLANK, Target("", 3, 60), held(3, 60))[0] == "hold"
    assert after(PLANK, three, held(3, 30, worst=6, here=True)) == ("regress", Target("", 3, 25))
    assert after(LONG_PLANK, Target("feet", 3), held(3, 20, worst=6, here=True)) == (
        "regress",
        Target("", 3, 20),
    )
    assert after(PLANK, Target("", 3, 7), held(3, 7, worst=6, here=True)) == ("regress", Target("", 3, 5))
    assert after(PLANK, Target("", 3, 5), held(3, 5, worst=6, here=True)) == ("regress", None)
    assert after(PLANK, three, held(2, 30)) == ("regress", Target("", 3, 25))
    assert after(PLANK, Target("", 3, 5), held(2, 5)) == ("hold", None)


def uneven(left: Target, right: Target, trials: list[Trial]) -> Proposal:
    return propose(HIP, {"left": left, "right": right}, trials, TODAY)


def test_of_uneven_sides_only_the_lower_one_moves_until_equal() -> None:
    sides = {"left": SideDone("", 2, 10, 10), "right": SideDone("", 2, 9, 9)}
    good = twice(replace(GOOD, sides=sides))
    assert uneven(Target("", 10), Target("", 9), good).next == {"right": Target("", 10)}
    easier = {"left": SideDone("knee-in", 2, 12, 12), "right": SideDone("", 2, 8, 8)}
    found = uneven(Target("knee-in", 12), Target("", 8), twice(replace(GOOD, sides=easier)))
    assert found.next == {"left": Target("knee-in", 12, 3)}
    last = {"left": SideDone("knee-in", 4, 12, 12), "right": SideDone("", 2, 8, 8)}
    found = uneven(Target("knee-in", 12, 4), Target("", 8), twice(replace(GOOD, sides=last)))
    assert found.next == {"left": Target("", 8)}


def test_of_uneven_sides_the_one_that_fell_short_goes_down() -> None:
    sides = {"left": SideDone("", 2, 12, 5), "right": SideDone("", 2, 10, 10)}
    found = uneven(Target("", 12), Target("", 10), twice(replace(GOOD, sides=sides)))
    assert (found.kind, found.next) == ("regress", {"left": Target("", 10)})


def test_the_reasons_in_words() -> None:
    assert proposal(twice(GOOD)).reason == (
        "In the last 2 sessions all reps on both sides, 2 or more left at the end of the session, "
        "pain at most 3, no more the next morning."
    )
    assert proposal([trial((10, 10), 4, 2, 3, 5)]).reason == (
        "More pain the next morning (3, then 5): stay as you are."
    )
    assert proposal(twice(trial((10, 10), None))).reason == (
        "Stay as you are: the reps in reserve are not known."
    )
    assert proposal([trial((10, 10), 4, 6)]).reason == "Stay as you are: worst pain 6."
    assert proposal(twice(trial((10, 10), 4, 2, 3, 5))).reason == (
        "More pain on the next morning, twice running (3, then 5; 3, then 5)."
    )
    assert proposal(twice(trial((5, 9)))).reason == "In the last 2 sessions fewer than 6 reps on a side."
