"""What prepares, checks and guards the repository. Nothing here is part of the running platform."""
