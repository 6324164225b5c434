"""Outreach's door."""

from .inbox import ConsoleChannel, connect_channel, count_unread, list_messages, mark_read, send_message

__all__ = ["ConsoleChannel", "connect_channel", "count_unread", "list_messages", "mark_read", "send_message"]
