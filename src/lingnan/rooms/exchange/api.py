"""Exchange's door."""

from .closing import ResourceClosed, close_resources
from .facts import PurposeMissing, list_accesses, list_facts, list_records, list_records_of_many, scan_records
from .foreign import ForeignUnreadable, NoForeignFormat, load_foreign
from .keeping import expire_records
from .merging import follow_merge
from .parquet import ColumnsTwice, ColumnUnfit, ParquetUnreadable, load_parquet
from .records import enter_record, load_records
from .resources import ResourceUnknown, connect_source, get_resource, list_resources, prepare_tables
from .searching import ElementNotSearched, find_subjects, list_values
from .sending import NoRecords, send_records
from .tables import ColumnsMissing, ColumnsUnknown, load_table

__all__ = [
    "ColumnUnfit",
    "ColumnsMissing",
    "ColumnsTwice",
    "ColumnsUnknown",
    "ElementNotSearched",
    "ForeignUnreadable",
    "NoForeignFormat",
    "NoRecords",
    "ParquetUnreadable",
    "PurposeMissing",
    "ResourceClosed",
    "ResourceUnknown",
    "close_resources",
    "connect_source",
    "enter_record",
    "expire_records",
    "find_subjects",
    "follow_merge",
    "get_resource",
    "list_accesses",
    "list_facts",
    "list_records",
    "list_records_of_many",
    "list_resources",
    "list_values",
    "load_foreign",
    "load_parquet",
    "load_records",
    "load_table",
    "prepare_tables",
    "scan_records",
    "send_records",
]
