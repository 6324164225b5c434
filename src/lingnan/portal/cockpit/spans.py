"""Spans of time as one says them: in the one unit that matters."""

from datetime import timedelta

from django.utils.translation import ngettext

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=number) for number in (1, 60, 3600, 86_400))


def write_span(span: timedelta) -> str:
    """`3秒`, `2分钟`, `5小时`, `4天`; never less than nothing."""
    unit = next((each for each in (DAY, HOUR, MINUTE) if span >= each), SECOND)
    number = max(0, span // unit)
    words = {
        DAY: ngettext("%(number)d天", "%(number)d天", number),
        HOUR: ngettext("%(number)d小时", "%(number)d小时", number),
        MINUTE: ngettext("%(number)d分钟", "%(number)d分钟", number),
        SECOND: ngettext("%(number)d秒", "%(number)d秒", number),
    }
    return words[unit] % {"number": number}
