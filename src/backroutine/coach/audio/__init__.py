"""How a session sounds: clips rendered once, played by a child process that can neither hang nor print.

`clips` names what can be heard, `render` turns it into files, `output.Sound` is what the rest of the
program talks to, `wav_sink` writes a session into one file. `player` is the child: it never runs here.
"""
