"""The bounds of the pace. They stand apart because settings need them and nothing else of a session."""

SLOWEST, FASTEST, PACE_STEP = 0.5, 2.0, 0.1
