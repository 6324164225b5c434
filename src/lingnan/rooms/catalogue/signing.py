"""Who signs a proposed rule: an author, and another officer who publishes it or says no."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotAllowed
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Role

from . import models, shelf

AUTHOR: Final = "rule-author"
APPROVER: Final = "rule-approver"
READERS: Final = (AUTHOR, APPROVER)


class ProposalClosed(LingnanError):
    """A proposal that is past what was asked for it."""

    code = "proposal-closed"
    status = 409
    message = "这份规则已经提交、发布或撤回，现在不能再这样办。请刷新页面看最新的进展；要改的话，请重新上传一份。"


def require_officer(*, by: Actor, role: Role, department: str) -> None:
    """Raise `NotAllowed` unless the officer holds the role in the department for the whole province."""
    identity.require_role(by=by, role=role, department=department, division=shelf.province().division)


def is_officer(*, by: Actor, role: Role, department: str) -> bool:
    """Whether the officer holds the role in the department for the whole province."""
    try:
        require_officer(by=by, role=role, department=department)
    except NotAllowed:
        return False
    return True


@contextmanager
def acted(row: models.Proposal, name: str, by: Actor, at: datetime) -> Iterator[None]:
    """A transaction in which something is done to a proposal, and that it was done is entered."""
    with transaction.atomic():
        yield
        audit.record(
            kind=AuditEntry.Kind.ACT, name=f"catalogue.rule.{name}", subject_key=None, by=by, at=at,
            details={
                "proposal": str(row.uuid), "service": row.service, "base": row.base, "digest": row.digest,
                "version": row.version,
            },
        )  # fmt: skip
