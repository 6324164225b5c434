"""What a batch of judgements asks again and again, answered once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("health.answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within it what is asked `once` is answered once; after it nothing is left of the answers, nor of the evidence."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(question: Hashable, answer: Callable[[], T]) -> T:
    """The answer to a question, the one that is known if we are `remembering` and it was asked before."""
    known = _answers.get()
    if known is None:
        return answer()
    if question not in known:
        known[question] = answer()
    return cast("T", known[question])
