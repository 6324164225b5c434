"""News that goes up: frozen events, published in the caller's transaction, delivered once per handler.

A room declares its events; a higher room's handlers are joined to them in `config/wiring.py` and nowhere else.
`publish` defers one job per handler inside the caller's transaction, so an act and its news stand or fall together.
A job may run twice after a crash: handlers are idempotent. Who has only to note that something came notes it within
the act, without a job.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from .jobs import defer


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of every event: subclasses set `name` (`cases.decision.made`) and `version`, and carry primitives."""

    name: ClassVar[str]
    version: ClassVar[int] = 1


Handler = Callable[[Any], None]
_notes: dict[str, list[Handler]] = defaultdict(list)
_kinds: dict[tuple[str, int], type[Event]] = {}
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


class DuplicateHandler(ValueError):
    """Two handlers were joined to one event under one name."""


def subscribe(*, event: type[Event], handler: Handler) -> None:
    """Join `handler` to `event`. Called by `config/wiring.py`; joining the same one twice is refused."""
    label = f"{handler.__module__}.{handler.__qualname__}"
    if label in _handlers[event.name]:
        raise DuplicateHandler(f"{label} already hears {event.name}")
    _kinds[event.name, event.version] = event
    _handlers[event.name][label] = handler


def subscribe_within(*, event: type[Event], note: Handler) -> None:
    """Join `note` to `event`: it is called within the act, in its transaction, and falls with it.

    For what only writes down who or what is to be seen to, in one quick statement. Called by `config/wiring.py`.
    """
    _notes[event.name].append(note)


def publish(event: Event) -> None:
    """Have it noted, and defer one delivery per handler, in the caller's transaction."""
    for note in _notes[event.name]:
        note(event)
    payload = {field.name: getattr(event, field.name) for field in fields(event)}
    for label in _handlers[event.name]:
        defer(
            task="lingnan.kernel.tasks.deliver",
            name=event.name, version=event.version, handler=label, payload=payload,
        )  # fmt: skip


def deliver(*, name: str, version: int, handler: str, payload: dict[str, Any]) -> None:
    """Rebuild the event and hand it to its handler."""
    _handlers[name][handler](_kinds[name, version](**payload))
