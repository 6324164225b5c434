"""What the health room does when it hears news."""

from lingnan.kernel import clock
from lingnan.rooms.exchange.events import RecordsLoaded

from . import api
from .types import Urgency


def await_judgement(event: RecordsLoaded) -> None:
    """Within the act: the people whom loaded evidence is about wait to be judged anew."""
    if api.is_evidence(resource=event.resource):
        api.await_judgement(subject_keys=event.subject_keys, urgency=Urgency.EVIDENCE, at=clock.now())
