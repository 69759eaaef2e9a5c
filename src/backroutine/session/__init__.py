"""What is happening: a pure machine. Commands and time go in, state and events come out.

Nothing here reads a clock, a disk or chance. Times are seconds since the session began, handed in.
"""
