"""`backroutine start`: builds a session from catalogue, journal, clock, sound and screen, and runs it."""
