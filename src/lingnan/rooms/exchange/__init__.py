"""Shared data resources: facts with provenance; no read without a trace."""
