"""What a public service owes its readers: who runs it, for whom it works, what it does with their data."""
