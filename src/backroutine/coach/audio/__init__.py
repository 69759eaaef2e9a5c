"""How a session sounds: clips are rendered once and played by a child process, which may hang without harm.

`cues` decides what is heard when, and `session_clips` knows all of it beforehand. The rendering process turns
clips into files (`rendering`, `speech_engines`), and the player process plays them (`playback`).
`sound.Sound` keeps both processes; `wav_recorder` writes a session into one file.
"""
