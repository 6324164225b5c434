"""Pure Python: no Django, no input or output. Elements, decisions, credentials and forms."""
