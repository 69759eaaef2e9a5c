"""What can be done: YAML becomes checked models, and every error names file, line and field.

    file -> gate -> tree -> checking -> models -> planning -> session's plan
            bytes   YAML    findings

`load` joins the first five; nothing but `FileError` leaves it.
"""
