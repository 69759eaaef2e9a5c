"""The exchange of journals between the machines of one person, by files in a shared folder."""
