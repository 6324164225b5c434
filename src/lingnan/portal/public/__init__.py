"""Pages without sign-in: home, catalogue, guide, verification."""
