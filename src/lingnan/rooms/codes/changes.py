"""News for the gates. They follow the table `codes_change`; a notification wakes them at the commit. Of statuses
`statuses` tells as it writes them.
"""

from datetime import datetime, timedelta

from .models import Change

# A gate that was away longer loads everything afresh, as it does after any break of its connection.
KEPT_FOR = timedelta(days=1)


def tell_gates(*, topic: Change.Topic, at: datetime) -> None:
    """Tell the gates, when the caller's transaction commits, to read a topic anew."""
    Change.objects.create(topic=topic, at=at)


def forget_changes(*, at: datetime) -> int:
    """Delete news older than a day; give how many."""
    return Change.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
