"""The catalogue's door."""

from .checks import check_content
from .publishing import ContentRefused, publish_content
from .search import search_services
from .services import read_service_in
from .shelf import (
    deadline,
    dictionary,
    edition,
    forget,
    get_licence_kind,
    get_service,
    list_resources,
    list_services,
    province,
)
from .trial import run_examples, try_rule

__all__ = [
    "ContentRefused",
    "check_content",
    "deadline",
    "dictionary",
    "edition",
    "forget",
    "get_licence_kind",
    "get_service",
    "list_resources",
    "list_services",
    "province",
    "publish_content",
    "read_service_in",
    "run_examples",
    "search_services",
    "try_rule",
]
