"""How a person is led: from the events of a session to words, sound, plain lines and the live screen.

Clock, journal and terminal are handed in; this room never opens the journal itself.
"""
