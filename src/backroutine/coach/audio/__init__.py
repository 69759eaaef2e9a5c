"""How a session sounds: clips rendered once, played by a child process that can neither hang nor print.

`clips` names what can be heard, `rendering` turns it into files, `output.Sound` is what the rest of the
program talks to, `wav_recorder` writes a session into one file. `player_process` is the child: it never
runs here.
"""
