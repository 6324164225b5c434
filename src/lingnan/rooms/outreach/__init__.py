"""Messages to people, over channels."""
