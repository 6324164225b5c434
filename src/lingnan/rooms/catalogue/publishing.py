"""Publishing: the same content twice makes one version; a changed one makes the next number."""

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.models import AuditEntry

from . import models, shelf
from .checks import check_content
from .types import Publication
from .units import Unit, packed, read_units

PUBLISHING_LOCK = 0x4C4E_0001


class ContentRefused(LingnanError):
    """The content has problems; nothing of it was published."""

    code = "content-refused"
    message = "内容有 %(count)d 处问题，一处也没有发布：\n%(problems)s\n改好后再运行一次。"


def publish_content(*, folder: Path, by: Actor, at: datetime) -> list[Publication]:
    """Check a province's content and publish every unit that changed; returns the new versions.

    All or nothing: raises `ContentRefused` with every error when there is one; remarks stop nothing.
    """
    problems = [each for each in check_content(folder) if each.severity == "error"]
    if problems:
        raise ContentRefused(count=len(problems), problems="\n".join(map(str, problems)))
    with transaction.atomic():
        _wait_in_line()
        published = [_publish(unit, by, at) for unit in read_units(folder)]
    shelf.forget()
    return [publication for publication in published if publication]


def _wait_in_line() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def _publish(unit: Unit, by: Actor, at: datetime) -> Publication | None:
    latest = models.Publication.objects.filter(kind=unit.kind, code=unit.code).order_by("-number").first()
    if latest is not None and latest.digest == unit.digest:
        return None
    row = models.Publication.objects.create(
        kind=unit.kind,
        code=unit.code,
        number=latest.number + 1 if latest else 1,
        digest=unit.digest,
        files=packed(unit.files),
        published_at=at,
        published_by=by.ref,
    )
    details = {"kind": row.kind, "code": row.code, "number": row.number, "digest": row.digest}
    audit.record(
        kind=AuditEntry.Kind.ACT, name="catalogue.version.published", subject_key=None, by=by, at=at, details=details
    )
    return Publication(kind=row.kind, code=row.code, number=row.number, digest=row.digest)
