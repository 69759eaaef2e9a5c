"""What was done: the durable log, its records and its copies."""
