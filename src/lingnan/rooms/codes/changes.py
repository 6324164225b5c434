"""News for the gates. They follow the table `codes_change`; a notification wakes them at the commit."""

from datetime import datetime, timedelta

from .models import Change
from .types import Status, StatusRef

# A gate that was away longer loads everything afresh, as it does after any break of its connection.
KEPT_FOR = timedelta(days=1)


def tell_gates(*, topic: Change.Topic, at: datetime) -> None:
    """Tell the gates, when the caller's transaction commits, to read a topic anew."""
    Change.objects.create(topic=topic, at=at)


def tell_status(*, ref: StatusRef, status: Status, at: datetime) -> None:
    """Tell the gates, when the caller's transaction commits, the new status of one credential."""
    Change.objects.create(topic=Change.Topic.STATUS, list_id=ref.list_id, index=ref.index, status=status, at=at)


def forget_changes(*, at: datetime) -> int:
    """Delete news older than a day; give how many."""
    return Change.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
