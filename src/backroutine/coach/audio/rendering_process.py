"""The child process that renders: `python -m backroutine.coach.audio.rendering_process`.

It gets a `RenderingJob` on stdin. To stdout it writes an `EngineFound`, and each clip that can be played with
its `Rendered`; all of them pickled. It runs at the lowest priority, and ends when stdin does: whatever ends
the parent closes it. Working out the clips, speaking and trimming cost seconds of processor time; in the
parent they would delay the cues of a session that is under way.
"""

import contextlib
import os
import pickle
import sys
import threading
import time

from backroutine.coach.audio.clips import Clip
from backroutine.coach.audio.python_process import leave, take_lowest_priority
from backroutine.coach.audio.rendering import EngineFound, Rendered, RenderingJob, render_session


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    leave()


def main() -> None:
    """Render one job."""
    take_lowest_priority()
    job: RenderingJob = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    threading.Thread(target=_leave_with_parent, daemon=True, name="parent").start()
    answering = threading.Lock()

    def answer(found: EngineFound | tuple[Clip, Rendered]) -> None:
        with answering:
            pickle.dump(found, sys.stdout.buffer)
            sys.stdout.buffer.flush()

    def keep(clip: Clip, rendered: Rendered | None) -> None:
        if rendered:
            answer((clip, rendered))

    with contextlib.suppress(OSError):  # the parent is gone
        render_session(job, os.environ, answer, keep)
        job.store.forget_unused(time.time())
    leave()


if __name__ == "__main__":
    main()
