"""The commands with their options and help. The work is done in the modules beside this folder."""
