"""The cases' door."""

from lingnan.engine.credentials import open_receipt

from .conflicts import FindingMissing, FindingUnknown
from .deciding import CaseClosed, decide_application, decide_case, list_overdue
from .desk import NoteMissing, decide_by_officer, list_queue, list_refused_before, review_case
from .drafting import NotDisputable, dispute_fact, get_draft, list_drafts, save_answers, start_draft
from .expiry import expire_drafts
from .forms import NothingChosen, get_form
from .granting import GrantIncomplete
from .materials import promised_states
from .merging import follow_merge
from .ratings import GradeMissing, TooEarlyToRate, WordsTooLong, get_rating, list_ratings, rate_case
from .reading import get_application, get_case, list_cases, list_receipts, read_receipt
from .recorded import list_recorded_facts
from .replay import OtherVersion, replay
from .revision import FormRenewed
from .submission import AnswersMissing, ConsentMissing, submit_case, submit_draft

__all__ = [
    "AnswersMissing",
    "CaseClosed",
    "ConsentMissing",
    "FindingMissing",
    "FindingUnknown",
    "FormRenewed",
    "GradeMissing",
    "GrantIncomplete",
    "NotDisputable",
    "NoteMissing",
    "NothingChosen",
    "OtherVersion",
    "TooEarlyToRate",
    "WordsTooLong",
    "decide_application",
    "decide_by_officer",
    "decide_case",
    "dispute_fact",
    "expire_drafts",
    "follow_merge",
    "get_application",
    "get_case",
    "get_draft",
    "get_form",
    "get_rating",
    "list_cases",
    "list_drafts",
    "list_overdue",
    "list_queue",
    "list_ratings",
    "list_receipts",
    "list_recorded_facts",
    "list_refused_before",
    "open_receipt",
    "promised_states",
    "rate_case",
    "read_receipt",
    "replay",
    "review_case",
    "save_answers",
    "start_draft",
    "submit_case",
    "submit_draft",
]
