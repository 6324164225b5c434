"""The only place that joins handlers to events and fills registries."""


def connect() -> None:
    """Join the house. Called once, when all rooms are loaded."""
