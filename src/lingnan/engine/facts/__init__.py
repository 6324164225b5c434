"""Facts: an element's value for one subject, with who said so and when."""

from .derivation import CircularDerivation, Derivation, base_names, derive
from .fact import Fact, Provenance, variable_of
from .formula import Formula

__all__ = ["CircularDerivation", "Derivation", "Fact", "Formula", "Provenance", "base_names", "derive", "variable_of"]
