"""Exposure: whether somebody was in an area that is, or soon was, on a published list of risk areas."""

from .area import Area
from .gazetteer import Gazetteer
from .judgement import LOOKBACK, OBSERVATION, Exposure, Register, Rule, Stay
from .listing import Level, Listing, PublishedArea, list_listings
from .tables import Fault, RowRefused, read_listing, read_published_area, read_stay

__all__ = [
    "LOOKBACK",
    "OBSERVATION",
    "Area",
    "Exposure",
    "Fault",
    "Gazetteer",
    "Level",
    "Listing",
    "PublishedArea",
    "Register",
    "RowRefused",
    "Rule",
    "Stay",
    "list_listings",
    "read_listing",
    "read_published_area",
    "read_stay",
]
