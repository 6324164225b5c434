"""The health code as a standing decision: evidence, facts, colour, appeal."""
