"""Key figures: zero-errand share, displays, scans, shared records."""
