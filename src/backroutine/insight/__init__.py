"""What it means: weeks, sides, pain. Pure, over the journal's records."""
