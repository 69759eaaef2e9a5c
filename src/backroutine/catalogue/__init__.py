"""What can be done: YAML becomes checked models, and every error names file, line and field.

    file -> files.decode -> yaml_tree -> load -> models -> plan_builder -> the session's plan
            text            lines        faults

`load` joins all but the last; the only error that leaves it is `FileError`.
"""
