"""Forms that were refused: the sentence stands in the summary, and at the field that it is about."""

from collections.abc import Mapping
from typing import Any

from lingnan.kernel.errors import LingnanError
from lingnan.portal.shell import explain


def described_refusal(refused: LingnanError | None, *, fields: Mapping[str, str]) -> dict[str, Any]:
    """What a form's template takes of a refusal; `fields` names the field by the refusal's code."""
    if refused is None:
        return {"errors": [], "error_at": {}}
    field, words = fields.get(refused.code, ""), explain(refused)
    return {"errors": [(field, words)], "error_at": {field: words}}
