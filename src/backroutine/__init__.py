"""Leads a person through a core and lower-back routine and remembers what was done."""

__version__ = "0.1.0"
