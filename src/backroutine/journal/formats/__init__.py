"""The journal in other forms: records and plain values to bytes, and back. Pure: no disk, no clock."""
