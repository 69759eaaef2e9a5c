"""The front door: parses, wires, prints. Alone owns stdout, stderr, exit codes, clocks, signals and paths."""
