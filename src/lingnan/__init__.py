"""Lingnan (岭南): a platform that runs a digital government."""
