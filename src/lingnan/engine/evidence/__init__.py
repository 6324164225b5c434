"""Evidence: many dated records about one subject, and the facts that they come to at a moment."""

from .declaration import SUBJECT, Declarations, Fact, InvalidFacts, Kind, Take, read_declarations
from .summary import EvidenceMissing, Record, summarise

__all__ = [
    "SUBJECT",
    "Declarations",
    "EvidenceMissing",
    "Fact",
    "InvalidFacts",
    "Kind",
    "Record",
    "Take",
    "read_declarations",
    "summarise",
]
