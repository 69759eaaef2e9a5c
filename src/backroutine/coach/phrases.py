"""The sentences of a session, shared by voice, plain lines and screen.

Text from a catalogue is not made safe here but where it is printed or spoken.
"""

from collections.abc import Iterable, Sequence

from backroutine.coach.audio.sound_status import Status
from backroutine.session.events import Event, RepCounted, SideFinished, VariationChanged
from backroutine.session.plan import Phase, Plan, Step
from backroutine.session.tally import SideTally
from backroutine.text import count_of, minutes

PHASES = {
    Phase.GET_READY: "Get ready",
    Phase.SWITCH: "Switch sides",
    Phase.REST: "Rest",
    Phase.TURN_OVER: "Turn over",
    Phase.LIFT: "Lift",
    Phase.HOLD: "Hold",
    Phase.RETURN: "Return",
    Phase.PAUSE: "Pause",
    Phase.REPS: "Your pace",
    Phase.DONE: "Done",
}

PAUSED_ASKED = "Paused."
PAUSED_AWAY = "Paused: the computer was asleep."
ENTER_GOES_ON = "Enter goes on."
NOBODY_LEFT = "Input has ended, so nobody can go on from here: stopped, and everything is kept."
RESUMED = "Going on."
SESSION_RESUMED = "Going on with the session that was left."
COMPLETED = "Finished."
ALL_SKIPPED = "Everything was skipped."
STOPPED = "Stopped. Everything is kept."
NOT_LOGGED = "start: there is no terminal, so this is a rehearsal and nothing is logged; --plain logs it"
REHEARSED = "A rehearsal: nothing was written to the journal."
NOTHING_LEFT = "--resume: there is no session to go on with; a new one begins"
NOTHING_COUNTED = "No rep was counted."


def phase_word(step: Step, phase: Phase) -> str:
    """The movement's own word for a phase, or the general one: `Lower`, `Lift`."""
    own = (step.words or {}).get(phase.value)
    return own[:1].upper() + own[1:] if own else PHASES[phase]


def spoken_phase(step: Step, phase: Phase) -> str:
    """What the voice says for a phase; it may say more than the word on the screen."""
    own = (step.spoken or {}).get(phase.value)
    return own[:1].upper() + own[1:] if own else phase_word(step, phase)


def side_of(step: Step) -> str:
    """The exercise and its side in one breath: `Superman, left leg`."""
    return f"{step.title}, {step.label}"


def place(step: Step) -> str:
    """How to lie and what comes first: `on your back, left foot on the floor`; may be empty."""
    return ", ".join(part for part in (step.position, step.ready) if part)


def hint(step: Step, phase: Phase) -> str:
    """What to do with the body in a wait before this side; may be empty."""
    return step.moving if phase is Phase.SWITCH and step.moving else place(step)


def needed(needs: Iterable[str]) -> str:
    """What must be at hand, as one line: `You need a doorway, and a folded towel.`; empty for nothing."""
    things = [thing for thing in dict.fromkeys(needs) if thing]
    return sentence(f"You need {', and '.join(things)}") if things else ""


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ":")) else text + "."


def waiting(step: Step, phase: Phase) -> str:
    """What to do while waiting for this side, the important word first."""
    if phase is Phase.SWITCH:
        parts = [f"Switch sides: {step.label}", step.moving, step.ready]
    elif phase is Phase.REST:
        turning = any(wait.phase is Phase.TURN_OVER for wait in step.lead_in)  # that says how to lie
        parts = ["Rest", f"Next: {side_of(step)}", "" if turning else place(step)]
    elif phase is Phase.TURN_OVER:
        parts = [f"Turn over: {step.position}" if step.position else "Turn over", side_of(step), step.ready]
    else:
        parts = [f"Get ready: {side_of(step)}", place(step)]
    return " ".join(sentence(part) for part in parts if part)


def rest_left(seconds: int) -> str:
    """During a long rest: seconds left before the first rep."""
    left = count_of(seconds, "second") if seconds % 60 else count_of(seconds // 60, "minute")
    return f"{left} to go."


def hold_left(seconds: int) -> str:
    """A long hold goes on; `seconds` are left of it."""
    return f"{count_of(seconds, 'second')}."


def began(step: Step, reps: int) -> str:
    if reps:
        return f"Go on: {step.label}, {reps} of {step.target} done."
    return f"Go: {step.label}, {count_of(step.target, 'rep')}."


def counted(rep: int, target: int) -> str:
    """The number first; the last rep is announced before it is done."""
    if rep == target - 1 and target > 1:
        return f"{rep}. {LAST_ONE}"
    return f"{rep}."


def finished(step: Step, event: SideFinished) -> str:
    reps = f"{step.label}, {event.reps} of {event.target}."
    return {
        "done": "Done: ",
        "skipped": "Skipped: ",
        "back": "Left for now: ",
        "stopped": "Stopped: ",
    }[event.because] + reps


def skipped(step: Step) -> str:
    return f"Skipped: {side_of(step)}."


def undone(rep: int, target: int) -> str:
    return f"Taken back: {rep} of {target}."


def variation_changed(event: VariationChanged) -> str:
    """`Easier: knee hugged in.`"""
    return f"{'Easier' if event.easier else 'Harder'}: {event.form or 'the standard form'}."


def pace(value: float) -> str:
    """The pace, 1 being the catalogue's tempo."""
    return f"Pace {value:g}."


def opening(plan: Plan) -> str:
    """What will come, and how long it takes."""
    exercises = len({step.exercise for step in plan.steps})
    length = minutes(plan.exercise_seconds / plan.speed)
    ready = minutes((plan.total_seconds - plan.exercise_seconds) / plan.speed)
    how = "you count" if plan.tap else "paced"
    return f"{plan.routine}: {count_of(exercises, 'exercise')}, {length}, {ready} more to get ready, {how}."


def plain_keys(*, tap: bool) -> str:
    """What a line of input does, where there are no keys."""
    return f"Enter {'counts a rep' if tap else 'pauses, and goes on'}. Ctrl-C stops; everything is kept."


def summary(plan: Plan, rows: tuple[SideTally, ...]) -> list[str]:
    """A line for each exercise that was begun: reps of each side against its target."""
    lines = []
    for exercise in dict.fromkeys(row.exercise for row in rows):
        # A correction may name an exercise that was not planned.
        name = next((step.name for step in plan.steps if step.exercise == exercise), sentence(exercise))
        sides = dict.fromkeys(row.side for row in rows if row.exercise == exercise)
        parts = []
        for side in sides:
            mine = [row for row in rows if (row.exercise, row.side) == (exercise, side)]
            target = sum(row.target for row in mine if row.turn == 1)
            parts.append(f"{side} {sum(row.reps for row in mine)} of {target}")
        forms = dict.fromkeys(row.form or row.variation for row in rows if row.exercise == exercise)
        if len(forms) == 1:
            name = ", ".join(filter(None, (name, *forms)))
        else:
            parts += [_of_form(rows, exercise, form) for form in forms if form]
        lines.append(f"{name}: {', '.join(parts)}.")
    return lines or [NOTHING_COUNTED]


def _of_form(rows: Sequence[SideTally], exercise: str, form: str) -> str:
    """`of these knee hugged in left 3 right 5`."""
    mine = [row for row in rows if row.exercise == exercise and form in (row.form, row.variation)]
    sides = dict.fromkeys(row.side for row in mine)
    reps = [f"{side} {sum(row.reps for row in mine if row.side == side)}" for side in sides]
    return f"of these {form} {' '.join(reps)}"


def not_saved(trouble: str, events: Sequence[Event]) -> str:
    reps = sum(isinstance(event, RepCounted) for event in events)
    return f"{trouble}; {count_of(reps, 'rep')} of this session could not be saved"


def ending(status: str, *, reps: bool = True) -> str:
    """How the session ended; `reps` is False when none was counted."""
    if status == "completed":
        return COMPLETED if reps else ALL_SKIPPED
    return STOPPED


MOST_DONE_SPOKEN = 20
"""Reps up to which getting ready again says how many are done: each number is a clip for each side."""

# What is only spoken. Candidates come longest first; the first that fits its gap is used.

COUNTDOWN = {3: "In three", 2: "two", 1: "one"}
GO = "Go"
LAST_ONE = "Last one."
HALF_WAY = "Half-way."
MUTED = "Muted."
UNMUTED = "Sound on."
SOUND_CHECK = "This is the voice that counts. One, two, three."
CHECKED = {"lift": "Up", "hold": "Hold", "return": "Down"}
"""The tones of a rep, and what the body does at each."""


def sound_chosen(choice: str, status: Status, *, muted: bool) -> str:
    """The choice of sound; where it is not possible, why, and what is heard instead."""
    why, *_ = status.trouble.split(";")
    instead = f" ({why}: {status.heard})" if why else ""
    return f"Sound: {choice}{instead}{', still muted' if muted else ''}"


def heard(what: str) -> str:
    """The answer to a sound check."""
    return f"You should hear: {what}"


def spoken_waiting(step: Step, phase: Phase, *, alone: bool, done: int = 0) -> tuple[str, ...]:
    """What is said at the beginning of a wait. `alone` is False when another wait has said the rest.

    `done` is the number of reps already done on this side: after a break they are said too.
    """
    if phase is Phase.GET_READY:
        return _spoken_ready(step, alone=alone, done=done)
    if phase is Phase.SWITCH and step.moving and _ready_follows(step):
        # The wait that follows says how to lie.
        switch = f"Switch sides: {step.label}."
        return (f"{switch} {sentence(step.moving)}", switch, "Switch sides.")
    short = {
        Phase.SWITCH: (f"Switch sides: {step.label}.", "Switch sides."),
        Phase.REST: (f"Rest. Next: {side_of(step)}.", "Rest."),
        Phase.TURN_OVER: (f"Turn over: {step.position or step.label}. {side_of(step)}.", "Turn over."),
    }[phase]
    return (waiting(step, phase), *short)


def _ready_follows(step: Step) -> bool:
    return any(wait.phase is Phase.GET_READY for wait in step.lead_in)


def _spoken_ready(step: Step, *, alone: bool, done: int) -> tuple[str, ...]:
    """The shorter the gap, the more it is about the body: the position outlasts the name."""
    ready = PHASES[Phase.GET_READY]
    position = sentence(step.position) if step.position else ""
    if 0 < done <= MOST_DONE_SPOKEN:
        stands = f"{ready}: {step.label}, {done} done."
        return (f"{stands} {position}".strip(), stands, f"{ready}: {step.label}.", f"{ready}.")
    whole = (waiting(step, Phase.GET_READY), f"{ready}: {side_of(step)}. {position}".strip())
    lying = (f"{ready}: {step.position}, {step.label}.",) if position else ()
    if step.moving and not alone and step.ready:
        lying = (f"{ready}: {step.ready}.", *lying)
    return (*(whole if alone else ()), *lying, f"{ready}: {step.label}.", f"{ready}.")


def spoken_variation(event: VariationChanged, step: Step) -> tuple[str, ...]:
    """The new form, and how to get ready for it where there is time."""
    line = variation_changed(event)
    return (f"{line} {sentence(step.ready)}", line) if step.ready else (line,)


def spoken_skip(step: Step) -> str:
    """A side was skipped. Its reps are not repeated: each number would be another clip."""
    return f"Skipped: {step.label}."


def spoken_last_rep(phase: tuple[str, ...]) -> tuple[str, ...]:
    """The last rep begins. Where the words of its phase are spoken too, they come first."""
    return (*(f"{word}. {LAST_ONE}" for word in phase), *(phase or (LAST_ONE,)))
