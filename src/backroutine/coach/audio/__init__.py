"""How a session sounds: clips are rendered once and played by a child process, which may hang without harm.

`cues` decides what is heard when, `rendering` turns clips into files, `sound.Sound` plays them,
`wav_recorder` writes a session into one file. `player_process` runs in the child only.
"""
