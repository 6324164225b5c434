"""Testing's door."""

from .merging import follow_merge
from .ordering import (
    OrderClosed,
    OrderedAlready,
    TimesTooClose,
    cancel_order,
    change_order,
    get_order,
    list_orders,
    place_orders,
    propose_orders,
)
from .results import NoResults, TooManyResults, load_results
from .sampling import (
    NobodyFound,
    OrderOff,
    SeveralFound,
    TubeFull,
    TubeTaken,
    TubeUnfit,
    find_visitor,
    get_visit,
    list_site_days,
    my_sites,
    record_sample,
)
from .settling import CALL, await_settling, find_outcome, settle_orders
from .sites import SiteUnknown, check_sites, get_site, list_sites
from .slots import SlotFull, SlotPast, SlotUnknown, list_slots, propose_times
from .sunset import destroy_tests

__all__ = [
    "CALL",
    "NoResults",
    "NobodyFound",
    "OrderClosed",
    "OrderOff",
    "OrderedAlready",
    "SeveralFound",
    "SiteUnknown",
    "SlotFull",
    "SlotPast",
    "SlotUnknown",
    "TimesTooClose",
    "TooManyResults",
    "TubeFull",
    "TubeTaken",
    "TubeUnfit",
    "await_settling",
    "cancel_order",
    "change_order",
    "check_sites",
    "destroy_tests",
    "find_outcome",
    "find_visitor",
    "follow_merge",
    "get_order",
    "get_site",
    "get_visit",
    "list_orders",
    "list_site_days",
    "list_sites",
    "list_slots",
    "load_results",
    "my_sites",
    "place_orders",
    "propose_orders",
    "propose_times",
    "record_sample",
    "settle_orders",
]
