"""The built-in functions of FEEL (DMN 1.5, 10.3.4) by name."""

from lingnan.engine.decisions.feel_types import FunctionOf
from lingnan.engine.decisions.functions import (  # noqa: F401  (each module registers its functions)
    contexts,
    conversion,
    dates,
    lists,
    numeric,
    ranges,
    strings,
)
from lingnan.engine.decisions.functions.signature import REGISTRY
from lingnan.engine.decisions.scope import Scope

BUILTINS = REGISTRY
BUILTIN_SCOPE = Scope({name: FunctionOf(None, function.result) for name, function in BUILTINS.items()}, builtin=True)
