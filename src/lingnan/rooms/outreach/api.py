"""Outreach's door."""

from .calls import (
    NoteUnfit,
    NotTaken,
    OutcomeUnknown,
    TakenByAnother,
    escalate,
    escalate_overdue,
    get_call_sheet,
    get_follow_up,
    hand_over,
    list_follow_ups,
    record_outcome,
    take_follow_up,
)
from .followups import close_follow_ups, destroy_follow_ups, open_follow_ups
from .inbox import (
    ConsoleChannel,
    connect_channel,
    count_unread,
    destroy_messages,
    list_messages,
    mark_read,
    send_message,
    send_messages,
)
from .merging import follow_merge

__all__ = [
    "ConsoleChannel",
    "NotTaken",
    "NoteUnfit",
    "OutcomeUnknown",
    "TakenByAnother",
    "close_follow_ups",
    "connect_channel",
    "count_unread",
    "destroy_follow_ups",
    "destroy_messages",
    "escalate",
    "escalate_overdue",
    "follow_merge",
    "get_call_sheet",
    "get_follow_up",
    "hand_over",
    "list_follow_ups",
    "list_messages",
    "mark_read",
    "open_follow_ups",
    "record_outcome",
    "send_message",
    "send_messages",
    "take_follow_up",
]
