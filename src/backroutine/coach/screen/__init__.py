"""The live screen: what it shows as rows of text, and the one Textual program that paints them."""
