"""The one base of every refusal that a person may read."""

from typing import Any, ClassVar


class LingnanError(Exception):
    """A refusal with a stable `code`, an HTTP `status`, and words that say what to do next.

    `message` is a zh-Hans sentence and a message id for translation; `details` fills its placeholders.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[str] = "现在办不了这件事，请稍后再试。"

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.code, details)

    def __str__(self) -> str:
        return self.message % self.details if self.details else self.message


class NotFound(LingnanError):
    """Nothing here by that name, or not for this person to know of: the two look the same."""

    code = "not-found"
    status = 404
    message = "没有找到您要的内容。可能是链接不完整，也可能这项内容不属于您。"


class NotAllowed(LingnanError):
    """The actor is known but may not do this."""

    code = "not-allowed"
    status = 403
    message = "您没有办理这件事的权限。如果您认为应该有，请联系本单位的管理员。"
