"""Pages of those who run what the whole province uses: live figures, and what needs a hand."""
