"""Settings, addresses and wiring: the only place that sees the whole house."""
